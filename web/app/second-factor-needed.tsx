import { lazy, Suspense } from 'react'
import { useSession } from '../crm/session.ts'
import { Modal } from '../look/late.tsx'

const Needed = lazy(async () => ({ default: (await import('../second-factor/needed.tsx')).SecondFactorNeeded }))

/** The organisation requires a second factor that the person has not set up: nothing else can be done before, and then all goes on. */
export function SecondFactorNeeded() {
  const { lacksSecondFactor } = useSession()
  return (
    <Modal opened={lacksSecondFactor} onClose={() => {}} fullScreen withCloseButton={false} closeOnEscape={false}>
      <Suspense>
        <Needed />
      </Suspense>
    </Modal>
  )
}
