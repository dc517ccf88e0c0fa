import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Output } from '../../client/client.ts'
import { labelText } from '../contacts/chips.tsx'
import { Differences } from '../contacts/contact/differences.tsx'
import { crm } from '../crm/crm.ts'
import { follow, tell, tellProblem } from '../crm/toasts.tsx'
import { undoChangeSet } from '../crm/undo.ts'
import { Icon } from '../look/icons.tsx'
import { Moment } from '../look/moment.tsx'
import { words } from '../texts/home.ts'
import { number, texts } from '../texts/texts.ts'
import { Shown } from './card.tsx'
import { useRecentChanges } from './numbers.ts'
import classes from './page.module.css'

/** Of one thing; the rest is in its history. */
const mostShown = 2

type ChangeSet = Output<'changesets/list'>['Rows'][number]

export function RecentChanges() {
  return (
    <Shown query={useRecentChanges()}>
      {({ Rows }) =>
        Rows.length === 0 ? (
          <p className={classes.quiet}>{words.noChanges}</p>
        ) : (
          <ul className={classes.changes}>
            {Rows.map((set) => (
              <Change key={set.Id} set={set} />
            ))}
          </ul>
        )
      }
    </Shown>
  )
}

const countNames = ['Contacts', 'Labels', 'ContactTypes', 'CustomFields', 'Segments'] as const

/** Contacts are what it is about, where there are some; labels that were made on the way are not. */
function countsText({ Counts }: ChangeSet): string {
  const name = countNames.find((each) => Counts[each] > 0)
  return name === undefined ? words.nothing : words.counts[name](number(Counts[name]))
}

/** The sign of labels and fields is for programs. */
const shownName = (entity: string, name: string) =>
  ['LABEL', 'CUSTOM_FIELD'].includes(entity) ? labelText(name) : name

const isOfOne = ({ Counts }: ChangeSet) => countNames.reduce((sum, name) => sum + Counts[name], 0) === 1

/** What cannot be taken back. */
const final = ['ERASURE']

function Change({ set }: { set: ChangeSet }) {
  const { Id, Date: when, User, Kind, Operation, UndoneDate } = set
  const { data } = useQuery({
    queryKey: ['changeset', Id],
    queryFn: ({ signal }) => crm.changesets.get(Id, { PageSize: 1 }, { signal }),
    enabled: isOfOne(set),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const thing = data?.Rows[0]
  const what = thing?.Name === undefined ? countsText(set) : shownName(thing.Entity, thing.Name)
  const [isBusy, setBusy] = useState(false)
  const takeBack = async () => {
    setBusy(true)
    await undo(Id)
    setBusy(false)
  }
  const sentence = (words.didBy[Operation] ?? words.did[Kind])(what)
  return (
    <li data-undone={UndoneDate !== undefined || undefined}>
      <p>
        <strong>{User.Name}</strong>{' '}
        {thing?.Entity === 'CONTACT' ? (
          <Link to="/contacts" search={{ contact: thing.EntityId }}>
            {sentence}
          </Link>
        ) : (
          sentence
        )}
      </p>
      <Moment of={when} />
      {thing?.Entity === 'CONTACT' && thing.Change === 'UPDATED' && (
        <Differences differences={thing.Differences.slice(0, mostShown)} />
      )}
      {UndoneDate !== undefined ? (
        <small>{words.undone}</small>
      ) : (
        !final.includes(Kind) && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            leftSection={<Icon name="undo" size={13} />}
            aria-label={words.undo(sentence)}
            loading={isBusy}
            onClick={() => void takeBack()}
          >
            {texts.undo}
          </Button>
        )
      )}
    </li>
  )
}

async function undo(id: string): Promise<void> {
  try {
    tell(await undoChangeSet(id, (request) => follow(texts.undoing, request)))
  } catch (error) {
    tellProblem(error)
  }
}
