/** The properties that contacts can be filtered and sorted by: what they are called, what they hold, where it is kept. */
import { WebContact } from '../../contract/contacts.ts'
import { type ClassSchema, typeOf } from '../../contract/schema-types.ts'
import { type Field, nameKey, type Vocabulary } from '../vocabulary/vocabulary.ts'

/**
 * TEXT compares without case or accents. ID is exact. NAMES are several of a list of the Customer's. LIST is a property
 * with parts, of which one can only ask whether there are any. MOMENT is a point in time, DAY a day of the calendar.
 */
export type Kind = 'TEXT' | 'NUMBER' | 'FLAG' | 'DAY' | 'MOMENT' | 'ID' | 'NAMES' | 'LIST'

export interface Property {
  /** As callers write it: `LastName`, `Emails.Value`, `#Tier`. */
  name: string
  /** As `comparable` and `terms` know it: a custom field by its id. */
  key: string
  kind: Kind
  /** Whether a contact may have several values. */
  several: boolean
  /** What a list field offers. */
  options?: readonly string[]
}

const wholeText = new Set(['RecordType', 'Label'])

/** Whether the text is a part of what free text finds. Labels and record types are words of ours, not of the contact. */
export const isSearched = ({ key, kind }: Property) =>
  kind === 'TEXT' && !wholeText.has(key.slice(key.indexOf('.') + 1))

const ids = ['Id', 'Photo', 'ImportId', 'CreatedBy', 'UpdatedBy']

function kindOf(name: string, schema: ClassSchema): Kind {
  if (ids.includes(name)) return 'ID'
  if (schema.format === 'date-time') return 'MOMENT'
  if (schema.format === 'day') return 'DAY'
  const type = typeOf(schema, new Set())
  if (type === 'number') return 'NUMBER'
  return type === 'boolean' ? 'FLAG' : 'TEXT'
}

function standard(): Property[] {
  const schemas = Object.entries(WebContact.properties as Record<string, ClassSchema>)
  return schemas.flatMap(([name, schema]) => {
    if (name === 'CustomFields' || name === 'DeletedDate' || name === 'MergedInto') return []
    if (schema.type !== 'array') return [{ name, key: name, kind: kindOf(name, schema), several: false }]
    const parts = Object.entries(schema.items?.properties ?? {})
    if (parts.length === 0) return [{ name, key: name, kind: 'NAMES', several: true }]
    const own: Property = { name, key: name, kind: 'LIST', several: true }
    return [own, ...parts.map(([part, inner]) => partOf(`${name}.${part}`, kindOf(part, inner)))]
  })
}

const partOf = (name: string, kind: Kind): Property => ({ name, key: name, kind, several: true })

/** The properties that every contact may have. */
export const standardProperties: readonly Property[] = standard()
const standardByName = new Map(standardProperties.map((property) => [property.name, property]))

const fieldKinds: Record<Field['Type'], Kind> = {
  ...{ TEXT: 'TEXT', LONGTEXT: 'TEXT', URL: 'TEXT', EMAIL: 'TEXT', PHONE: 'TEXT', LIST: 'TEXT' },
  ...{ NUMBER: 'NUMBER', DATE: 'DAY', CHECKBOX: 'FLAG', MULTILIST: 'NAMES' },
}

export const propertyOfField = ({ Id, Name, Type, Options }: Field): Property => ({
  name: Name,
  key: `#${Id}`,
  kind: fieldKinds[Type],
  several: Type === 'MULTILIST',
  ...(Options === undefined ? {} : { options: Options }),
})

/** The property of this name; custom fields are found without regard to case. */
export function findProperty(name: string, { fieldIds, fields }: Vocabulary): Property | undefined {
  if (!name.startsWith('#')) return standardByName.get(name)
  const field = fields.get(fieldIds.get(nameKey(name.slice(1))) ?? '')
  return field && propertyOfField(field)
}
