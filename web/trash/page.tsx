/** What was deleted or merged, by whom, and until when it can be had back. */
import { Button, Checkbox, Skeleton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useState } from 'react'
import type { Search } from '../contacts/address.ts'
import { ContactAvatar } from '../contacts/avatar.tsx'
import type { Contact } from '../contacts/rows.ts'
import {
  countSelected,
  everything,
  isSelected,
  nothing,
  type Selection,
  toggled,
  useSelection,
} from '../contacts/selection.ts'
import { UserName } from '../contacts/user-name.tsx'
import { crm } from '../crm/crm.ts'
import { explain } from '../crm/explain.ts'
import { Icon } from '../look/icons.tsx'
import { Moment } from '../look/moment.tsx'
import { Nothing, Page, Unreadable } from '../look/page.tsx'
import { wholeMoment } from '../texts/dates.ts'
import { number, texts } from '../texts/texts.ts'
import { words } from '../texts/trash.ts'
import classes from './page.module.css'
import { restoreOne, restoreSeveral } from './restore.ts'

const shown = [
  'DisplayName',
  'RecordType',
  'Emails',
  'OrganizationName',
  'JobTitle',
  'DeletedDate',
  'MergedInto',
  'UpdatedDate',
  'UpdatedBy',
]

function useTrash(search: Search) {
  return useInfiniteQuery({
    queryKey: ['contacts', 'trash', search],
    queryFn: ({ pageParam, signal }) =>
      crm.contacts.search(
        {
          ...search,
          Trash: true,
          // Whoever searches gets the best matches first.
          ...(search.SearchText ? {} : { Sort: [{ Property: 'UpdatedDate', Descending: true }] }),
          Properties: shown,
          ...(pageParam === '' ? {} : { Cursor: pageParam, Total: 'NONE' as const }),
        },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ NextCursor }) => NextCursor ?? undefined,
    placeholderData: keepPreviousData,
    // Others delete, too.
    staleTime: 0,
  })
}

/** How many all are, of which those are none that were merged: so far as is known, which is of the pages that are shown. */
function countDeleted({ data }: ReturnType<typeof useTrash>): number {
  const rows = data?.pages.flatMap(({ Rows }) => Rows) ?? []
  return (data?.pages[0]?.TotalCount ?? rows.length) - rows.filter(({ MergedInto }) => MergedInto).length
}

export function TrashPage() {
  const [typed, setTyped] = useState('')
  const [wanted] = useDebouncedValue(typed.trim(), 90)
  const search: Search = wanted === '' ? {} : { SearchText: wanted }
  const trash = useTrash(search)
  const total = trash.data?.pages[0]?.TotalCount ?? 0
  const [selection, select] = useSelection(wanted)
  const field = (
    <TextInput
      type="search"
      size="xs"
      className={classes.search}
      leftSection={<Icon name="search" size={15} />}
      placeholder={words.search}
      aria-label={words.search}
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onKeyDown={({ key }: KeyboardEvent) => key === 'Escape' && setTyped('')}
    />
  )
  return (
    <Page title={texts.trash.title} count={trash.data && number(total)} acts={field}>
      <Found trash={trash} isSearch={wanted !== ''} selection={selection} onSelect={select} />
      {countSelected(selection, countDeleted(trash)) > 0 && (
        <SelectionBar trash={trash} selection={selection} search={search} onSelect={select} />
      )}
    </Page>
  )
}

interface FoundProps {
  trash: ReturnType<typeof useTrash>
  isSearch: boolean
  selection: Selection
  onSelect: (selection: Selection) => void
}

function Found({ trash, isSearch, selection, onSelect }: FoundProps) {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = trash
  if (isPending) return <Skeleton height={240} m="lg" w="auto" aria-busy="true" />
  if (data === undefined) return <Unreadable words={{ ...words.unreadable, about: explain(error) }} retry={refetch} />
  const contacts = data.pages.flatMap(({ Rows }) => Rows)
  if (contacts.length === 0)
    return isSearch ? <Nothing {...words.notFound} icon="search" /> : <Nothing {...words.empty} icon="delete" />
  const deleted = countDeleted(trash)
  const isAny = countSelected(selection, deleted) > 0
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={words.table}>
        <thead>
          <tr>
            <th scope="col">
              <Checkbox
                size="xs"
                aria-label={words.selectAll}
                disabled={deleted === 0 && !isAny}
                checked={selection.isAll && selection.ids.size === 0}
                indeterminate={isAny && !(selection.isAll && selection.ids.size === 0)}
                onChange={() => onSelect(isAny ? nothing : everything)}
              />
            </th>
            <th scope="col">{words.name}</th>
            <th scope="col" className={classes.wide}>
              {words.about}
            </th>
            <th scope="col">{words.deleted}</th>
            <th scope="col" className={classes.wide}>
              {words.by}
            </th>
            <th scope="col" className={classes.wide}>
              {words.until}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {contacts.map((contact) => (
            <Line
              key={contact.Id}
              contact={contact}
              isLeftOut={selection.isAll && contact.MergedInto !== undefined}
              isSelected={isSelected(selection, contact.Id ?? '')}
              onToggle={() => onSelect(toggled(selection, contact.Id ?? ''))}
            />
          ))}
        </tbody>
      </table>
      {hasNextPage && (
        <Button variant="subtle" size="sm" m="sm" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </div>
  )
}

interface LineProps {
  contact: Contact
  /** Not meant where all are; who wants it chooses it by itself. */
  isLeftOut: boolean
  isSelected: boolean
  onToggle: () => void
}

function Line({ contact, isLeftOut, isSelected, onToggle }: LineProps) {
  const isMeant = isSelected && !isLeftOut
  const { DisplayName = '', RecordType, Emails, OrganizationName, JobTitle, DeletedDate = '', UpdatedBy = '' } = contact
  const work = [JobTitle, RecordType === 'PERSON' ? OrganizationName : undefined].filter(Boolean).join(' · ')
  return (
    <tr aria-selected={isMeant || undefined}>
      <td>
        <Checkbox
          size="xs"
          aria-label={words.select(DisplayName)}
          checked={isMeant}
          disabled={isLeftOut}
          onChange={onToggle}
        />
      </td>
      <th scope="row">
        <div className={classes.who}>
          <ContactAvatar contact={contact} />
          <span className={classes.name}>{DisplayName}</span>
          {contact.MergedInto && (
            <span className={classes.merged} title={words.mergedAbout}>
              {words.merged}
            </span>
          )}
        </div>
      </th>
      <td className={classes.wide}>{Emails?.[0]?.Value ?? work}</td>
      <td>
        <Moment of={DeletedDate} />
      </td>
      <td className={classes.wide}>
        <UserName id={UpdatedBy} />
      </td>
      <td className={classes.wide} title={wholeMoment(goneOn(DeletedDate).toISOString())}>
        {words.days(daysUntil(goneOn(DeletedDate)))}
      </td>
      <td>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<Icon name="undo" size={13} />}
          aria-label={words.restoreOne(DisplayName)}
          onClick={() => void restoreOne(contact)}
        >
          {words.restore}
        </Button>
      </td>
    </tr>
  )
}

const dayLong = 86_400_000
const keptFor = 60

const goneOn = (deleted: string) => new Date(Date.parse(deleted) + keptFor * dayLong)
const daysUntil = (date: Date) => Math.max(0, Math.ceil((date.getTime() - Date.now()) / dayLong))

interface BarProps {
  trash: ReturnType<typeof useTrash>
  selection: Selection
  search: Search
  onSelect: (selection: Selection) => void
}

function SelectionBar({ trash, selection, search, onSelect }: BarProps) {
  const deleted = countDeleted(trash)
  const count = countSelected(selection, deleted)
  const { data, hasNextPage } = trash
  const mayLeaveOut = selection.isAll && (hasNextPage || deleted < (data?.pages[0]?.TotalCount ?? 0))
  const restore = async () => {
    if (await restoreSeveral(selection, search, count)) onSelect(nothing)
  }
  return (
    <div className={classes.selected} role="toolbar" aria-label={words.bar}>
      <span>{mayLeaveOut ? words.selectedDeleted(number(count), hasNextPage) : words.selected(number(count))}</span>
      <Button size="xs" variant="subtle" color="gray" onClick={() => onSelect(nothing)}>
        {words.selectNone}
      </Button>
      <Button size="xs" leftSection={<Icon name="undo" size={14} />} onClick={() => void restore()}>
        {words.restore}
      </Button>
    </div>
  )
}
