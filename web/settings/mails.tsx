/** The outbox: what the server has written to the users, and what became of it. */
import { Button, SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Output } from '../../client/client.ts'
import { attempt } from '../crm/attempt.ts'
import { crm } from '../crm/crm.ts'
import { ask } from '../look/dialogs.tsx'
import { administration } from '../texts/administration.ts'
import { moment, wholeMoment } from '../texts/dates.ts'
import { words } from '../texts/settings.ts'
import { Line, Lines, Mark, Nothing } from './block.tsx'
import { Loaded } from './loaded.tsx'
import classes from './mails.module.css'
import { SectionTitle } from './section-title.tsx'

type Mail = Output<'mails/list'>[number]
type Status = Mail['Status']

const kinds = ['ALL', 'FAILED', 'WAITING', 'SENT'] as const
const atOnce = 50

export function Mails() {
  const query = useQuery({ queryKey: ['mails'], queryFn: () => crm.mails.list(), staleTime: 0 })
  const [kind, setKind] = useState<(typeof kinds)[number]>('ALL')
  const [shown, setShown] = useState(atOnce)
  const { mails } = administration
  return (
    <>
      <SectionTitle title={words.sections.mails} about={mails.about}>
        <SegmentedControl
          aria-label={mails.kind}
          data={kinds.map((value) => ({ value, label: mails.kinds[value] }))}
          value={kind}
          onChange={(value) => setKind(value)}
        />
      </SectionTitle>
      <Loaded query={query}>
        {(all) => {
          const chosen = kind === 'ALL' ? all : all.filter(({ Status }) => Status === kind)
          if (chosen.length === 0) return <Nothing>{mails.none}</Nothing>
          return (
            <>
              <Lines>
                {chosen.slice(0, shown).map((mail) => (
                  <MailLine key={mail.Id} mail={mail} />
                ))}
              </Lines>
              {chosen.length > shown && (
                <Button variant="default" mt="md" onClick={() => setShown(shown + atOnce)}>
                  {mails.earlier}
                </Button>
              )}
            </>
          )
        }}
      </Loaded>
    </>
  )
}

const tones: Record<Status, 'good' | 'plain' | 'bad'> = { SENT: 'good', WAITING: 'plain', FAILED: 'bad' }

function MailLine({ mail }: { mail: Mail }) {
  const { mails } = administration
  const about = [
    mail.To,
    wholeMoment(mail.CreatedDate),
    mail.Attempts > 1 && mails.attempts(mail.Attempts),
    mail.NextAttemptDate && mail.Attempts > 0 && mails.next(moment(mail.NextAttemptDate)),
  ]
  return (
    <Line
      icon="email"
      title={
        <>
          {mail.Subject} <Mark tone={tones[mail.Status]}>{mails.statuses[mail.Status]}</Mark>
        </>
      }
      about={
        <>
          {about.filter(Boolean).join(' · ')}
          {mail.ErrorMessage && <div>{mail.ErrorMessage}</div>}
        </>
      }
    >
      {mail.Text && (
        <Button variant="default" onClick={() => void read(mail)}>
          {mails.read}
        </Button>
      )}
      {mail.Status !== 'SENT' && !mail.Text && mail.Attempts > 0 && (
        <Button variant="default" onClick={() => void retry(mail)}>
          {mails.retry}
        </Button>
      )}
    </Line>
  )
}

const read = ({ Subject, Text }: Mail) => ask(Subject, () => <p className={classes.text}>{Text}</p>)

const retry = ({ Id, To }: Mail) =>
  attempt(() => crm.mails.retry(Id), {
    told: administration.mails.retried(To),
    changes: ['mails'],
    problems: { NOT_FOUND: administration.mails.pointless },
  })
