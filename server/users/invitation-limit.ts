/** Whoever makes an organisation can have mails sent to anybody; a server where anybody can must be no relay for mails. */
import { sql } from 'kysely'
import type { Scope } from '../database/database.ts'
import { tooMany } from '../http/errors.ts'

/** Where organisations make themselves. Elsewhere the operator knows them. */
const mostADay = 50

const isToday = sql`invited_since > now() - interval '1 day'`

/**
 * Counts an invitation, in the transaction that sends it: one that is not sent does not count. A day begins with its first one.
 * @throws a 429 where there were so many that day
 */
export async function countInvitation(db: Scope, customerId: string): Promise<void> {
  const { rows } = await sql`
    update customer_counters set
      invitations = case when ${isToday} then invitations + 1 else 1 end,
      invited_since = case when ${isToday} then invited_since else now() end
    where customer_id = ${customerId} and not (${isToday} and invitations >= ${mostADay})
    returning customer_id`.execute(db)
  if (rows.length > 0) return
  const { rows: waits } = await sql<{ wait: number }>`
    select ceil(extract(epoch from invited_since + interval '1 day' - now()))::integer as wait
    from customer_counters where customer_id = ${customerId}`.execute(db)
  throw tooMany(
    Math.max(1, waits[0]?.wait ?? 1),
    `${mostADay} invitations were sent today, and there are no more a day.`,
  )
}
