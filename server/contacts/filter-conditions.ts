/** A condition of a filter as SQL over the columns of `contacts` that server/contacts/findable.ts makes. */
import { type RawBuilder, sql } from 'kysely'
import type { Filter, FilterValue, Operator } from '../../contract/contacts.ts'
import { isUuid } from '../database/uuid.ts'
import { systemLabel, type Vocabulary } from '../vocabulary/vocabulary.ts'
import { all, any, byIndex, byIndexAndLooking, byLooking, type Condition, not } from './condition.ts'
import { dayRange, momentRange, type Range } from './filter-dates.ts'
import { term } from './findable.ts'
import { fold, sortKey, spread } from './folding.ts'
import { isSearched, type Kind, type Property } from './properties.ts'
import { literally } from './search-words.ts'

type Sql = RawBuilder<unknown>

/** What the words of a filter mean to a Customer. */
export interface FilterContext {
  vocabulary: Vocabulary
  /** Where "today" is, as `Pacific/Auckland`. */
  timeZone: string
}

/** What a condition compares with; its shape was checked. */
type Test = Filter & { Operator: Operator }

/** The SQL of a checked condition. */
export function conditionFor(property: Property, filter: Filter, context: FilterContext): Condition {
  const test = filter as Test
  const positive = positives[test.Operator]
  if (positive === undefined) return conditions[property.kind](property, test, context)
  return not(conditions[property.kind](property, { ...test, Operator: positive }, context))
}

/** What does not have a value is among those that do not equal it. */
const positives: Partial<Record<Operator, Operator>> = {
  ...{ NOT_EQUALS: 'EQUALS', NOT_IN: 'IN', NOT_CONTAINS: 'CONTAINS', NOT_EMPTY: 'EMPTY', NONE_OF: 'ANY_OF' },
}

const conditions: Record<Kind, (property: Property, test: Test, context: FilterContext) => Condition> = {
  TEXT: textCondition,
  NUMBER: numberCondition,
  FLAG: flagCondition,
  DAY: dayCondition,
  MOMENT: momentCondition,
  ID: idCondition,
  NAMES: namesCondition,
  LIST: ({ key }) => byLooking(sql`coalesce(jsonb_array_length(contacts.properties -> ${key}), 0) = 0`),
}

const valuesOf = ({ Value, Values }: Test): FilterValue[] => Values ?? (Value === undefined ? [] : [Value])

const hasAny = (terms: string[]) => byIndex(sql`contacts.terms && ${terms}::bigint[]`)
const hasAll = (terms: string[]) => byIndex(sql`contacts.terms @> ${terms}::bigint[]`)
const isAbsent = ({ key }: Property) => byLooking(sql`not contacts.comparable ? ${key}`)

function textCondition(property: Property, test: Test, { vocabulary }: FilterContext): Condition {
  const values = valuesOf(test).map(String)
  const [text = ''] = values
  switch (test.Operator) {
    case 'EMPTY':
      return isAbsent(property)
    case 'EQUALS':
    case 'IN':
      return hasAny(values.map((value) => term(vocabulary.customerId, property.key, fold(value))))
    case 'CONTAINS':
      return likeCondition(property, '%', text, '%')
    case 'STARTS_WITH':
      return likeCondition(property, '', text, '%')
    case 'ENDS_WITH':
      return likeCondition(property, '%', text, '')
    default:
      return looking(property, true, (value) => compared(value, test.Operator, values.map(sortKey), sql`text`))
  }
}

/** In the text that is searched, values begin and end with a space. */
function likeCondition(property: Property, before: '%' | '', text: string, after: '%' | ''): Condition {
  const folded = fold(text)
  const exact = looking(property, false, (value) => sql`${value} like ${`${before}${literally(folded)}${after}`}`)
  if (!isSearched(property)) return exact
  const pattern = `%${before === '' ? ' ' : ''}${literally(spread(folded))}${after === '' ? ' ' : ''}%`
  return byIndexAndLooking(sql`contacts.search_text like ${pattern}`, exact.exact)
}

function numberCondition(property: Property, test: Test, { vocabulary }: FilterContext): Condition {
  const values = valuesOf(test)
  if (property.key === 'Version') return versionCondition(test, values)
  if (test.Operator === 'EMPTY') return isAbsent(property)
  if (test.Operator === 'EQUALS' || test.Operator === 'IN')
    return hasAny(values.map((value) => term(vocabulary.customerId, property.key, value)))
  const number = sql`(contacts.comparable ->> ${property.key})::numeric`
  return byLooking(neverNull(compared(number, test.Operator, values, sql`numeric`)))
}

function versionCondition({ Operator }: Test, values: FilterValue[]): Condition {
  if (Operator === 'EMPTY') return any([])
  if (Operator === 'EQUALS' || Operator === 'IN')
    return byLooking(sql`contacts.version::numeric = any(${values.map(String)}::numeric[])`)
  return byLooking(compared(sql`contacts.version`, Operator, values, sql`numeric`))
}

/** What was never set is not set. */
function flagCondition(property: Property, { Operator, Value }: Test, { vocabulary }: FilterContext): Condition {
  if (Operator === 'EMPTY') return isAbsent(property)
  const isSet = hasAny([term(vocabulary.customerId, property.key, true)])
  return Value === true ? isSet : not(isSet)
}

function dayCondition(property: Property, test: Test, context: FilterContext): Condition {
  const values = valuesOf(test).map(String)
  if (test.Operator === 'EMPTY') return isAbsent(property)
  if (test.Operator === 'EQUALS' || test.Operator === 'IN')
    return hasAny(values.map((value) => term(context.vocabulary.customerId, property.key, fold(value))))
  const range = dayRange(test, context.timeZone)
  // A day without a year (`--12-31`) is before none and after none.
  return looking(property, false, (value) => within(value, { from: '0', ...range }, sql`text`))
}

const momentColumns: Record<string, Sql> = {
  CreatedDate: sql`contacts.created_at`,
  UpdatedDate: sql`contacts.updated_at`,
}

function momentCondition({ key }: Property, test: Test, { timeZone }: FilterContext): Condition {
  const column = momentColumns[key] as Sql
  if (test.Operator === 'EMPTY') return any([])
  const type = sql`timestamptz`
  if (test.Operator !== 'IN') return byLooking(within(column, momentRange(test, timeZone), type))
  const days = valuesOf(test).map((Value) => momentRange({ ...test, Operator: 'EQUALS', Value }, timeZone))
  return any(days.map((range) => byLooking(within(column, range, type))))
}

const idColumns: Record<string, Sql> = {
  Id: sql`contacts.id`,
  CreatedBy: sql`contacts.created_by`,
  UpdatedBy: sql`contacts.updated_by`,
}

function idCondition(property: Property, test: Test, { vocabulary }: FilterContext): Condition {
  const { key } = property
  const column = idColumns[key]
  if (test.Operator === 'EMPTY') return column === undefined ? isAbsent(property) : any([])
  const ids = valuesOf(test).map(String).filter(isUuid)
  if (column === undefined) return hasAny(ids.map((id) => term(vocabulary.customerId, key, fold(id))))
  const exact = sql`${column} = any(${ids}::uuid[])`
  return key === 'Id' ? byIndex(exact) : byLooking(exact)
}

function namesCondition(property: Property, test: Test, { vocabulary }: FilterContext): Condition {
  const { key, options = [] } = property
  const known = { Labels: vocabulary.labels.ids, ContactTypes: vocabulary.contactTypes.ids }[key]
  const termOf = (value: FilterValue) =>
    term(vocabulary.customerId, key, known === undefined ? fold(String(value)) : String(value))
  // The system label bears every contact, whether or not the contact says so.
  const system = key === 'Labels' ? vocabulary.labels.idOf(systemLabel) : undefined
  const isNot = (value: FilterValue) => value !== system
  // A label that was deleted is still in the contacts, so having none means having none of those there are.
  if (test.Operator === 'EMPTY') return not(hasAny((known ?? options).filter(isNot).map(termOf)))
  const values = valuesOf(test)
  const terms = values.filter(isNot).map(termOf)
  if (terms.length < values.length && (test.Operator === 'ANY_OF' || terms.length === 0)) return all([])
  return test.Operator === 'ALL_OF' ? hasAll(terms) : hasAny(terms)
}

/** Looks at the value, or at each of several. @param inOrder whether the natural order matters */
function looking({ key, several }: Property, inOrder: boolean, holds: (value: Sql) => Sql): Condition {
  const stored = (arrow: Sql) =>
    inOrder
      ? sql`coalesce(contacts.comparable ${arrow} ${`~${key}`}, contacts.comparable ${arrow} ${key})`
      : sql`contacts.comparable ${arrow} ${key}`
  if (!several) return byLooking(neverNull(holds(sql`(${stored(sql.raw('->>'))} collate "C")`)))
  const values = sql`jsonb_array_elements_text(${stored(sql.raw('->'))})`
  return byLooking(sql`exists (select from ${values} as each (value) where ${holds(sql`(each.value collate "C")`)})`)
}

const neverNull = (exact: Sql) => sql`coalesce(${exact}, false)`

const signs = { GREATER: '>', GREATER_OR_EQUAL: '>=', LESS: '<', LESS_OR_EQUAL: '<=' } as const

function compared(value: Sql, operator: Operator, [one, other]: FilterValue[], type: Sql): Sql {
  const given = (each: FilterValue | undefined) => sql`${String(each)}::${type}`
  if (operator === 'BETWEEN') return sql`${value} between ${given(one)} and ${given(other)}`
  return sql`${value} ${sql.raw(signs[operator as keyof typeof signs])} ${given(one)}`
}

function within(value: Sql, { from, above, to, below }: Range, type: Sql): Sql {
  const bounds = [
    from === undefined ? [] : [sql`${value} >= ${from}::${type}`],
    above === undefined ? [] : [sql`${value} > ${above}::${type}`],
    to === undefined ? [] : [sql`${value} <= ${to}::${type}`],
    below === undefined ? [] : [sql`${value} < ${below}::${type}`],
  ].flat()
  return all(bounds.map(byLooking)).exact
}
