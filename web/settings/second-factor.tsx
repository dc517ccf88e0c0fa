import { Button, Modal, PasswordInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { crm } from '../crm/crm.ts'
import { queries } from '../crm/queries.ts'
import { tell, tellProblem } from '../crm/toasts.tsx'
import { CodeInput } from '../entrance/code.tsx'
import { EntranceForm } from '../entrance/submit.tsx'
import { ask } from '../look/dialogs.tsx'
import { RecoveryCodes } from '../second-factor/recovery-codes.tsx'
import { type Beginning, SetUp } from '../second-factor/set-up.tsx'
import { words } from '../texts/settings.ts'
import { Block, Line, Lines, Mark } from './block.tsx'
import { Loaded } from './loaded.tsx'

export const useSecondFactor = () => useQuery({ queryKey: ['second-factor'], queryFn: () => crm.secondFactor.get() })

/** What is shown in a dialog that nobody closes by a slip. */
type Shown = { beginning: Beginning } | { codes: string[] }

export function SecondFactorBlock() {
  const query = useSecondFactor()
  const [shown, show] = useState<Shown>()
  const { secondFactor } = words
  const close = () => show(undefined)
  const onCodes = (codes: string[]) => {
    show({ codes })
    void Promise.all(
      ['second-factor', 'sessions', 'users'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
    )
  }
  return (
    <Block title={secondFactor.title} about={secondFactor.about}>
      <Loaded query={query}>
        {({ Active, RecoveryCodesLeft = 0, Required }) =>
          Active ? (
            <Lines>
              <Line
                icon="signIn"
                title={
                  <>
                    {secondFactor.app} <Mark tone="good">{secondFactor.on}</Mark>
                  </>
                }
                about={Required ? secondFactor.required : undefined}
              >
                <Button variant="default" onClick={() => void changeApp(show)}>
                  {secondFactor.change.button}
                </Button>
                {!Required && (
                  <Button variant="default" onClick={() => void turnOff()}>
                    {secondFactor.off.button}
                  </Button>
                )}
              </Line>
              <Line
                icon="key"
                title={secondFactor.recovery.title}
                about={secondFactor.recovery.left(RecoveryCodesLeft)}
              >
                <Button variant="default" onClick={() => void renewCodes(show)}>
                  {secondFactor.recovery.renew}
                </Button>
              </Line>
            </Lines>
          ) : (
            <Lines>
              <Line icon="signIn" title={secondFactor.app} about={secondFactor.none}>
                <Button onClick={() => void begin(show)}>{secondFactor.setUp.begin}</Button>
              </Line>
            </Lines>
          )
        }
      </Loaded>
      <Modal
        opened={shown !== undefined}
        onClose={close}
        title={shown && 'codes' in shown ? secondFactor.recovery.title : secondFactor.setUp.title}
        closeOnClickOutside={false}
        closeOnEscape={shown !== undefined && 'beginning' in shown}
        withCloseButton={shown !== undefined && 'beginning' in shown}
      >
        {shown && 'beginning' in shown && <SetUp beginning={shown.beginning} onCodes={onCodes} />}
        {shown && 'codes' in shown && <RecoveryCodes codes={shown.codes} onDone={close} />}
      </Modal>
    </Block>
  )
}

type Show = (shown: Shown) => void

async function begin(show: Show): Promise<void> {
  try {
    show({ beginning: await crm.secondFactor.begin({}) })
  } catch (error) {
    tellProblem(error)
  }
}

async function changeApp(show: Show): Promise<void> {
  const { title, about, next } = words.secondFactor.change
  const beginning = await ask<Beginning>(title, (choose) => (
    <Asked about={about} button={next} send={async (Code) => choose(await crm.secondFactor.begin({ Code }))} />
  ))
  if (beginning !== undefined) show({ beginning })
}

async function renewCodes(show: Show): Promise<void> {
  const { renew, renewAbout } = words.secondFactor.recovery
  const codes = await ask<string[]>(renew, (choose) => (
    <Asked
      about={renewAbout}
      button={renew}
      send={async (Code) => choose((await crm.secondFactor.recoveryCodes({ Code })).Codes)}
    />
  ))
  if (codes !== undefined) show({ codes })
  await queries.invalidateQueries({ queryKey: ['second-factor'] })
}

/** Asks for a code of the app that is in use, to show that it is its owner. */
const Asked = ({ about, ...form }: { about: ReactNode; button: string; send: (code: string) => Promise<void> }) => (
  <>
    <p>{about}</p>
    <EntranceForm
      button={form.button}
      send={async ({ Code = '' }) => {
        await form.send(Code)
        return undefined
      }}
    >
      <CodeInput />
    </EntranceForm>
  </>
)

async function turnOff(): Promise<void> {
  const { title, about, button, done } = words.secondFactor.off
  const isOff = await ask<boolean>(title, (choose) => (
    <>
      <p>{about}</p>
      <EntranceForm
        button={button}
        problems={{ CREDENTIALS: words.password.notRight }}
        send={async ({ Password = '' }) => {
          await crm.secondFactor.delete({ Password })
          choose(true)
          return undefined
        }}
      >
        <PasswordInput
          name="Password"
          label={words.password.old}
          required
          autoComplete="current-password"
          data-autofocus
        />
      </EntranceForm>
    </>
  ))
  if (isOff) tell(done)
  await queries.invalidateQueries({ queryKey: ['second-factor'] })
}
