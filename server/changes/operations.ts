import { reads, streams } from '../http/operation.ts'
import type { ChangeFeed } from './feed.ts'
import { nextChanges } from './pages.ts'
import { refuseFuture, watchChanges } from './watch.ts'

const usualPage = 100

export const changeOperations = (feed: ChangeFeed) => [
  reads('changes/list', async ({ db, caller, input }) => {
    const asked = { after: input.After ?? 0, limit: input.Limit ?? usualPage, entities: input.Entities }
    const { changes, last, more, latest } = await nextChanges(db, caller.customerId, asked, caller.userId)
    refuseFuture(asked.after, latest)
    return { Changes: changes.map(({ change }) => change), LastSequence: last, More: more }
  }),

  streams('changes/watch', (call) => watchChanges(feed, call)),
]
