/** What a webhook is: its rules, and how callers see it. */
import type { Input, Output } from '../../contract/operations.ts'
import { plainProperties } from '../contacts/contact.ts'
import { shownName } from '../contacts/shown.ts'
import { type Fault, faulty } from '../http/errors.ts'
import { textFault } from '../vocabulary/names.ts'
import { nameKey, type Vocabulary } from '../vocabulary/vocabulary.ts'
import { urlFault } from './address.ts'
import type { DeliveryRow, WebhookRow, WebhookState } from './store.ts'

type Webhook = Output<'webhooks/get/{id}'>
type WebhookInput = Input<'webhooks/create'>

export interface Context {
  vocabulary: Vocabulary
  allowPrivate: boolean
}

/**
 * The webhook as the input wants it. @param before as it is; undefined where it is being created
 * @throws a 400 that names every fault
 */
export function stateAfter(
  input: WebhookInput,
  before: WebhookState | undefined,
  { vocabulary, allowPrivate }: Context,
): WebhookState {
  const faults: Fault[] = []
  const name = input.Name === undefined ? (before?.name ?? '') : (input.Name ?? '').trim()
  const nameFault = name === '' ? 'is needed' : textFault(name)
  if (nameFault !== undefined) faults.push({ Path: 'Name', Message: nameFault })
  const url = input.Url === undefined ? (before?.url ?? '') : (input.Url ?? '')
  const fault = url === '' ? 'is needed' : urlFault(url, allowPrivate)
  if (fault !== undefined) faults.push({ Path: 'Url', Message: fault })
  const kept = <Value>(given: Value | null | undefined, was: Value | null | undefined) =>
    given === undefined ? (was ?? null) : given
  const state: WebhookState = {
    name,
    url,
    entities: kept(input.Entities, before?.entities),
    kinds: kept(input.Kinds, before?.kinds),
    properties: kept(input.Properties && keptNames(input.Properties, vocabulary, faults), before?.properties),
    segment_id: kept(input.SegmentId, before?.segment_id),
    paused: kept(input.Paused, before?.paused) ?? false,
  }
  if (faults.length > 0) throw faulty(faults)
  return state
}

const filterable = [...plainProperties, 'Labels', 'ContactTypes']

/** Properties as the change log names them: custom fields by id, so that a renamed one is meant still. */
function keptNames(names: string[], { fieldIds }: Vocabulary, faults: Fault[]): string[] {
  return names.flatMap((name, index) => {
    const id = name.startsWith('#') ? fieldIds.get(nameKey(name.slice(1))) : undefined
    if (id !== undefined) return `#${id}`
    if (filterable.includes(name)) return name
    faults.push({ Path: `Properties[${index}]`, Message: `${name} is no property of WebContact, nor a custom field` })
    return []
  })
}

export function webhookOf(row: WebhookRow, vocabulary: Vocabulary): Webhook {
  const isFailing = row.failing_since !== null
  const names = row.properties?.flatMap((name) => shownName(name, vocabulary) ?? [])
  const hasOldSecret = row.old_secret_until !== null && Date.parse(row.old_secret_until) > Date.now()
  return {
    Id: row.id,
    Name: row.name,
    Url: row.url,
    ...(row.entities === null ? {} : { Entities: row.entities as NonNullable<Webhook['Entities']> }),
    ...(row.kinds === null ? {} : { Kinds: row.kinds as NonNullable<Webhook['Kinds']> }),
    ...(names === undefined ? {} : { Properties: names }),
    ...(row.segment_id === null ? {} : { SegmentId: row.segment_id }),
    Paused: row.paused,
    ...(row.paused_because === null ? {} : { PausedBecause: row.paused_because }),
    Sequence: row.sequence,
    Attempts: row.attempts,
    ...(row.failing_since === null ? {} : { FailingSinceDate: row.failing_since }),
    ...(isFailing && !row.paused ? { NextAttemptDate: row.next_attempt_at } : {}),
    ...(hasOldSecret && row.old_secret_until !== null ? { OldSecretUntilDate: row.old_secret_until } : {}),
    CreatedDate: row.created_at,
    CreatedBy: row.created_by,
    UpdatedDate: row.updated_at,
    UpdatedBy: row.updated_by,
  }
}

export const deliveryOf = (row: DeliveryRow): Output<'webhooks/test/{id}'> => ({
  Id: row.id,
  MessageId: row.message_id,
  Type: row.type,
  ...(row.sequence === null ? {} : { Sequence: row.sequence }),
  Attempt: row.attempt,
  Status: row.status,
  Date: row.created_at,
  Milliseconds: row.duration_ms,
  ...(row.response_code === null ? {} : { ResponseCode: row.response_code }),
  ...(row.response === null ? {} : { ResponseText: row.response }),
  ...(row.error === null ? {} : { ErrorMessage: row.error }),
  ...(row.next_attempt_at === null ? {} : { NextAttemptDate: row.next_attempt_at }),
})
