import { classes } from '../../contract/operations.ts'
import { type ClassSchema, classesOf, type NamedSchema, typeOf } from '../../contract/schema-types.ts'
import { html, type Markup, prose } from './html.ts'

const known = new Set(Object.values(classes).flatMap((exports) => classesOf(exports).map(({ title }) => title)))

/** A class of the reference page: what it is, and its properties. */
export const classSection = (schema: NamedSchema) => html`
<h3 id="${schema.title}">${schema.title}</h3>
<p>${prose(schema.description)}</p>
${propertyList(schema)}`

export const classTitle = (title: string) => html`<a href="#${title}">${title}</a>`

/** A type as TypeScript writes it, in which each message class leads to its section. */
export const linkedType = (schema: ClassSchema) =>
  html`<code>${typeOf(schema, known)
    .split(/\b/)
    .map((word) => (known.has(word) ? classTitle(word) : word))}</code>`

const propertyList = ({ properties = {}, required = [] }: ClassSchema): Markup => html`<dl>
${Object.entries(properties).map(([name, schema]) => property(name, schema, required.includes(name)))}
</dl>`

function property(name: string, schema: ClassSchema, isNeeded: boolean): Markup {
  const parts = partsOf(schema)
  const limits = limitsOf(schema)
  return html`<div><dt><code class="property">${name}</code>
${isNeeded ? html`<span class="mark needed">needed</span>` : undefined}
${schema.readOnly ? html`<span class="mark">read only</span>` : undefined}
<span class="type">${parts === undefined ? linkedType(schema) : schema.type === 'array' ? 'list of objects' : 'object'}</span></dt>
<dd>${prose(schema.description)}${limits === '' ? undefined : html` <span class="limits">${limits}</span>`}
${parts && propertyList(parts)}</dd></div>`
}

/** What a property is made of, where that is no class with a section of its own. */
function partsOf(schema: ClassSchema): ClassSchema | undefined {
  const { title, properties, items } = schema
  if (title !== undefined && known.has(title)) return undefined
  return properties === undefined ? items && partsOf(items) : schema
}

const formats: Record<string, string> = {
  'date-time': 'A moment: ISO 8601, UTC, milliseconds.',
  email: 'An e-mail address.',
}

/** What a value must keep to, in words. */
function limitsOf(schema: ClassSchema): string {
  const { format = '', items, uniqueItems, pattern } = schema
  const sentences = [
    formats[format],
    range(schema.minLength, schema.maxLength, 'characters'),
    range(schema.minItems, schema.maxItems, 'entries'),
    uniqueItems ? 'None twice.' : undefined,
    range(schema.minimum, schema.maximum, ''),
    items?.maxLength && `Each ${range(items.minLength, items.maxLength, 'characters')?.toLowerCase()}`,
    pattern && `Fits ${pattern}`,
  ]
  return sentences.filter(Boolean).join(' ')
}

function range(least: number | undefined, most: number | undefined, of: string): string | undefined {
  if (least === undefined && most === undefined) return undefined
  const [from, to] = [least?.toLocaleString('en'), most?.toLocaleString('en')]
  const words = to === undefined ? `At least ${from}` : from === undefined ? `At most ${to}` : `${from} to ${to}`
  return `${words} ${of}`.trim().concat('.')
}
