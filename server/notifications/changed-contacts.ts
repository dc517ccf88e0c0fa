/** Tells those who want it that others have changed contacts: soon, or once a day. */
import { sql } from 'kysely'
import type { Author } from '../database/changes.ts'
import type { Database, Scope } from '../database/database.ts'
import { notify } from './notify.ts'
import type { Notifications } from './settings.ts'

type How = Notifications['ContactsChanged']

/** How often it is looked for changes, and how soon after one telling the next may come, in milliseconds. */
export const lookEvery = 10_000
const soonestAgain = 60_000
/** After one that failed. */
const laterAgain = 3600_000
const toldAtOnce = 50
const toldHour = 8

/** From now on, or no longer. Called whenever a user says what is wanted. */
export async function followChanges(db: Scope, user: Author, how: How): Promise<void> {
  const { customerId, userId } = user
  if (how === 'NEVER') {
    await sql`delete from change_readers where customer_id = ${customerId} and user_id = ${userId}`.execute(db)
    return
  }
  const nextAt = how === 'DAILY' ? nextMorning(await zoneOf(db, user)) : new Date()
  await sql`
    insert into change_readers (customer_id, user_id, sequence, next_at)
    select customer_id, ${userId}, sequence, ${nextAt} from customer_counters where customer_id = ${customerId}
    on conflict (customer_id, user_id) do update set next_at = excluded.next_at`.execute(db)
}

async function zoneOf(db: Scope, { customerId, userId }: Author): Promise<string> {
  const { rows } = await sql<{ zone: string }>`
    select coalesce(users.time_zone, customers.time_zone) as zone from users join customers using (customer_id)
    where customer_id = ${customerId} and users.id = ${userId}`.execute(db)
  return rows[0]?.zone ?? 'UTC'
}

/** The next time that it is 8 o'clock there. Where a change of the clock leaves that hour out, it is the moment after. */
function nextMorning(zone: string): Date {
  const now = Temporal.Now.zonedDateTimeISO(zone)
  const today = now.with({ hour: toldHour, minute: 0, second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 })
  const next = Temporal.ZonedDateTime.compare(today, now) > 0 ? today : today.add({ days: 1 })
  return new Date(next.epochMilliseconds)
}

interface DueReader {
  customer_id: string
  user_id: string
}

/** Tells everybody who is due and for whom there is something new. Of several processes, one tells each. */
export async function tellOfChanges({ system, of }: Database, isStopping: () => boolean): Promise<void> {
  const { rows } = await sql<DueReader>`
    select customer_id, user_id
    from change_readers reader
      join customer_counters counters using (customer_id)
      join users using (customer_id)
    where next_at <= now() and users.id = user_id and users.status = 'ACTIVE'
      and (counters.sequence > reader.sequence or notifications ->> 'ContactsChanged' = 'DAILY')
    order by next_at limit ${toldAtOnce}`.execute(system)
  const failures: unknown[] = []
  for (const { customer_id: customerId, user_id: userId } of rows) {
    if (isStopping()) break
    const db = of(customerId)
    await db
      .transaction()
      .execute((within) => tell(within, { customerId, userId }))
      .catch(async (error: unknown) => {
        failures.push(error)
        // Else it would be the first again, and nobody after it would be told.
        await putOff(db, { customerId, userId }, new Date(Date.now() + laterAgain))
      })
  }
  if (failures.length > 0) throw failures[0]
}

async function putOff(db: Scope, { customerId, userId }: Author, until: Date): Promise<void> {
  await sql`
    update change_readers set next_at = ${until}
    where customer_id = ${customerId} and user_id = ${userId}`.execute(db)
}

async function tell(db: Scope, user: Author): Promise<void> {
  const { customerId, userId } = user
  const { rows } = await sql<{ sequence: number; latest: number; how: How | null; zone: string }>`
    select reader.sequence, counters.sequence as latest, notifications ->> 'ContactsChanged' as how,
           coalesce(users.time_zone, customers.time_zone) as zone
    from change_readers reader
      join customer_counters counters using (customer_id)
      join customers using (customer_id)
      join users on users.customer_id = reader.customer_id and users.id = reader.user_id
    where reader.customer_id = ${customerId} and reader.user_id = ${userId} and next_at <= now()
    for update of reader skip locked`.execute(db)
  const [reader] = rows
  if (reader === undefined) return
  const changes = await changesByOthers(db, user, reader.sequence, reader.latest)
  if (changes !== undefined) await notify(db, user, { event: 'ContactsChanged', text: changes })
  const next = reader.how === 'DAILY' ? nextMorning(reader.zone) : new Date(Date.now() + soonestAgain)
  await sql`
    update change_readers set sequence = ${reader.latest}, next_at = ${next}
    where customer_id = ${customerId} and user_id = ${userId}`.execute(db)
}

const named = 3

/** @returns what others have done, in a sentence; undefined where that is nothing */
async function changesByOthers(db: Scope, { customerId, userId }: Author, after: number, upTo: number) {
  const { rows } = await sql<{ name: string; contacts: number }>`
    select coalesce(nullif(concat_ws(' ', first_name, last_name), ''), email) as name, done.contacts
    from (
      select sets.user_id, count(distinct entity_id)::integer as contacts
      from changes join change_sets sets on sets.customer_id = changes.customer_id and sets.id = change_set_id
      where changes.customer_id = ${customerId} and sequence > ${after} and sequence <= ${upTo}
        and entity = 'contact' and sets.user_id <> ${userId}
      group by sets.user_id) as done
      join users on users.customer_id = ${customerId} and users.id = done.user_id
    order by done.contacts desc, name`.execute(db)
  if (rows.length === 0) return undefined
  const shown = rows.slice(0, named).map(({ name, contacts }) => `${name} has changed ${countOf(contacts)}`)
  const more = rows.length > named ? [`${rows.length - named} others have changed contacts, too`] : []
  return `${[...shown, ...more].join('; ')}.`
}

const countOf = (contacts: number) => (contacts === 1 ? '1 contact' : `${contacts.toLocaleString('en')} contacts`)
