/** The list follows what others change: rows that are shown change in place; who is new or gone is told, so that nothing moves by itself. */
import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { type Change, onChanges } from '../crm/changes.ts'
import { crm } from '../crm/crm.ts'
import { tellDeveloper } from '../crm/explain.ts'
import { queries } from '../crm/queries.ts'
import { filterWords } from '../texts/filters.ts'
import { number } from '../texts/texts.ts'
import type { Search } from './address.ts'
import { contactKey, historyKey, refreshLists, shownRows, showRow } from './cache.ts'
import classes from './live.module.css'
import { type Contact, type ContactsPage, pageKeys } from './rows.ts'

interface Props {
  search: Search
  properties: string[]
  first: ContactsPage | undefined
}

interface News {
  added: ReadonlySet<string>
  gone: ReadonlySet<string>
}

const noNews: News = { added: new Set(), gone: new Set() }

export function Live({ search, properties, first }: Props) {
  const [news, setNews] = useState(noNews)
  const list = JSON.stringify([search, properties])
  const isWhole = first !== undefined && first.NextCursor === undefined

  // Whatever is read again has no news.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list has none either
  useEffect(() => {
    setNews(noNews)
    return queries.getQueryCache().subscribe((event) => {
      const isRead = event.type === 'updated' && event.action.type === 'success' && !event.action.manual
      if (isRead && event.query.queryKey[1] === pageKeys[1]) setNews(noNews)
    })
  }, [list])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is made of both
  useEffect(() => {
    const follow = async (changes: Change[]) => {
      try {
        const { added, gone } = await followChanges(changes, search, properties, isWhole)
        if (added.length + gone.length > 0)
          setNews((now) => ({ added: new Set([...now.added, ...added]), gone: new Set([...now.gone, ...gone]) }))
      } catch (error) {
        tellDeveloper(error)
      }
    }
    return onChanges((changes) => void follow(changes))
  }, [list, isWhole])

  const [added, gone] = [news.added.size, news.gone.size]
  const isEmpty = first?.Rows.length === 0
  // Where there is nobody, nothing moves.
  useEffect(() => {
    if (isEmpty && added > 0) void refreshLists()
  }, [isEmpty, added])
  return (
    <div className={classes.news} role="status">
      {added + gone > 0 && (
        <Button size="compact-sm" radius="xl" onClick={() => void refreshLists()}>
          {filterWords.live.show(number(added), added, number(gone), gone)}
        </Button>
      )}
    </div>
  )
}

const keyOf: Record<Exclude<Change['Entity'], 'CONTACT'>, string> = {
  LABEL: 'labels',
  CONTACT_TYPE: 'contact-types',
  CUSTOM_FIELD: 'custom-fields',
  SEGMENT: 'segments',
}

/** More at once than anybody looks at are told by their number alone. */
const mostRead = 500

/** Shows what has changed. @returns who is new in the list, and who is gone from it */
async function followChanges(changes: Change[], search: Search, properties: string[], isWhole: boolean) {
  for (const entity of new Set(changes.map(({ Entity }) => Entity)))
    if (entity !== 'CONTACT') void queries.invalidateQueries({ queryKey: [keyOf[entity]] })
  // Of several changes of a contact, the last one tells how it is.
  const latest = new Map(changes.filter(({ Entity }) => Entity === 'CONTACT').map((change) => [change.Id, change]))
  const rows = shownRows()
  const isNews = ({ Id, Kind, After }: Change) =>
    Kind === 'DELETED' || Kind === 'ERASED' || (rows.get(Id)?.Version ?? 0) < Number(After?.['Version'] ?? Infinity)
  const fresh = [...latest.values()].filter(isNews)
  const isDeleted = ({ Kind }: Change) => Kind === 'DELETED' || Kind === 'ERASED'
  // Also of a contact whose row is newer than the panel.
  for (const change of latest.values()) refreshPanel(change, isDeleted(change))

  const gone = fresh.filter((change) => isDeleted(change) && rows.has(change.Id)).map(({ Id }) => Id)
  const there = fresh.filter((change) => !isDeleted(change))
  const shown = there.filter(({ Id }) => rows.has(Id)).map(({ Id }) => Id)
  // Of a list that is not there as a whole, nobody can tell whether one that was changed is new in it.
  const mayBeNew = there.filter(({ Id, Kind }) => !rows.has(Id) && (isWhole || Kind !== 'UPDATED'))
  const others = mayBeNew.map(({ Id }) => Id).filter(isUnknown)
  const known = [...shown, ...others].slice(0, mostRead)
  if (known.length === 0) return { added: [], gone }
  void queries.invalidateQueries({ queryKey: pageKeys, type: 'inactive', refetchType: 'none' })
  const among = { Property: 'Id', Operator: 'IN' as const, Values: known }
  const read = async (more: Search, Properties: string[]) => {
    const { Rows } = await crm.contacts.search({ ...more, Properties, PageSize: mostRead, Total: 'NONE' })
    return Rows
  }
  const now = await read({ Filter: among }, properties)
  for (const contact of now) if (rows.has(contact.Id ?? '')) showRow(contact)
  const { Filter, Sort: _, ...rest } = search
  const found = await read({ ...rest, Filter: Filter ? { And: [Filter, among] } : among }, ['Id'])
  const isFound = (id: string) => found.some(({ Id }) => Id === id)
  // Once more: that one was made here may have been told before the answer came.
  return {
    added: others.filter((id) => isFound(id) && isUnknown(id)),
    gone: [...gone, ...shown.filter((id) => !isFound(id))],
  }
}

/** Whom this window has made or read itself is no news. */
const isUnknown = (id: string) => queries.getQueryData(contactKey(id)) === undefined

function refreshPanel({ Id, After }: Change, isDeleted: boolean): void {
  const state = queries.getQueryState<Contact>(contactKey(Id))
  if (state === undefined) return
  const { data: known, fetchStatus } = state
  if (known === undefined && isDeleted && fetchStatus === 'idle') return
  // What is being read for the first time may have been read before the change: it is read anew.
  if (isDeleted || known === undefined) void queries.resetQueries({ queryKey: contactKey(Id) })
  else if ((known.Version ?? 0) < Number(After?.['Version'] ?? Infinity)) {
    void queries.invalidateQueries({ queryKey: contactKey(Id) })
    void queries.invalidateQueries({ queryKey: historyKey(Id) })
  }
}
