/** How the list has grown: how many contacts each of the last months has added. */
import { sql } from 'kysely'
import type { Output } from '../../contract/operations.ts'
import type { Scope } from '../database/database.ts'
import { estimateCount, readHead } from './search-statements.ts'

/** So many are counted in a moment, however long the list is. */
const countedExactly = 2000
const months = 12

interface Period {
  /** Null of all that was before. */
  month: string | null
  begins: string
  ends: string
  count: number
}

export async function addedByMonth(db: Scope, customerId: string): Promise<Output<'contacts/added'>> {
  const { timeZone, contacts } = await readHead(db, customerId)
  const periods = await countedPeriods(db, customerId, timeZone)
  const isMany = ({ count }: Period) => count > countedExactly
  const many = new Map<Period, number>()
  for (const period of periods.filter(isMany)) many.set(period, await estimated(db, customerId, period))
  // How many there are in all is known: of several periods of many, the planner's estimates tell what share each has.
  const rest = periods.reduce((left, period) => (isMany(period) ? left : left - period.count), contacts)
  const sum = [...many.values()].reduce((all, each) => all + each, 0)
  const Months = periods.flatMap((period) => {
    const { month: Month, count } = period
    if (Month === null) return []
    const share = many.get(period)
    if (share === undefined) return { Month, Count: count, Kind: 'EXACT' as const }
    const Count = Math.max(count, Math.round((rest * share) / sum))
    return { Month, Count, Kind: many.size === 1 ? ('EXACT' as const) : ('ESTIMATED' as const) }
  })
  return { Months }
}

/** The present month last; before the first one, what is older. */
async function countedPeriods(db: Scope, customerId: string, timeZone: string): Promise<Period[]> {
  const { rows } = await sql<Period>`-- contacts added by month
    with months as (
      select date_trunc('month', now() at time zone ${timeZone}) - ago * interval '1 month' as first, ago
      from generate_series(0, ${sql.lit(months)}) ago
    ), periods as (
      select case when ago < ${sql.lit(months)} then to_char(first, 'YYYY-MM') end as month,
        case when ago < ${sql.lit(months)} then first at time zone ${timeZone} else '1970-01-01T00:00:00Z' end as begins,
        (first + interval '1 month') at time zone ${timeZone} as ends
      from months
    )
    select periods.*, added.count from periods, lateral (
      select count(*)::integer as count from (
        select from own_contacts
        where customer_id = ${customerId} and deleted_at is null and created_at >= periods.begins and created_at < periods.ends
        limit ${sql.lit(countedExactly + 1)}) few) added
    order by periods.begins`.execute(db)
  return rows
}

async function estimated(db: Scope, customerId: string, { begins, ends }: Period): Promise<number> {
  const within = sql`created_at >= ${begins} and created_at < ${ends}`
  return Math.max(1, await estimateCount({ db, customerId, trash: false }, within))
}
