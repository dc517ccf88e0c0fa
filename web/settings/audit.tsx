/** Who did what that matters to the safety of the organisation. */

import { Button, Select, TextInput } from '@mantine/core'
import { useInfiniteQuery, useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import type { Output } from '../../client/client.ts'
import { crm } from '../crm/crm.ts'
import { nameOf, type User, useUsers } from '../crm/users.ts'
import { administration } from '../texts/administration.ts'
import { wholeMoment } from '../texts/dates.ts'
import { words } from '../texts/settings.ts'
import { locale } from '../texts/texts.ts'
import classes from './audit.module.css'
import { Line, Lines, Mark, Nothing } from './block.tsx'
import { Loaded } from './loaded.tsx'
import { SectionTitle } from './section-title.tsx'

type Entry = Output<'audit/list'>['Rows'][number]

interface Filter {
  UserId?: string | undefined
  Operation?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

/** Days as people choose them are those of their own calendar. @param day `YYYY-MM-DD` */
const midnight = (day: string, daysLater = 0) => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + daysLater).toISOString()
}

export function Audit() {
  const [filter, setFilter] = useState<Filter>({})
  const { data: users = [] } = useUsers()
  const { from, to, ...which } = filter
  const query = useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam }) =>
      crm.audit.list({
        ...which,
        ...(from && { From: midnight(from) }),
        ...(to && { To: midnight(to, 1) }),
        ...(pageParam && { Cursor: pageParam }),
      }),
    initialPageParam: '',
    getNextPageParam: ({ NextCursor }) => NextCursor,
    staleTime: 0,
  })
  return (
    <>
      <SectionTitle title={words.sections.audit} about={administration.audit.about} />
      <FilterFields filter={filter} users={users} onChange={(change) => setFilter({ ...filter, ...change })} />
      <Loaded query={query}>
        {({ pages }) => <Entries entries={pages.flatMap(({ Rows }) => Rows)} users={users} />}
      </Loaded>
      {query.hasNextPage && (
        <Button variant="default" mt="md" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {administration.audit.earlier}
        </Button>
      )}
    </>
  )
}

function Entries({ entries, users }: { entries: Entry[]; users: User[] }) {
  const named = useNames(entries, users)
  if (entries.length === 0) return <Nothing>{administration.audit.none}</Nothing>
  return (
    <Lines>
      {entries.map((entry) => (
        <EntryLine key={entry.Id} entry={entry} named={named} />
      ))}
    </Lines>
  )
}

/** Who did it, and to whom. Those who were deleted are in no list, and are asked for one by one. */
function useNames(entries: Entry[], users: User[]) {
  const ids = new Set(
    entries.flatMap(({ UserId, SubjectId, Operation }) => [
      UserId,
      Operation.startsWith('users/') ? SubjectId : undefined,
    ]),
  )
  for (const { Id } of users) ids.delete(Id)
  const deleted = useQueries({
    queries: [...ids].flatMap((id) =>
      id === undefined || users.length === 0 ? [] : [{ queryKey: ['users', id], queryFn: () => crm.users.get(id) }],
    ),
  })
  const names = new Map([...users, ...deleted.flatMap(({ data }) => data ?? [])].map((user) => [user.Id, nameOf(user)]))
  return (id: string | undefined) => (id === undefined ? undefined : names.get(id))
}

const operations = Object.entries(administration.audit.operations)
  .map(([value, label]) => ({ value, label }))
  .sort((one, other) => one.label.localeCompare(other.label, locale))

interface FilterProps {
  filter: Filter
  users: User[]
  onChange: (change: Filter) => void
}

function FilterFields({ filter, users, onChange }: FilterProps) {
  const { audit } = administration
  return (
    <div className={classes.filter}>
      <Select
        aria-label={audit.who}
        placeholder={audit.who}
        data={users.map((user) => ({ value: user.Id, label: nameOf(user) }))}
        value={filter.UserId ?? null}
        onChange={(UserId) => onChange({ UserId: UserId ?? undefined })}
        searchable
        clearable
        nothingFoundMessage={words.nothingFound}
      />
      <Select
        aria-label={audit.what}
        placeholder={audit.what}
        data={operations}
        value={filter.Operation ?? null}
        onChange={(Operation) => onChange({ Operation: Operation ?? undefined })}
        searchable
        clearable
        nothingFoundMessage={words.nothingFound}
      />
      <TextInput
        type="date"
        aria-label={audit.from}
        title={audit.from}
        value={filter.from ?? ''}
        max={filter.to}
        onChange={({ currentTarget }) => onChange({ from: currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        aria-label={audit.to}
        title={audit.to}
        value={filter.to ?? ''}
        min={filter.from}
        onChange={({ currentTarget }) => onChange({ to: currentTarget.value || undefined })}
      />
    </div>
  )
}

function EntryLine({ entry, named }: { entry: Entry; named: ReturnType<typeof useNames> }) {
  const { audit } = administration
  const what = (audit.operations as Record<string, string>)[entry.Operation] ?? entry.Operation
  const whom = entry.SubjectId === entry.UserId ? undefined : named(entry.SubjectId)
  const who = entry.Operator ? audit.operator : (named(entry.UserId) ?? audit.somebody)
  const about = [
    wholeMoment(entry.Date),
    entry.Address && audit.address(entry.Address),
    entry.TokenId && audit.token,
    entry.Outcome !== 'OK' && audit.refused(entry.Outcome),
  ]
  return (
    <Line
      title={
        <>
          {who} <span className={classes.what}>{whom === undefined ? what : audit.whom(what, whom)}</span>{' '}
          {entry.Outcome !== 'OK' && <Mark tone="bad">{audit.wasRefused}</Mark>}
        </>
      }
      about={
        <>
          {about.filter(Boolean).join(' · ')}
          {(entry.Changes ?? []).length > 0 && <Changes changes={entry.Changes ?? []} />}
        </>
      }
    />
  )
}

/** The properties that changed, a line each. */
function Changes({ changes }: { changes: NonNullable<Entry['Changes']> }) {
  const lines = changes.flatMap(({ Before, After }) => {
    const [before, after] = [Before, After].map((state) => (state ?? {}) as Record<string, unknown>)
    return [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].map((name) => ({
      name,
      before: before?.[name],
      after: after?.[name],
    }))
  })
  return (
    <details className={classes.changes}>
      <summary>{administration.audit.changes}</summary>
      <ul>
        {lines.map(({ name, before, after }) => (
          <li key={name}>{administration.audit.change(name, shown(before), shown(after))}</li>
        ))}
      </ul>
    </details>
  )
}

const shown = (value: unknown) =>
  value === null || value === undefined
    ? administration.audit.nothing
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)
