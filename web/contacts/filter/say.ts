/** A filter in words, as its chips say it. */
import { day } from '../../texts/dates.ts'
import { filterWords } from '../../texts/filters.ts'
import type { Filter } from '../filter-text.ts'
import { type Operator, type Property, shownValue } from './properties.ts'

type Find = (name: string) => Property

export function sayFilter(filter: Filter, find: Find): string {
  const { And, Or, Not } = filter
  const several = (which: keyof typeof filterWords.which, parts: Filter[]) =>
    `${filterWords.which[which]}: ${parts.map((part) => sayFilter(part, find)).join('; ')}`
  if (And) return several('all', And)
  if (Or) return several('any', Or)
  if (Not) return several('none', Not.Or ?? [Not])
  return sayCondition(filter, find)
}

function sayCondition({ Property = '', Operator = 'EQUALS', Value, Values, Unit = 'DAY' }: Filter, find: Find): string {
  const property = find(Property)
  const said = `${property.title} ${sayOperator(Operator, property)}`
  const { between, within } = filterWords
  const value = (each: unknown) => {
    const shown = shownValue(property, String(each))
    return property.kind === 'DAY' || property.kind === 'MOMENT' ? day(shown) : shown
  }
  if (Operator === 'WITHIN_LAST' || Operator === 'WITHIN_NEXT')
    return `${property.title} ${within[Operator](Number(Value), Unit)}`
  if (Operator === 'BETWEEN') return `${said} ${between(value(Values?.[0]), value(Values?.[1]))}`
  if (Values) return `${said} ${Values.map(value).join(', ')}`
  return Value === undefined ? said : `${said} ${value(Value)}`
}

/** Before and after are said of days, more and less of numbers. */
export function sayOperator(operator: Operator, { kind }: Property): string {
  const { operators, ofDays, ofNumbers } = filterWords
  const own: Partial<Record<Operator, string>> =
    kind === 'NUMBER' ? ofNumbers : kind === 'DAY' || kind === 'MOMENT' ? ofDays : {}
  return own[operator] ?? operators[operator]
}
