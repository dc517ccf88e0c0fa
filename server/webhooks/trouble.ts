/** What becomes of a webhook whose messages do not arrive. */
import { sql } from 'kysely'
import type { Scope } from '../database/database.ts'
import { notify } from '../notifications/notify.ts'
import { type Leased, pause, putOff } from './leases.ts'
import type { Message } from './message.ts'
import type { Posted } from './post.ts'
import { insertDelivery } from './store.ts'

const shortestPause = 5000
const longestPause = 8 * 3600_000
/** After so long without an answer nobody is thought to be there. */
const patience = 72 * 3600_000

const gone = 410

/** 5 s, 15 s, 45 s, 2 min, 7 min, 20 min, 1 h, 3 h, and then every 8 hours. */
const pauseAfter = (attempts: number) => Math.min(longestPause, shortestPause * 3 ** Math.min(attempts, 10))

/** Keeps that a message did not arrive, and when it is tried again, all or nothing. */
export async function keepFailure(db: Scope, hook: Leased, message: Message, posted: Posted): Promise<void> {
  const { customer_id: customerId, id: webhookId } = hook
  const nextAttempt = posted.code === gone ? undefined : nextAfter(hook)
  const attempt = hook.attempts + 1
  await db.transaction().execute(async (within) => {
    await insertDelivery(within, customerId, { webhookId, message, posted, attempt, nextAttempt })
    if (nextAttempt !== undefined) await putOff(within, hook, nextAttempt)
    else await pauseAndTell(within, hook, reasonOf(posted))
  })
}

/** The last attempt is made when the time is over. */
function nextAfter({ attempts, failing_since }: Leased): Date | undefined {
  const now = Date.now()
  const over = (failing_since === null ? now : Date.parse(failing_since)) + patience
  return now >= over ? undefined : new Date(Math.min(over, now + pauseAfter(attempts)))
}

const reasonOf = ({ code, error = '' }: Posted) =>
  code === gone ? error : `Nothing has arrived for 3 days. The last time: ${error}`

/** Nothing is sent until an administrator says so; all of them are told. */
export async function pauseAndTell(db: Scope, hook: Leased, because: string): Promise<void> {
  if (!(await pause(db, hook, because.slice(0, 500)))) return
  const { customer_id: customerId, id: subjectId, name } = hook
  const { rows } = await sql<{ id: string }>`
    select id from users
    where customer_id = ${customerId} and role in ('OWNER', 'ADMINISTRATOR') and status = 'ACTIVE'`.execute(db)
  const text = `The webhook ${name} is paused: nothing is sent. ${because} What has changed meanwhile is sent when it goes on.`
  for (const { id: userId } of rows) await notify(db, { customerId, userId }, { event: 'SyncTrouble', text, subjectId })
}
