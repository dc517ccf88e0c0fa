/** The SQL of webhooks and their deliveries. */
import { sql } from 'kysely'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { nextUuid } from '../database/uuid.ts'
import { type Message, secretLength } from './message.ts'
import type { Posted } from './post.ts'

/** What administrators write of a webhook. */
export interface WebhookState {
  name: string
  url: string
  entities: string[] | null
  kinds: string[] | null
  /** As the change log names them. */
  properties: string[] | null
  segment_id: string | null
  paused: boolean
}

export interface WebhookRow extends WebhookState {
  id: string
  paused_because: string | null
  sequence: number
  attempts: number
  failing_since: string | null
  next_attempt_at: string
  old_secret_until: string | null
  created_at: string
  created_by: string
  updated_at: string
  updated_by: string
}

const columns = sql.raw(
  `id, name, url, entities, kinds, properties, segment_id, paused, paused_because, sequence, attempts, failing_since,
   next_attempt_at, old_secret_until, created_at, created_by, updated_at, updated_by`,
)

export async function countWebhooks(db: Scope, customerId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from webhooks where customer_id = ${customerId}`.execute(db)
  return rows[0]?.count ?? 0
}

/** It begins with the changes that come from now on. */
export async function insertWebhook(
  db: Scope,
  { customerId, userId }: Author,
  { name, url, entities, kinds, properties, segment_id, paused }: WebhookState,
  secret: Buffer,
): Promise<WebhookRow> {
  const { rows } = await sql<WebhookRow>`
    insert into webhooks (customer_id, id, name, url, entities, kinds, properties, segment_id, paused, secret, sequence,
      created_by, updated_by)
    select ${customerId}, ${nextUuid()}, ${name}, ${url}, ${entities}::text[], ${kinds}::text[],
      ${properties}::text[], ${segment_id}, ${paused}, ${secret}, sequence, ${userId}, ${userId}
    from customer_counters where customer_id = ${customerId}
    returning ${columns}`.execute(db)
  return rows[0] as WebhookRow
}

export async function readWebhooks(db: Scope, customerId: string): Promise<WebhookRow[]> {
  const { rows } = await sql<WebhookRow>`
    select ${columns} from webhooks where customer_id = ${customerId} order by created_at, id`.execute(db)
  return rows
}

export async function readWebhook(db: Scope, customerId: string, id: string): Promise<WebhookRow | undefined> {
  const { rows } = await sql<WebhookRow>`
    select ${columns} from webhooks where customer_id = ${customerId} and id = ${id}`.execute(db)
  return rows[0]
}

/** One that nobody else changes until the end of the transaction. */
export async function lockWebhook(db: Scope, customerId: string, id: string): Promise<WebhookRow | undefined> {
  const { rows } = await sql<WebhookRow>`
    select ${columns} from webhooks where customer_id = ${customerId} and id = ${id} for update`.execute(db)
  return rows[0]
}

type Sql = ReturnType<typeof sql>

/** Changes one, and takes it from whoever delivers: what comes next is done anew, by what is written here. */
export async function updateWebhook(db: Scope, { customerId, userId }: Author, id: string, set: Sql) {
  const { rows } = await sql<WebhookRow>`
    update webhooks set ${set}, lease = null, leased_until = now(), updated_at = now(), updated_by = ${userId}
    where customer_id = ${customerId} and id = ${id} returning ${columns}`.execute(db)
  return rows[0]
}

/** All of it that administrators write. */
export const written = (state: WebhookState): Sql => sql`
  name = ${state.name}, url = ${state.url}, entities = ${state.entities}::text[], kinds = ${state.kinds}::text[],
  properties = ${state.properties}::text[], segment_id = ${state.segment_id}, paused = ${state.paused}`

/** As if it had never failed. */
export const unfailed: Sql = sql`paused_because = null, attempts = 0, failing_since = null, next_attempt_at = now()`

export async function deleteWebhook(db: Scope, customerId: string, id: string): Promise<void> {
  await sql`delete from webhooks where customer_id = ${customerId} and id = ${id}`.execute(db)
}

/** So many earlier ones are good beside it: who makes a new one twice, because an answer was lost, locks nobody out. */
const mostOld = 3

/** The earlier ones follow each other, the latest first. */
export const rotated = (secret: Buffer, hours: number): Sql => sql`
  old_secret = substring(secret || case when old_secret_until > now() then old_secret else ''::bytea end
    from 1 for ${sql.lit(mostOld * secretLength)}),
  old_secret_until = now() + make_interval(hours => ${hours}), secret = ${secret}`

/** The secrets that are good at the moment, the latest first. */
export async function readSecrets(db: Scope, customerId: string, id: string): Promise<Buffer[]> {
  const { rows } = await sql<{ secrets: Buffer }>`
    select secret || case when old_secret_until > now() then old_secret else ''::bytea end as secrets
    from webhooks where customer_id = ${customerId} and id = ${id}`.execute(db)
  const { secrets = Buffer.alloc(0) } = rows[0] ?? {}
  return Array.from({ length: secrets.length / secretLength }, (_, at) =>
    secrets.subarray(at * secretLength, (at + 1) * secretLength),
  )
}

/** An attempt that was made. */
export interface Delivery {
  webhookId: string
  message: Message
  posted: Posted
  attempt: number
  nextAttempt: Date | undefined
}

export async function insertDelivery(
  db: Scope,
  customerId: string,
  { webhookId, message, posted, attempt, nextAttempt }: Delivery,
): Promise<DeliveryRow> {
  const { rows } = await sql<DeliveryRow>`-- insert delivery
    insert into webhook_deliveries (customer_id, id, webhook_id, message_id, type, sequence, attempt, status,
      response_code, response, error, duration_ms, next_attempt_at)
    values (${customerId}, ${nextUuid()}, ${webhookId}, ${message.id}, ${message.type}, ${message.sequence ?? null},
      ${attempt}, ${posted.isDelivered ? 'DELIVERED' : 'FAILED'}, ${posted.code ?? null}, ${posted.response ?? null},
      ${posted.error ?? null}, ${posted.milliseconds}, ${nextAttempt ?? null})
    returning *`.execute(db)
  return rows[0] as DeliveryRow
}

export interface DeliveryRow {
  id: string
  message_id: string
  type: string
  sequence: number | null
  attempt: number
  status: 'DELIVERED' | 'FAILED'
  response_code: number | null
  response: string | null
  error: string | null
  duration_ms: number
  next_attempt_at: string | null
  created_at: string
}

/** The newest first; ids are in the order of time. */
export async function readDeliveries(
  db: Scope,
  customerId: string,
  webhookId: string,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    select * from webhook_deliveries
    where customer_id = ${customerId} and webhook_id = ${webhookId}
      and ${before === undefined ? sql`true` : sql`id < ${before}`}
    order by id desc limit ${limit}`.execute(db)
  return rows
}

/** What endpoints have said to what is told of a thing could name it. */
export async function forgetResponses(db: Scope, customerId: string, entityId: string): Promise<void> {
  await sql`
    update webhook_deliveries set response = null
    where customer_id = ${customerId} and response is not null and sequence in (
      select sequence from changes where customer_id = ${customerId} and entity_id = ${entityId})`.execute(db)
}
