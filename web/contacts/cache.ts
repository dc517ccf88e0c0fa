/** What this page knows of contacts: it is changed at once, and put right by what the server answers. */
import { queries } from '../crm/queries.ts'
import { type Contact, type ContactsPage, pageKeys } from './rows.ts'

export const contactKey = (id: string) => ['contacts', 'one', id] as const
export const historyKey = (id: string) => ['contacts', 'history', id] as const

/** A contact with other values for some properties; null takes one away. */
export type Patch = { [Property in keyof Contact]?: Contact[Property] | null }

function patched(contact: Contact, patch: Patch): Contact {
  const { CustomFields, ...rest } = patch
  const fields = Object.entries({ ...contact.CustomFields, ...CustomFields }).filter(([, value]) => value !== null)
  const properties = Object.entries({ ...contact, ...rest }).filter(([, value]) => value !== null)
  return {
    ...Object.fromEntries(properties),
    ...(fields.length === 0 ? {} : { CustomFields: Object.fromEntries(fields) }),
  }
}

function inRows(id: string, change: (row: Contact) => Contact): void {
  queries.setQueriesData<ContactsPage>({ queryKey: pageKeys }, (page) =>
    page?.Rows.some(({ Id }) => Id === id)
      ? { ...page, Rows: page.Rows.map((row) => (row.Id === id ? change(row) : row)) }
      : page,
  )
}

/** The rows of the lists that are shown, by their ids. */
export function shownRows(): Map<string, Contact> {
  const pages = queries.getQueriesData<ContactsPage>({ queryKey: pageKeys, type: 'active' })
  return new Map(pages.flatMap(([, page]) => page?.Rows.map((row) => [row.Id ?? '', row] as const) ?? []))
}

/** A row as it is now, with all that the columns show. */
export const showRow = (row: Contact) => inRows(row.Id ?? '', () => row)

/** Shows a change before it is made. @returns what shows the contact as it was */
export function showAtOnce(contact: Contact, patch: Patch): () => void {
  const id = contact.Id as string
  const show = (changes: Patch) => {
    queries.setQueryData<Contact>(contactKey(id), (known) => known && patched(known, changes))
    inRows(id, (row) => patched(row, onlyOf(row, changes)))
  }
  show(patch)
  return () => {
    queries.setQueryData(contactKey(id), contact)
    inRows(id, (row) => patched(row, onlyOf(row, contact)))
  }
}

/** A row has the properties of the columns alone; what it may have is told by the page it is of. */
const onlyOf = (row: Contact, changes: Patch): Patch =>
  Object.fromEntries(Object.entries(changes).filter(([name]) => name in row || name === 'DisplayName'))

/** What the server has answered is what holds. */
export function showAnswered(contact: Contact): void {
  const id = contact.Id as string
  queries.setQueryData(contactKey(id), contact)
  inRows(id, () => contact)
  void queries.invalidateQueries({ queryKey: historyKey(id) })
}

/** After what may have changed any row, or which ones there are. */
export const refreshContacts = () => queries.invalidateQueries({ queryKey: ['contacts'] })

/** Labels and types tell how many contacts bear them. */
export const refreshLists = () =>
  Promise.all([
    refreshContacts(),
    queries.invalidateQueries({ queryKey: ['labels'] }),
    queries.invalidateQueries({ queryKey: ['contact-types'] }),
  ])
