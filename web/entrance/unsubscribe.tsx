import { useState } from 'react'
import { useTitle } from '../app/title.ts'
import { crm } from '../crm/crm.ts'
import { texts } from '../texts/texts.ts'
import { Frame } from './frame.tsx'
import { EntranceForm } from './submit.tsx'
import { tokenOfLink } from './token.ts'

/** Where the last line of each mail leads. */
export function UnsubscribePage() {
  const { title, about, button, done } = texts.unsubscribe
  useTitle(title)
  const [isDone, setDone] = useState(false)
  if (isDone) return <Frame title={texts.done} about={done} />
  return (
    <Frame title={title} about={about}>
      <EntranceForm
        button={button}
        send={async () => {
          await crm.notifications.unsubscribe({ Token: tokenOfLink() })
          setDone(true)
          return undefined
        }}
      />
    </Frame>
  )
}
