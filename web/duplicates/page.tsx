/** Contacts that may be the same, a group at a time: they are merged, or told apart, and the next group is there. */
import { ActionIcon, Button, Skeleton, Tooltip } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { CrmError } from '../../client/client.ts'
import { refreshContacts } from '../contacts/cache.ts'
import { crm } from '../crm/crm.ts'
import { explain } from '../crm/explain.ts'
import { follow, tell, tellProblem } from '../crm/toasts.tsx'
import { useKeys } from '../keyboard/keys.ts'
import { Icon } from '../look/icons.tsx'
import { Nothing, Page, Unreadable } from '../look/page.tsx'
import { words } from '../texts/duplicates.ts'
import { number, texts } from '../texts/texts.ts'
import { ChosenContacts } from './chosen.tsx'
import { GroupView } from './group.tsx'
import { type Group, keyOf, likelihood, useGroups } from './groups.ts'
import classes from './page.module.css'

export function DuplicatesPage() {
  const { ids } = useSearch({ from: '/signed-in/duplicates' })
  return ids === undefined ? <AllDuplicates /> : <ChosenContacts ids={ids.split(',')} />
}

function AllDuplicates() {
  const groups = useGroups()
  const [isLooking, setLooking] = useState(false)
  async function look(Rescan: boolean) {
    setLooking(true)
    await lookForDuplicates(Rescan)
    setLooking(false)
  }
  const first = groups.data?.pages[0]
  const isScanned = first?.ScannedDate !== undefined
  const acts = isScanned && (
    <>
      {first.Pending > 0 && <small role="status">{words.pending(number(first.Pending))}</small>}
      <Button
        size="xs"
        variant="default"
        leftSection={<Icon name="search" size={14} />}
        loading={isLooking}
        onClick={() => void look(true)}
      >
        {words.lookAgain}
      </Button>
    </>
  )
  return (
    <Page title={texts.duplicates.title} count={isScanned ? number(first.TotalCount) : undefined} acts={acts}>
      <Found groups={groups} isLooking={isLooking} onLook={() => look(false)} />
    </Page>
  )
}

interface FoundProps {
  groups: ReturnType<typeof useGroups>
  isLooking: boolean
  onLook: () => void
}

function Found({ groups, isLooking, onLook }: FoundProps) {
  const { data, error, isPending, hasNextPage, fetchNextPage, refetch } = groups
  const first = data?.pages[0]
  if (isPending)
    return (
      <div className={classes.waiting} aria-busy="true">
        <Skeleton height={44} width="40%" />
        <Skeleton height={240} />
      </div>
    )
  if (first === undefined) return <Unreadable words={{ ...words.unreadable, about: explain(error) }} retry={refetch} />
  if (first.ScannedDate === undefined)
    return (
      <Nothing icon="duplicates" title={words.never.title} about={words.never.about}>
        <Button loading={isLooking} onClick={onLook}>
          {words.never.button}
        </Button>
      </Nothing>
    )
  if (first.Groups.length === 0) return <Nothing {...words.none} icon="check" />
  return (
    <Inbox
      groups={data?.pages.flatMap(({ Groups }) => Groups) ?? []}
      total={first.TotalCount}
      readMore={hasNextPage ? () => void fetchNextPage() : undefined}
    />
  )
}

async function lookForDuplicates(Rescan: boolean): Promise<void> {
  try {
    const request = await crm.contacts.duplicates({ Rescan, PageSize: 1 })
    const { TotalCount } = (await follow(words.looking, request)) as { TotalCount: number }
    await refreshContacts()
    tell(words.done(number(TotalCount)))
  } catch (error) {
    if (error instanceof CrmError && error.code === 'CONFLICT') tell(words.isLooking)
    else tellProblem(error)
  }
}

interface InboxProps {
  groups: Group[]
  total: number
  /** Undefined where all have been read. */
  readMore: (() => void) | undefined
}

function Inbox({ groups, total, readMore }: InboxProps) {
  const [at, setAt] = useState(0)
  // What is merged or told apart leaves the list, and the next one is in its place.
  const index = Math.min(at, groups.length - 1)
  const group = groups[index] as Group
  const go = (to: number) => {
    if (to >= groups.length - 3) readMore?.()
    setAt(Math.max(0, Math.min(groups.length - 1, to)))
  }
  useKeys({ j: () => go(index + 1), k: () => go(index - 1) })
  return (
    <div className={classes.inbox}>
      <nav className={classes.groups} aria-label={words.list}>
        <ul>
          {groups.map((each, place) => (
            <li key={keyOf(each)}>
              <button type="button" aria-current={place === index || undefined} onClick={() => go(place)}>
                <span>{each.Contacts.map(({ DisplayName }) => DisplayName).join(', ')}</span>
                <small>{likelihood(each.Score)}</small>
              </button>
            </li>
          ))}
        </ul>
        {readMore !== undefined && (
          <Button size="compact-sm" variant="subtle" color="gray" onClick={readMore}>
            {words.more}
          </Button>
        )}
      </nav>
      <GroupView key={keyOf(group)} group={group}>
        <span className={classes.place}>{words.place(number(index + 1), number(Math.max(total, groups.length)))}</span>
        <Step icon="up" label={words.previous} keyName="k" onClick={() => go(index - 1)} />
        <Step icon="down" label={words.next} keyName="j" onClick={() => go(index + 1)} />
      </GroupView>
    </div>
  )
}

interface StepProps {
  icon: 'up' | 'down'
  label: string
  keyName: string
  onClick: () => void
}

const Step = ({ icon, label, keyName, onClick }: StepProps) => (
  <Tooltip label={`${label} (${keyName})`}>
    <ActionIcon variant="subtle" color="gray" size={30} aria-label={label} onClick={onClick}>
      <Icon name={icon} size={17} />
    </ActionIcon>
  </Tooltip>
)
