/** The three faces of `GET /api/{resource}/class`: a JavaScript module, its declarations, JSON Schema. */
import { type ClassSchema, classesOf, type NamedSchema, typeOf, withReferences } from './schema-types.ts'

type Exports = Record<string, unknown>

/** An ES module of the classes, which a browser and Node import as it stands: it imports nothing itself. */
export function classModule(exports: Exports): string {
  const classes = classesOf(exports)
  const known = namesOf(classes)
  return [fill, ...classes.map((each) => javascriptClass(each, known))].join('\n')
}

/** The TypeScript declarations of the same module. */
export function classDeclarations(exports: Exports): string {
  const classes = classesOf(exports)
  const known = namesOf(classes)
  return [givenType, ...classes.map((each) => declaredClass(each, known))].join('\n')
}

/** JSON Schema (2020-12) of the same classes, each under its name in `$defs`. */
export function classSchema(exports: Exports): object {
  const classes = classesOf(exports)
  const known = namesOf(classes)
  const $defs = Object.fromEntries(classes.map((each) => [each.title, withReferences(each, known, '#/$defs/')]))
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', $defs }
}

const namesOf = (classes: NamedSchema[]) => new Set(classes.map(({ title }) => title))

const fill = `function fill(instance, properties, names) {
  const of = instance.constructor.name
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties))
    throw new TypeError(\`\${of} takes an object with its properties\`)
  const unknown = Object.keys(properties).filter((name) => !names.includes(name))
  if (unknown.length > 0)
    throw new TypeError(\`\${of} has no property \${unknown.join(', ')}; it has \${names.join(', ')}\`)
  Object.assign(instance, properties)
}
`

function javascriptClass({ title, description, properties, required }: NamedSchema, known: Set<string>): string {
  const documented = Object.entries(properties).map(([name, schema]) => {
    const shown = required?.includes(name) ? name : `[${name}]`
    return ` * @property {${typeOf(schema, known)}} ${shown} ${aboutProperty(schema)}`
  })
  return `/**
 * ${inComment(description)}
 *
${documented.join('\n')}
 */
export class ${title} {
  /** @param {object} [properties] some or all of the properties above; one that the class has not is a TypeError */
  constructor(properties = {}) {
    fill(this, properties, ${JSON.stringify(Object.keys(properties))})
  }
}
`
}

// What a program sends may be null, which clears a property; what it is given never is.
const givenType = `type Given<Class> = { [Name in keyof Class]?: Class[Name] | null }
`

function declaredClass({ title, description, properties, required }: NamedSchema, known: Set<string>): string {
  const members = Object.entries(properties).map(
    ([name, schema]) => `  /** ${aboutProperty(schema)} */
  ${schema.readOnly ? 'readonly ' : ''}${name}${required?.includes(name) ? '' : '?'}: ${typeOf(schema, known)}`,
  )
  return `/** ${inComment(description)} */
export declare class ${title} {
  /** Throws a TypeError where a property is none of the class. */
  constructor(properties?: Given<${title}>)
${members.join('\n')}
}
`
}

const aboutProperty = ({ description, readOnly }: ClassSchema) =>
  `${inComment(description)}${readOnly ? ' (Read only.)' : ''}`.trim()

const inComment = (text = '') => text.replaceAll('*/', '*\\/')
