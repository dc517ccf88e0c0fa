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

const mostShown = 2

type ChangeSet = Output<'changesets/list'>['Rows'][number]
type Thing = Output<'changesets/get/{id}'>['Rows'][number]

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
function shownName(entity: Thing['Entity'], name: string): string {
  if (entity === 'CONTACT') return name
  return words.named[entity](['LABEL', 'CUSTOM_FIELD'].includes(entity) ? labelText(name) : name)
}

/** What became of one thing tells more than what kind of act it was, but for its very change. */
const sentenceOf = ({ Kind, Operation }: ChangeSet, thing: Thing | undefined, what: string): string =>
  ((thing && words.didOne[thing.Change]) ?? words.didBy[Operation] ?? words.did[Kind])(what)

/** Which kind of thing a set is of, where it is of one; a contact counts before the label that was made on the way. */
function onlyOne({ Counts }: ChangeSet): 'CONTACT' | 'OTHER' | undefined {
  if (Counts.Contacts > 0) return Counts.Contacts === 1 ? 'CONTACT' : undefined
  return countNames.reduce((sum, name) => sum + Counts[name], 0) === 1 ? 'OTHER' : undefined
}

/** What cannot be taken back. */
const final = ['ERASURE']

function Change({ set }: { set: ChangeSet }) {
  const { Id, Date: when, User, Kind, UndoneDate } = set
  const only = onlyOne(set)
  const { data } = useQuery({
    queryKey: ['changeset', Id],
    queryFn: ({ signal }) =>
      crm.changesets.get(Id, { PageSize: 1, ...(only === 'CONTACT' ? { Entity: 'CONTACT' } : {}) }, { signal }),
    enabled: only !== undefined,
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
  const sentence = sentenceOf(set, thing, what)
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
      {thing?.Entity === 'CONTACT' && thing.Change === 'UPDATED' && <What differences={thing.Differences} />}
    </li>
  )
}

/** What a change of a contact has changed; all of it is in the history of the contact. */
function What({ differences }: Parameters<typeof Differences>[0]) {
  const rest = differences.length - mostShown
  if (differences.length === 0) return null
  return (
    <div>
      <Differences differences={differences.slice(0, mostShown)} />
      {rest > 0 && <small>{words.moreChanged(number(rest))}</small>}
    </div>
  )
}

async function undo(id: string): Promise<void> {
  try {
    tell(await undoChangeSet(id, (request) => follow(texts.undoing, request)))
  } catch (error) {
    tellProblem(error)
  }
}
