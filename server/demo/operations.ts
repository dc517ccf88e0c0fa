import { inSteps, passedOf } from '../http/operation.ts'
import { contactRoom } from '../plans/plans.ts'

// Loaded only when asked for, as at the start.
const loadDemo = () => import('./demo.ts')

export const demoOperations = [
  inSteps('customers/fill-demo', {
    async begin({ db, caller }) {
      const { people } = await loadDemo()
      const { room } = await contactRoom(db, caller.customerId)
      return { created: 0, most: Math.min(people, room) }
    },

    async step(call) {
      const { created, most } = call.state
      const { createDemoContacts } = await loadDemo()
      const reached = created + (await createDemoContacts(call, created, most))
      if (reached >= most) return { output: { Created: reached } }
      return { state: { created: reached, most }, ...passedOf(reached, most) }
    },
  }),
]
