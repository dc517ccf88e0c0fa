import { reads, streams } from '../http/operation.ts'
import { vocabularyAt } from '../vocabulary/vocabulary.ts'
import type { ChangeFeed } from './feed.ts'
import { changeOf, entitiesOf } from './shown.ts'
import { readChanges } from './store.ts'
import { refuseFuture, watchChanges } from './watch.ts'

const usualPage = 100

export const changeOperations = (feed: ChangeFeed) => [
  reads('changes/list', async ({ db, caller, input }) => {
    const { customerId, userId } = caller
    const after = input.After ?? 0
    const entities = entitiesOf(input.Entities)
    const page = await readChanges(db, customerId, { after, limit: input.Limit ?? usualPage, entities })
    refuseFuture(after, page.latest)
    const vocabulary = await vocabularyAt(db, customerId, page.vocabulary)
    return {
      Changes: page.rows.flatMap((row) => changeOf(row, vocabulary, userId) ?? []),
      LastSequence: page.last,
      More: page.more,
    }
  }),

  streams('changes/watch', (call) => watchChanges(feed, call)),
]
