import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useSignOut } from '../app/sign-out.ts'
import { crm } from '../crm/crm.ts'
import { queries } from '../crm/queries.ts'
import { secondFactorIsThere, useAuth } from '../crm/session.ts'
import { EntranceForm } from '../entrance/submit.tsx'
import { Logo } from '../look/logo.tsx'
import { words } from '../texts/settings.ts'
import { texts } from '../texts/texts.ts'
import { RecoveryCodes } from './recovery-codes.tsx'
import classes from './second-factor.module.css'
import { type Beginning, SetUp } from './set-up.tsx'

export function SecondFactorNeeded() {
  const { Customer } = useAuth()
  const signOut = useSignOut()
  const [beginning, setBeginning] = useState<Beginning>()
  const [codes, setCodes] = useState<string[]>()
  const { secondFactor } = words
  if (codes !== undefined)
    return (
      <div className={classes.page}>
        <Logo />
        <Modal.Title>{secondFactor.recovery.title}</Modal.Title>
        <RecoveryCodes codes={codes} onDone={secondFactorIsThere} />
      </div>
    )
  return (
    <div className={classes.page}>
      <Logo />
      <Modal.Title>{secondFactor.neededTitle}</Modal.Title>
      {beginning === undefined ? (
        <>
          <p>{secondFactor.needed(Customer.Name)}</p>
          <EntranceForm
            button={secondFactor.setUp.begin}
            send={async () => {
              setBeginning(await crm.secondFactor.begin({}))
              return undefined
            }}
          />
        </>
      ) : (
        <SetUp
          beginning={beginning}
          onCodes={(made) => {
            setCodes(made)
            void queries.invalidateQueries({ queryKey: ['second-factor'] })
          }}
        />
      )}
      <Button variant="subtle" color="gray" fullWidth mt="md" onClick={() => void signOut()}>
        {texts.shell.signOut}
      </Button>
    </div>
  )
}
