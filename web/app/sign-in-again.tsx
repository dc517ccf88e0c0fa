import { Button, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { signedOut, useSession } from '../crm/session.ts'
import { Modal } from '../look/late.tsx'
import { texts } from '../texts/texts.ts'

const SignInForm = lazy(async () => ({ default: (await import('../entrance/sign-in.tsx')).SignInForm }))

/** The session has ended while somebody works: everything stays where it is, and goes on once they have signed in again. */
export function SignInAgain() {
  const { auth, hasEnded } = useSession()
  const navigate = useNavigate()
  const leave = () => {
    signedOut()
    void navigate({ to: '/sign-in' })
  }
  const { title, about, other } = texts.signInAgain
  return (
    <Modal
      opened={hasEnded}
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={title}
    >
      <Text>{about(auth?.User.Email ?? '')}</Text>
      <Suspense>{auth && <SignInForm email={auth.User.Email} />}</Suspense>
      <Button variant="subtle" color="gray" fullWidth mt="xs" onClick={leave}>
        {other}
      </Button>
    </Modal>
  )
}
