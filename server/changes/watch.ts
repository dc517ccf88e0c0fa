import { faulty, invalid } from '../http/errors.ts'
import type { StreamEvent, Streaming } from '../http/operation.ts'
import { type Vocabulary, vocabularyAt } from '../vocabulary/vocabulary.ts'
import type { ChangeFeed, Channel } from './feed.ts'
import { changeOf, entitiesOf } from './shown.ts'
import { lastSequence, type Page, readChanges } from './store.ts'

/** So many changes are read at once, and held until the caller has taken them: fewer, where they are large. */
const mostAtOnce = 200
/** In characters of what is sent. */
const heldAtOnce = 500_000
/** In milliseconds; a stream speaks so often, if only to say nothing. */
const longestSilence = 3000

type Watch = Streaming<'changes/watch'>

/** The changes as they come, from where the caller was. */
export async function watchChanges(feed: ChangeFeed, call: Watch): Promise<AsyncIterable<StreamEvent[]>> {
  const { db, caller } = call
  const latest = await lastSequence(db, caller.customerId)
  const after = startOf(call) ?? latest
  refuseFuture(after, latest)
  return follow(feed, call, after)
}

function startOf({ lastEventId, input }: Watch): number | undefined {
  if (lastEventId === undefined) return input.After ?? undefined
  if (!/^\d{1,15}$/.test(lastEventId)) throw invalid('Last-Event-ID must be the id of an event of this stream.')
  return Number(lastEventId)
}

/** @throws a 400: what the caller has seen is not there any longer, so what came since cannot be told */
export function refuseFuture(after: number, latest: number): void {
  if (after <= latest) return
  const Message = `is behind the last change, ${latest}: the server has an older state than you know, as one that was restored from a backup. Begin again from 0`
  throw faulty([{ Path: 'After', Message }])
}

async function* follow(feed: ChangeFeed, call: Watch, after: number): AsyncIterable<StreamEvent[]> {
  const { customerId } = call.caller
  const channel = feed.open(customerId)
  try {
    // So that who is cut off before the first change knows where to go on.
    yield [{ id: String(after) }]
    let limit = 1
    for (let at = after; !call.signal.aborted; ) {
      const { news } = channel
      const page = await nextPage(channel, call, at, limit)
      const isMoved = page.last > at
      at = page.last
      channel.sequence = Math.max(channel.sequence, page.latest)
      const events = isMoved ? await eventsOf(page, call) : []
      limit = nextLimit(limit, events)
      yield events
      if (!page.more && channel.news === news) await channel.wait(longestSilence, call.signal)
    }
  } finally {
    feed.close(customerId, channel)
  }
}

/** Twice as many as long as they are small. A thousand that do not read may not fill the memory. */
function nextLimit(limit: number, events: StreamEvent[]): number {
  const length = events.reduce((sum, { data = '' }) => sum + data.length, 0)
  return length > heldAtOnce ? Math.max(1, Math.floor((limit * heldAtOnce) / length)) : Math.min(mostAtOnce, limit * 2)
}

/** Who watches the same and is as far reads together. */
function nextPage(channel: Channel, { db, caller, input }: Watch, after: number, limit: number): Promise<Page> {
  const entities = entitiesOf(input.Entities)
  return channel.shared(`${after} ${limit} ${entities}`, () =>
    readChanges(db, caller.customerId, { after, limit, entities }),
  )
}

async function eventsOf(page: Page, { db, caller }: Watch): Promise<StreamEvent[]> {
  const vocabulary: Vocabulary = await vocabularyAt(db, caller.customerId, page.vocabulary)
  const events: StreamEvent[] = page.rows.flatMap((row) => {
    const change = changeOf(row, vocabulary, caller.userId)
    return change === undefined ? [] : [{ id: String(row.sequence), event: 'change', data: JSON.stringify(change) }]
  })
  // What was passed over need not be read again.
  return events.at(-1)?.id === String(page.last) ? events : [...events, { id: String(page.last) }]
}
