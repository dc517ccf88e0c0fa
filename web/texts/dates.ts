/** Moments and days, as people write them where they are. */
import { locale } from './texts.ts'

const thisYear = new Date().getFullYear()
const short = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })
const withYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' })
const time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' })
const full = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
const dayAlone = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })
const dayOfYear = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})

/** Today the time, this year the day, else also the year. */
export function moment(iso: string): string {
  const date = new Date(iso)
  if (date.toDateString() === new Date().toDateString()) return time.format(date)
  return (date.getFullYear() === thisYear ? short : withYear).format(date)
}

export const wholeMoment = (iso: string) => full.format(new Date(iso))

/** `YYYY-MM-DD`, or `--MM-DD` where the year is not known; anything else stays as it is. */
export function day(value: string): string {
  const [, year, month, date] = /^(\d{4}|-)-(\d\d)-(\d\d)$/.exec(value) ?? []
  if (year === undefined) return value
  return year === '-'
    ? dayAlone.format(Date.UTC(2024, Number(month) - 1, Number(date)))
    : dayOfYear.format(Date.parse(value))
}
