/** What a mapping names as the property of a column: `FirstName`, `Emails.Value`, `Dates[0].Year`, `#Tier`. */
import { readOnlyProperties } from '../contacts/contact.ts'
import { type Field, nameKey } from '../vocabulary/vocabulary.ts'
import { isListProperty, type ListProperty, listParts, mainPart, schemas } from './lists.ts'

export type SingleKind =
  | 'TEXT'
  | 'LINES'
  | 'ID'
  | 'RECORD_TYPE'
  | 'WHOLE_NAME'
  | 'FLAG'
  | 'NUMBER'
  | 'DAY'
  | 'EMAIL'
  | 'CHECKED_TEXT'
  | 'OPTION'

export type PartKind =
  | 'TEXT'
  | 'LABEL'
  | 'STARRED_LABEL'
  | 'FLAG'
  | 'EMAIL'
  | 'PHONE'
  | 'SEVERAL'
  | 'DAY'
  | 'YEAR'
  | 'MONTH'
  | 'DATE'

/** One value; one part of an item; several names. */
export type Target =
  | { holds: 'SINGLE'; property: string; kind: SingleKind; longest: number; field?: Field }
  | { holds: 'PART'; property: ListProperty; place: number | undefined; part: string; kind: PartKind; longest: number }
  | { holds: 'NAMES'; property: string; kind: 'LABELS' | 'TYPES' | 'OPTIONS'; field?: Field }

/** @returns what is meant, or what is wrong with it */
export function targetOf(property: string, fieldNamed: (key: string) => Field | undefined): Target | string {
  if (property.startsWith('#')) {
    const field = fieldNamed(nameKey(property.slice(1)))
    return field === undefined ? `is no custom field: ${property}` : fieldTarget(field)
  }
  if (property === 'Labels') return { holds: 'NAMES', property, kind: 'LABELS' }
  if (property === 'ContactTypes') return { holds: 'NAMES', property, kind: 'TYPES' }
  if (property === 'CustomFields') return 'is filled field by field, each by its name, as #Tier'
  return !Object.hasOwn(schemas, property) || isListProperty(property) ? partTarget(property) : singleTarget(property)
}

function singleTarget(property: string): Target | string {
  // A whole name may come to be the first name as it is.
  const longest = schemas[property === 'DisplayName' ? 'FirstName' : property]?.maxLength ?? Number.POSITIVE_INFINITY
  const kind = singleKinds[property] ?? (schemas[property]?.type === 'boolean' ? 'FLAG' : 'TEXT')
  if (readOnlyProperties.includes(property) && kind !== 'ID' && kind !== 'WHOLE_NAME')
    return `is read only: ${property}`
  return { holds: 'SINGLE', property, kind, longest }
}

const singleKinds: Record<string, SingleKind> = {
  Id: 'ID',
  RecordType: 'RECORD_TYPE',
  DisplayName: 'WHOLE_NAME',
  Notes: 'LINES',
}

const fieldKinds: Record<Exclude<Field['Type'], 'MULTILIST'>, SingleKind> = {
  ...{ TEXT: 'TEXT', LONGTEXT: 'LINES', URL: 'CHECKED_TEXT', PHONE: 'CHECKED_TEXT', EMAIL: 'EMAIL' },
  ...{ NUMBER: 'NUMBER', DATE: 'DAY', CHECKBOX: 'FLAG', LIST: 'OPTION' },
}

const longestOfField: Partial<Record<Field['Type'], number>> = { TEXT: 1000, LONGTEXT: 100_000 }

function fieldTarget(field: Field): Target {
  const property = field.Name
  if (field.Type === 'MULTILIST') return { holds: 'NAMES', property, kind: 'OPTIONS', field }
  const longest = longestOfField[field.Type] ?? Number.POSITIVE_INFINITY
  return { holds: 'SINGLE', property, kind: fieldKinds[field.Type], longest, field }
}

const shape = /^(\w+)(?:\[(\d{1,3})\])?(?:\.(\w+))?$/
const dateParts = new Map<string, PartKind>([
  ['Year', 'YEAR'],
  ['Month', 'MONTH'],
  ['Day', 'DATE'],
])

function partTarget(property: string): Target | string {
  const [, list = '', place, part = 'Value'] = shape.exec(property) ?? []
  if (!isListProperty(list)) return `is no property: ${property}`
  const kind = list === 'Dates' ? dateParts.get(part) : undefined
  const known = listParts[list].find(({ name }) => name === part)
  if (known === undefined && kind === undefined)
    return `is no property: ${property}; ${list} have ${listParts[list].map(({ name }) => name).join(', ')}`
  return {
    holds: 'PART',
    property: list,
    place: place === undefined ? undefined : Number(place),
    part,
    kind: kind ?? partKind(list, part, known?.isFlag === true),
    longest: known?.longest ?? 4,
  }
}

function partKind(list: ListProperty, part: string, isFlag: boolean): PartKind {
  if (isFlag) return 'FLAG'
  if (part === 'Label') return listParts[list].some((each) => each.isFlag) ? 'STARRED_LABEL' : 'LABEL'
  if (list === 'Addresses' || part !== mainPart(list)) return 'TEXT'
  if (list === 'Emails') return 'EMAIL'
  if (list === 'Phones') return 'PHONE'
  return list === 'Dates' ? 'DAY' : 'SEVERAL'
}
