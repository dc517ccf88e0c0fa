import { inSteps, passedOf } from '../http/operation.ts'
import { contactRoom } from '../plans/plans.ts'

const people = 1000

export const demoOperations = [
  inSteps('customers/fill-demo', {
    async begin({ db, caller }) {
      const { room } = await contactRoom(db, caller.customerId)
      return { created: 0, most: Math.min(people, room) }
    },

    async step(call) {
      const { created, most } = call.state
      // Loaded only when asked for, as at the start.
      const { createDemoContacts } = await import('./demo.ts')
      const reached = created + (await createDemoContacts(call, created, most))
      if (reached >= most) return { output: { Created: reached } }
      return { state: { created: reached, most }, ...passedOf(reached, most) }
    },
  }),
]
