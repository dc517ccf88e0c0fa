/** What contacts can be filtered by, and how each kind of it is compared: as the table in docs/api.md has it. */

import { nameOf, useUsers } from '../../crm/users.ts'
import { filterWords } from '../../texts/filters.ts'
import { texts } from '../../texts/texts.ts'
import { labelText, useContactTypes, useLabels } from '../chips.tsx'
import { type CustomField, useCustomFields } from '../columns.tsx'
import type { Filter } from '../filter-text.ts'
import { propertyTitle } from '../properties.ts'

export type Operator = NonNullable<Filter['Operator']>
type Kind = 'TEXT' | 'NUMBER' | 'FLAG' | 'DAY' | 'MOMENT' | 'ID' | 'NAMES' | 'LIST'

export interface Choice {
  value: string
  label: string
}

export interface Property {
  /** As the API has it: `Emails.Value`. */
  name: string
  title: string
  kind: Kind
  /** Where a value is one of a list. */
  choices?: Choice[]
}

const presence: Operator[] = ['EMPTY', 'NOT_EMPTY']
const order: Operator[] = ['GREATER', 'GREATER_OR_EQUAL', 'LESS', 'LESS_OR_EQUAL', 'BETWEEN']
const equality: Operator[] = ['EQUALS', 'NOT_EQUALS', 'IN', 'NOT_IN']
const days: Operator[] = ['WITHIN_LAST', 'WITHIN_NEXT', 'EQUALS', 'NOT_EQUALS', ...order, 'IN', 'NOT_IN', ...presence]

/** Of each kind, the ones that people use most come first. */
export const operatorsOf: Record<Kind, Operator[]> = {
  TEXT: ['CONTAINS', 'NOT_CONTAINS', 'STARTS_WITH', 'ENDS_WITH', ...equality, ...presence, ...order],
  NUMBER: [...equality, ...order, ...presence],
  FLAG: ['EQUALS', 'NOT_EQUALS', ...presence],
  DAY: days,
  MOMENT: days,
  ID: [...equality, ...presence],
  NAMES: ['ANY_OF', 'ALL_OF', 'NONE_OF', ...presence],
  LIST: presence,
}

export type Shape = 'nothing' | 'one' | 'several' | 'two' | 'units'

/** What an operator compares with. */
export function shapeOf(operator: Operator): Shape {
  if (presence.includes(operator)) return 'nothing'
  if (operator === 'BETWEEN') return 'two'
  if (operator === 'WITHIN_LAST' || operator === 'WITHIN_NEXT') return 'units'
  return ['IN', 'NOT_IN', 'ANY_OF', 'ALL_OF', 'NONE_OF'].includes(operator) ? 'several' : 'one'
}

const parts = {
  Emails: ['Value', 'Label', 'Primary'],
  Phones: ['Value', 'Label', 'Primary', 'E164'],
  Addresses: ['City', 'PostalCode', 'Country', 'Region', 'Street', 'ExtendedAddress', 'Label', 'Primary'],
  Websites: ['Value', 'Label'],
  Dates: ['Value', 'Label'],
  Relations: ['Value', 'Label'],
  InstantMessages: ['Value', 'Protocol', 'Label'],
} as const
const names = ['DisplayName', 'FirstName', 'LastName', 'MiddleName', 'NamePrefix', 'NameSuffix', 'Nickname']
const more = ['PhoneticFirstName', 'PhoneticLastName']
const work = ['OrganizationName', 'JobTitle', 'Department']

const fieldKinds: Partial<Record<CustomField['Type'], Kind>> = {
  NUMBER: 'NUMBER',
  DATE: 'DAY',
  CHECKBOX: 'FLAG',
  MULTILIST: 'NAMES',
}

const choicesOf = (values: readonly string[]): Choice[] => values.map((value) => ({ value, label: value }))
const text = (name: string): Property => ({ name, title: propertyTitle(name), kind: 'TEXT' })

/** The name of a property and of what it is a part of: `E-mail`, `E-mail: primary`. */
function partOf(list: keyof typeof parts, part: string): Property {
  const title = propertyTitle(list)
  const { parts: said } = filterWords
  const kind = part === 'Primary' ? 'FLAG' : list === 'Dates' && part === 'Value' ? 'DAY' : 'TEXT'
  return {
    name: `${list}.${part}`,
    title: part === 'Value' ? title : `${title}: ${said[part as keyof typeof said]}`,
    kind,
  }
}

export interface PropertyGroup {
  title: string
  properties: Property[]
}

/** All that can be asked for, in groups. */
export function usePropertyGroups(): PropertyGroup[] {
  const { data: labels = [] } = useLabels()
  const { data: types = [] } = useContactTypes()
  const { data: fields = [] } = useCustomFields()
  const { data: users = [] } = useUsers()
  const { groups } = filterWords
  const named = (all: { Name?: string | null }[]) => choicesOf(all.flatMap(({ Name }) => (Name ? [Name] : [])))
  const by = (name: 'CreatedBy' | 'UpdatedBy'): Property => ({
    name,
    title: filterWords.by[name],
    kind: 'ID',
    choices: users.map((user) => ({ value: user.Id, label: nameOf(user) })),
  })
  const kinds = Object.entries(filterWords.recordTypes).map(([value, label]) => ({ value, label }))
  const groupsOfAll = [
    { title: groups.names, properties: [...names, ...more].map(text) },
    { title: groups.work, properties: work.map(text) },
    {
      title: groups.kinds,
      properties: [
        {
          name: 'Labels',
          title: propertyTitle('Labels'),
          kind: 'NAMES' as const,
          choices: named(labels).map(({ value }) => ({ value, label: labelText(value) })),
        },
        {
          name: 'ContactTypes',
          title: propertyTitle('ContactTypes'),
          kind: 'NAMES' as const,
          choices: named(types),
        },
        { ...text('RecordType'), choices: kinds },
        text('Status'),
        { name: 'Unsubscribed', title: propertyTitle('Unsubscribed'), kind: 'FLAG' as const },
        text('Notes'),
      ],
    },
    { title: groups.fields, properties: fields.map(propertyOfField) },
    {
      title: groups.reach,
      properties: (Object.keys(parts) as (keyof typeof parts)[]).flatMap((list) =>
        parts[list].map((part) => partOf(list, part)),
      ),
    },
    {
      title: groups.changes,
      properties: [
        { name: 'CreatedDate', title: propertyTitle('CreatedDate'), kind: 'MOMENT' as const },
        { name: 'UpdatedDate', title: propertyTitle('UpdatedDate'), kind: 'MOMENT' as const },
        by('CreatedBy'),
        by('UpdatedBy'),
      ],
    },
  ]
  return groupsOfAll.filter(({ properties }) => properties.length > 0)
}

const propertyOfField = ({ Name, Type, Options }: CustomField): Property => ({
  name: Name,
  title: Name.replace(/^#/, ''),
  kind: fieldKinds[Type] ?? 'TEXT',
  ...(Options ? { choices: choicesOf(Options) } : {}),
})

/** What programs can ask for, and a link may have. */
const seldom: Record<string, Kind> = {
  ...{ Id: 'ID', ImportId: 'ID', Version: 'NUMBER' },
  ...Object.fromEntries(Object.keys(parts).map((list) => [list, 'LIST'])),
}

export function findProperty(groups: PropertyGroup[], name: string): Property {
  const known = groups.flatMap(({ properties }) => properties).find((property) => property.name === name)
  return known ?? { name, title: propertyTitle(name), kind: seldom[name] ?? 'TEXT' }
}

/** What a choice is called. */
export const shownValue = ({ kind, choices }: Property, value: string): string => {
  if (kind === 'FLAG') return value === 'true' ? texts.yes : texts.no
  return choices?.find((choice) => choice.value === value)?.label ?? value
}
