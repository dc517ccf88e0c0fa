/** The columns that the list can have, and how each shows a contact. */
import { useLocalStorage } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import type { Output } from '../../client/client.ts'
import { crm } from '../crm/crm.ts'
import { useAuth } from '../crm/session.ts'
import { day, moment } from '../texts/dates.ts'
import { LabelChips, TypeChips, useLabelColors } from './chips.tsx'
import classes from './grid.module.css'
import { propertyTitle } from './properties.ts'
import type { Contact } from './rows.ts'
import { valueText } from './value-text.ts'

export interface Column {
  /** What is asked of the server. */
  property: string
  title: string
  width: number
  /** What it is sorted by; absent where it cannot be. */
  sort?: string
  cell: (contact: Contact) => ReactNode
  /** By the server: nobody changes it. */
  isMade?: boolean
  /** Where it stays while the others go by: so far from the left of the list. */
  left?: number
  isLastFrozen?: boolean
}

export const leastWidth = 70
/** Of the column of boxes. */
export const tickWidth = 40

export type Columns = ReturnType<typeof useColumns>

export type CustomField = Output<'custom-fields/list'>[number]

type ListProperty = 'Emails' | 'Phones' | 'Websites' | 'Dates'

/** The one that is marked, or else the first; and how many there are beside it. */
function firstOf(property: ListProperty) {
  return (contact: Contact) => {
    const items = contact[property] ?? []
    const first = items.find((item) => 'Primary' in item && item.Primary) ?? items[0]
    if (first === undefined) return null
    const shown = property === 'Dates' ? day(first.Value) : first.Value
    return items.length === 1 ? (
      shown
    ) : (
      <>
        {shown} <span className={classes.more}>+{items.length - 1}</span>
      </>
    )
  }
}

const text = (property: keyof Contact, width: number): Omit<Column, 'title'> => ({
  property,
  width,
  sort: property,
  cell: (contact) => contact[property] as string | undefined,
})

const when = (property: 'CreatedDate' | 'UpdatedDate'): Omit<Column, 'title'> => ({
  property,
  width: 130,
  sort: property,
  isMade: true,
  cell: (contact) => <span className={classes.quiet}>{contact[property] && moment(contact[property])}</span>,
})

const list = (property: ListProperty, width: number): Omit<Column, 'title'> => ({
  property,
  width,
  sort: `${property}.Value`,
  cell: firstOf(property),
})

const standard = (colors: ReadonlyMap<string, string>): Omit<Column, 'title'>[] => [
  list('Emails', 240),
  list('Phones', 150),
  text('OrganizationName', 190),
  text('JobTitle', 180),
  { property: 'Labels', width: 200, cell: ({ Labels }) => <LabelChips names={Labels} colors={colors} /> },
  { property: 'ContactTypes', width: 130, cell: ({ ContactTypes }) => <TypeChips names={ContactTypes} /> },
  {
    property: 'Addresses',
    width: 150,
    sort: 'Addresses.City',
    cell: ({ Addresses = [] }) => Addresses?.[0]?.City ?? Addresses?.[0]?.Country,
  },
  text('Department', 150),
  text('Status', 130),
  list('Websites', 180),
  list('Dates', 130),
  text('Nickname', 130),
  when('UpdatedDate'),
  when('CreatedDate'),
]

const fieldColumn = ({ Name, Type }: CustomField): Column => ({
  property: Name,
  title: Name,
  width: Type === 'CHECKBOX' || Type === 'NUMBER' ? 110 : 160,
  ...(Type === 'MULTILIST' ? {} : { sort: Name }),
  cell: ({ CustomFields }) => {
    const value = CustomFields?.[Name]
    if (value === undefined || value === null) return null
    return Type === 'DATE' ? day(String(value)) : valueText(value)
  },
})

const usual = ['Emails', 'Phones', 'OrganizationName', 'JobTitle', 'Labels', 'ContactTypes', 'UpdatedDate']

export const useCustomFields = () =>
  useQuery({ queryKey: ['custom-fields'], queryFn: () => crm.customFields.list(), staleTime: 60_000 })

const noFields: CustomField[] = []

/** All columns there are, and those that this person has chosen, in this order, in this browser. */
export function useColumns() {
  const { data: fields = noFields } = useCustomFields()
  const colors = useLabelColors()
  const [chosen, choose] = useRemembered('columns', usual)
  const [widths, setWidths] = useRemembered<Record<string, number>>('widths', noWidths)
  const [frozen, freeze] = useRemembered('frozen', 0)
  const columns = useMemo(() => {
    const titled = standard(colors).map((column) => ({ ...column, title: propertyTitle(column.property) }))
    const all: Column[] = [...titled, ...fields.map(fieldColumn)]
    const wide = (column: Column): Column => ({ ...column, width: widths[column.property] ?? column.width })
    const name = { ...wide(nameColumn()), left: tickWidth, isLastFrozen: frozen === 0 }
    const shown = chosen.flatMap((property) => all.find((column) => column.property === property) ?? []).map(wide)
    let left = name.left + name.width
    const placed = shown.map((column, index): Column => {
      if (index >= frozen) return column
      left += column.width
      return { ...column, left: left - column.width, isLastFrozen: index === Math.min(frozen, shown.length) - 1 }
    })
    return { all, name, shown: placed }
  }, [fields, colors, chosen, widths, frozen])
  return {
    ...columns,
    choose,
    hide(property: string) {
      if (chosen.indexOf(property) < frozen) freeze(frozen - 1)
      choose(chosen.filter((each) => each !== property))
    },
    /** To before or behind another one. */
    moveTo(property: string, target: string, isBehind: boolean) {
      const others = chosen.filter((each) => each !== property)
      choose(others.toSpliced(others.indexOf(target) + (isBehind ? 1 : 0), 0, property))
    },
    resize: (property: string, width: number) => setWidths((known) => ({ ...known, [property]: width })),
    /** How many columns stay beside the name. */
    frozen,
    freeze,
  }
}

const noWidths = {}

function useRemembered<Value>(what: string, defaultValue: Value) {
  const { User } = useAuth()
  return useLocalStorage<Value>({ key: `voyzu-${what}-${User.Id}`, defaultValue, getInitialValueInEffect: false })
}

const nameColumn = (): Column => ({
  property: 'DisplayName',
  title: propertyTitle('DisplayName'),
  width: 270,
  sort: 'DisplayName',
  cell: () => null,
})
