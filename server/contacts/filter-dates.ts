/** Which days or moments a condition means, in the Customer's time zone. */
import type { Filter, Operator } from '../../contract/contacts.ts'

/** Bounds as ISO 8601 text: `from` and `to` belong to it, `above` and `below` do not. */
export interface Range {
  from?: string
  above?: string
  to?: string
  below?: string
}

type Test = Filter & { Operator: Operator }

/** For days of the calendar. */
export function dayRange({ Operator, Value, Values, Unit }: Test, timeZone: string): Range {
  const day = String(Value)
  switch (Operator) {
    case 'GREATER':
      return { above: day }
    case 'GREATER_OR_EQUAL':
      return { from: day }
    case 'LESS':
      return { below: day }
    case 'LESS_OR_EQUAL':
      return { to: day }
    case 'BETWEEN':
      return { from: String(Values?.[0]), to: String(Values?.[1]) }
    default: {
      const today = Temporal.Now.plainDateISO(timeZone)
      const other = moved(today, Operator, Number(Value), Unit)
      if (Operator === 'WITHIN_LAST') return { from: other.year < 0 ? '0' : other.toString(), to: today.toString() }
      return { from: today.toString(), to: other.year > 9999 ? '9999-12-31' : other.toString() }
    }
  }
}

/** For moments, where a day means all of it, from midnight to midnight. */
export function momentRange({ Operator, Value, Values, Unit }: Test, timeZone: string): Range {
  const given = String(Value)
  const begin = (value: string) => (isDay(value) ? startOf(Temporal.PlainDate.from(value), timeZone) : instant(value))
  const end = (value: string): Range => (isDay(value) ? { below: endOf(value, timeZone) } : { to: instant(value) })
  switch (Operator) {
    case 'EQUALS':
      return { from: begin(given), ...end(given) }
    case 'GREATER':
      return isDay(given) ? { from: endOf(given, timeZone) } : { above: instant(given) }
    case 'GREATER_OR_EQUAL':
      return { from: begin(given) }
    case 'LESS':
      return { below: begin(given) }
    case 'LESS_OR_EQUAL':
      return end(given)
    case 'BETWEEN':
      return { from: begin(String(Values?.[0])), ...end(String(Values?.[1])) }
    default: {
      const now = Temporal.Now.instant().toString()
      const other = moved(Temporal.Now.plainDateISO(timeZone), Operator, Number(Value), Unit)
      if (Operator === 'WITHIN_LAST') return { from: startOf(other, timeZone), to: now }
      return { from: now, below: endOf(other.toString(), timeZone) }
    }
  }
}

const isDay = (text: string) => text.length === 'YYYY-MM-DD'.length

const startOf = (day: Temporal.PlainDate, timeZone: string) => readable(day.toZonedDateTime(timeZone).toInstant())

const instant = (text: string) => readable(Temporal.Instant.from(text))

/** Years of four digits from 1 on are written the same in ISO 8601 and in PostgreSQL; no contact is from another. */
function readable(moment: Temporal.Instant): string {
  const text = moment.toString()
  if (text.startsWith('+')) return 'infinity'
  return text < '0001' ? '-infinity' : text
}

const endOf = (day: string, timeZone: string) => startOf(Temporal.PlainDate.from(day).add({ days: 1 }), timeZone)

const durations = { DAY: 'days', WEEK: 'weeks', MONTH: 'months', YEAR: 'years' } as const

function moved(day: Temporal.PlainDate, operator: Operator, count: number, unit: Filter['Unit']): Temporal.PlainDate {
  const duration = { [durations[unit ?? 'DAY']]: count }
  return operator === 'WITHIN_LAST' ? day.subtract(duration) : day.add(duration)
}
