import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Output } from '../../client/client.ts'
import { attempt } from '../crm/attempt.ts'
import { crm } from '../crm/crm.ts'
import { wholeMoment } from '../texts/dates.ts'
import { words } from '../texts/settings.ts'
import { Line, Lines, Mark } from './block.tsx'
import { Loaded } from './loaded.tsx'
import { programOf } from './program.ts'
import { SectionTitle } from './section-title.tsx'

type Session = Output<'sessions/list'>[number]

export function Sessions() {
  const query = useQuery({ queryKey: ['sessions'], queryFn: () => crm.sessions.list() })
  const { sessions } = words
  const others = query.data?.filter(({ Current }) => !Current) ?? []
  return (
    <>
      <SectionTitle title={words.sections.sessions} about={sessions.about}>
        {others.length > 1 && (
          <Button variant="default" onClick={() => void end(others)}>
            {sessions.endAll}
          </Button>
        )}
      </SectionTitle>
      <Loaded query={query}>
        {(list) => (
          <Lines>
            {list.map((session) => (
              <Line
                key={session.Id}
                icon="devices"
                title={
                  <span title={session.UserAgent}>
                    {programOf(session.UserAgent)} {session.Current && <Mark tone="good">{sessions.current}</Mark>}
                  </span>
                }
                about={sessions.since(wholeMoment(session.CreatedDate), wholeMoment(session.UsedDate))}
              >
                {!session.Current && (
                  <Button variant="default" onClick={() => void end([session])}>
                    {sessions.end}
                  </Button>
                )}
              </Line>
            ))}
          </Lines>
        )}
      </Loaded>
    </>
  )
}

const end = (those: Session[]) =>
  attempt(() => Promise.all(those.map(({ Id }) => crm.sessions.delete(Id))), {
    told: words.sessions.ended,
    changes: ['sessions'],
  })
