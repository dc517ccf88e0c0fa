/** What administrators do with webhooks. */
import { sql } from 'kysely'
import type { Input, Output } from '../../contract/operations.ts'
import { recordAudit } from '../audit/audit.ts'
import type { Scope } from '../database/database.ts'
import { isUuid, noUuid } from '../database/uuid.ts'
import { ApiError, faulty, invalid, notFound } from '../http/errors.ts'
import type { Confiding, Writing } from '../http/operation.ts'
import { searchOfSegment } from '../segments/segments.ts'
import { currentVocabulary } from '../vocabulary/vocabulary.ts'
import { headersOf, makeSecret, shownSecret, testMessage } from './message.ts'
import { lineTo } from './post.ts'
import * as store from './store.ts'
import { deliveryOf, stateAfter, webhookOf } from './webhook.ts'

export const { forgetResponses } = store

type Webhook = Output<'webhooks/get/{id}'>

const mostWebhooks = 50
const hoursOfOldSecret = 24

export async function listWebhooks(db: Scope, customerId: string): Promise<Webhook[]> {
  const vocabulary = await currentVocabulary(db, customerId)
  return (await store.readWebhooks(db, customerId)).map((row) => webhookOf(row, vocabulary))
}

export async function readWebhook(db: Scope, customerId: string, id: string): Promise<Webhook> {
  return shown(db, customerId, await found(db, customerId, id, store.readWebhook))
}

/** @throws a 400 where there is none */
async function found(db: Scope, customerId: string, id: string, read: typeof store.readWebhook) {
  const row = isUuid(id) ? await read(db, customerId, id) : undefined
  if (row === undefined) throw notFound('webhook')
  return row
}

const shown = async (db: Scope, customerId: string, row: store.WebhookRow | undefined): Promise<Webhook> => {
  if (row === undefined) throw notFound('webhook')
  return webhookOf(row, await currentVocabulary(db, customerId))
}

export function createWebhook(call: Confiding<'webhooks/create'>, allowPrivate: boolean): Promise<Webhook> {
  const { database, caller, input, address } = call
  const { customerId } = caller
  return database
    .of(customerId)
    .transaction()
    .execute(async (db) => {
      if ((await store.countWebhooks(db, customerId)) >= mostWebhooks)
        throw invalid(`There are ${mostWebhooks} webhooks already; there may be no more.`)
      const vocabulary = await currentVocabulary(db, customerId)
      const state = stateAfter(input, undefined, { vocabulary, allowPrivate })
      await refuseSegment(db, customerId, state)
      const secret = makeSecret()
      const row = await store.insertWebhook(db, caller, state, secret)
      await recordAudit(db, { operation: 'webhooks/create', author: caller, address, subject: row.id })
      return { ...webhookOf(row, vocabulary), Secret: shownSecret(secret) }
    })
}

export async function changeWebhook(call: Writing<'webhooks/update/{id}'>, allowPrivate: boolean): Promise<Webhook> {
  const { db, caller, id, input } = call
  const { customerId } = caller
  const before = await found(db, customerId, id, store.lockWebhook)
  const context = { vocabulary: await currentVocabulary(db, customerId), allowPrivate }
  const state = stateAfter(input, before, context)
  if (state.segment_id !== before.segment_id) await refuseSegment(db, customerId, state)
  // Who pauses it says no more than that; anything else is a reason to try again at once.
  const set = state.paused ? store.written(state) : sql`${store.written(state)}, ${store.unfailed}`
  return shown(db, customerId, await store.updateWebhook(db, caller, id, set))
}

/** @throws a 400 where it has a segment that is not there, or not for all: what is sent is no one user's alone */
async function refuseSegment(db: Scope, customerId: string, { segment_id: id }: store.WebhookState): Promise<void> {
  if (id !== null) await sharedSearch(db, customerId, id)
}

/** What a shared segment asks for. @throws a 400 where there is none */
export async function sharedSearch(db: Scope, customerId: string, id: string) {
  return searchOfSegment(db, { customerId, userId: noUuid }, id).catch((error) => {
    throw error instanceof ApiError ? faulty([{ Path: 'SegmentId', Message: 'is no shared segment' }]) : error
  })
}

export async function removeWebhook({ db, caller, id }: Writing<'webhooks/delete/{id}'>): Promise<undefined> {
  if (isUuid(id)) await store.deleteWebhook(db, caller.customerId, id)
  return undefined
}

export function rotateSecret(call: Confiding<'webhooks/rotate-secret/{id}'>): Promise<Webhook> {
  const { database, caller, id, address } = call
  const { customerId } = caller
  return database
    .of(customerId)
    .transaction()
    .execute(async (db) => {
      await found(db, customerId, id, store.lockWebhook)
      const secret = makeSecret()
      const row = await store.updateWebhook(db, caller, id, store.rotated(secret, hoursOfOldSecret))
      await recordAudit(db, { operation: 'webhooks/rotate-secret/{id}', author: caller, address, subject: id })
      return { ...(await shown(db, customerId, row)), Secret: shownSecret(secret) }
    })
}

export async function retryWebhook({ db, caller, id }: Writing<'webhooks/retry/{id}'>): Promise<Webhook> {
  const { customerId } = caller
  const { paused } = await found(db, customerId, id, store.lockWebhook)
  if (paused) throw invalid('This webhook is paused. It goes on with webhooks/update, with Paused false.')
  return shown(db, customerId, await store.updateWebhook(db, caller, id, sql`next_attempt_at = now()`))
}

export async function replayWebhook({ db, caller, id, input }: Writing<'webhooks/replay/{id}'>): Promise<Webhook> {
  const { customerId } = caller
  const { sequence } = await found(db, customerId, id, store.lockWebhook)
  const before = Math.max(0, input.FromSequence - 1)
  if (before > sequence)
    throw faulty([{ Path: 'FromSequence', Message: `is behind what has been sent so far, which is up to ${sequence}` }])
  return shown(db, customerId, await store.updateWebhook(db, caller, id, sql`sequence = ${before}, ${store.unfailed}`))
}

/** Outside of any transaction: an endpoint may take its time. */
export async function testWebhook(call: Confiding<'webhooks/test/{id}'>, allowPrivate: boolean) {
  const { database, caller, id } = call
  const { customerId } = caller
  const db = database.of(customerId)
  const { url } = await found(db, customerId, id, store.readWebhook)
  const message = testMessage()
  const secrets = await store.readSecrets(db, customerId, id)
  const line = lineTo(url, allowPrivate, new AbortController().signal)
  try {
    const posted = await line.post(headersOf(message, secrets), message.body)
    const delivery = { webhookId: id, message, posted, attempt: 1, nextAttempt: undefined }
    return deliveryOf(await store.insertDelivery(db, customerId, delivery))
  } finally {
    line.hangUp()
  }
}

const usualPage = 50

export async function listDeliveries(
  db: Scope,
  customerId: string,
  id: string,
  { PageSize, Cursor }: Input<'webhooks/deliveries/{id}'>,
): Promise<Output<'webhooks/deliveries/{id}'>> {
  await found(db, customerId, id, store.readWebhook)
  if (Cursor && !isUuid(Cursor)) throw faulty([{ Path: 'Cursor', Message: 'is none that this API gave' }])
  const limit = PageSize ?? usualPage
  const rows = await store.readDeliveries(db, customerId, id, { before: Cursor || undefined, limit: limit + 1 })
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return { Rows: page.map(deliveryOf), ...(last === undefined ? {} : { NextCursor: last.id }) }
}
