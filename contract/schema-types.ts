/** What reads the message classes as data: the served modules, their declarations, the OpenAPI document, the reference. */

/** A JSON Schema (2020-12), as far as the contract uses it. */
export interface ClassSchema {
  title?: string
  description?: string
  type?: string
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  enum?: readonly string[]
  readOnly?: boolean
  properties?: Record<string, ClassSchema>
  required?: readonly string[]
  patternProperties?: Record<string, ClassSchema>
  additionalProperties?: boolean
  items?: ClassSchema
  anyOf?: readonly ClassSchema[]
}

export type NamedSchema = ClassSchema & Required<Pick<ClassSchema, 'title' | 'properties'>>

/** The message classes among a resource's exports; the rest are parts of them. */
export const classesOf = (exports: Record<string, unknown>): NamedSchema[] =>
  Object.values(exports).filter((each) => isNamed(each as ClassSchema)) as NamedSchema[]

const isNamed = ({ title, properties }: ClassSchema) => title !== undefined && properties !== undefined

/** The type of a value in TypeScript. Classes of `known` are called by their name, others are written out. */
export function typeOf(schema: ClassSchema, known: ReadonlySet<string>): string {
  const { title, type, properties, patternProperties, items, anyOf } = schema
  if (title !== undefined && known.has(title)) return title
  if (schema.enum !== undefined) return schema.enum.map((each) => `'${each}'`).join(' | ')
  if (anyOf !== undefined) return anyOf.map((each) => typeOf(each, known)).join(' | ')
  if (properties !== undefined) return `{ ${membersOf(schema, known).join('; ')} }`
  if (patternProperties !== undefined)
    return `{ [name: string]: ${Object.values(patternProperties).map((each) => typeOf(each, known))} }`
  if (type === 'array') return listOf(typeOf(items ?? {}, known))
  if (type === 'integer') return 'number'
  return type ?? 'unknown'
}

const listOf = (type: string) => (/^\w+$/.test(type) || type.endsWith(' }') ? `${type}[]` : `(${type})[]`)

function membersOf({ properties = {}, required }: ClassSchema, known: ReadonlySet<string>): string[] {
  return Object.entries(properties).map(
    ([name, schema]) => `${name}${required?.includes(name) ? '' : '?'}: ${typeOf(schema, known)}`,
  )
}

/** What it is given, with `$ref`s in place of the classes of `known` inside. @param at where those are, as `#/$defs/` */
export function withReferences(schema: object, known: ReadonlySet<string>, at: string): object {
  const replace = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replace)
    if (typeof value !== 'object' || value === null) return value
    const { title } = value as ClassSchema
    if (title !== undefined && known.has(title) && value !== schema) return { $ref: `${at}${title}` }
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, replace(part)]))
  }
  return replace(schema) as object
}
