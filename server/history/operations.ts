import type { Input, Output } from '../../contract/operations.ts'
import type { Scope } from '../database/database.ts'
import { isUuid } from '../database/uuid.ts'
import { faulty, notFound } from '../http/errors.ts'
import { type Caller, reads } from '../http/operation.ts'
import { momentIn } from '../http/validation.ts'
import { shownName } from '../jobs/requests.ts'
import { currentVocabulary } from '../vocabulary/vocabulary.ts'
import { entities, entityCalled, entityNames } from './entities.ts'
import { namesIn } from './names.ts'
import { shownAct, shownChange } from './shown.ts'
import * as store from './store.ts'

export const historyOperations = [
  reads('contacts/history/{id}', ({ db, caller, id, input }) => historyOf(db, caller, id, input)),

  reads('changesets/list', ({ db, caller, input }) => listChangeSets(db, caller, input)),

  reads('changesets/get/{id}', ({ db, caller, id, input }) => readChangeSet(db, caller, id, input)),
]

const usualPage = 50

/** @throws a 400 where there is no such contact, in the trash or not */
async function historyOf(
  db: Scope,
  { customerId }: Caller,
  id: string,
  { PageSize, Cursor }: Input<'contacts/history/{id}'>,
): Promise<Output<'contacts/history/{id}'>> {
  if (!isUuid(id) || !(await store.isContact(db, customerId, id))) throw notFound('contact')
  const limit = PageSize ?? usualPage
  const rows = await store.changesOfContact(db, customerId, id, { before: sequenceIn(Cursor), limit: limit + 1 })
  const page = rows.slice(0, limit)
  const vocabulary = await currentVocabulary(db, customerId)
  const nameOf = await namesIn(db, vocabulary, page)
  return {
    Rows: page.map((row) => ({
      Sequence: row.sequence,
      ChangeSetId: row.change_set_id,
      ...shownAct(row),
      ...shownChange(row, nameOf, vocabulary),
    })),
    ...next(rows, page, ({ sequence }) => String(sequence)),
  }
}

/** @throws a 400 where it is none */
function sequenceIn(Cursor: string | null | undefined): number | undefined {
  if (!Cursor) return undefined
  if (!/^\d{1,15}$/.test(Cursor)) throw foreignCursor()
  return Number(Cursor)
}

const foreignCursor = () => faulty([{ Path: 'Cursor', Message: 'is none that this API gave' }])

/** One row more than a page was asked for: so it is known whether there is another page. */
function next<Row>(rows: Row[], page: Row[], cursorOf: (row: Row) => string): { NextCursor?: string } {
  const last = page.at(-1)
  return rows.length > page.length && last !== undefined ? { NextCursor: cursorOf(last) } : {}
}

async function listChangeSets(
  db: Scope,
  caller: Caller,
  { UserId, Kind, ContactId, From, To, PageSize, Cursor }: Input<'changesets/list'>,
): Promise<Output<'changesets/list'>> {
  const after = Cursor ? placeIn(Cursor) : undefined
  if ((UserId && !isUuid(UserId)) || (ContactId && !isUuid(ContactId))) return { Rows: [] }
  const limit = PageSize ?? usualPage
  const rows = await store.listSets(db, caller, {
    ...(UserId ? { userId: UserId } : {}),
    ...(Kind ? { kind: Kind } : {}),
    ...(ContactId ? { contactId: ContactId } : {}),
    ...(From ? { from: momentIn('From', From) } : {}),
    ...(To ? { to: momentIn('To', To) } : {}),
    ...(after === undefined ? {} : { after }),
    limit: limit + 1,
  })
  const page = rows.slice(0, limit)
  return { Rows: page.map(shownSet), ...next(rows, page, ({ created_at, id }) => `${created_at}~${id}`) }
}

/** The set itself may be gone by the next page. @throws a 400 where it is none */
function placeIn(Cursor: string): store.Place {
  const [date = '', id = ''] = Cursor.split('~')
  if (!isMoment(date) || !isUuid(id)) throw foreignCursor()
  return { date, id }
}

/** As this API writes one. */
const isMoment = (text: string) =>
  text > '1970' && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text

const shownSet = (row: store.SetRow): Output<'changesets/list'>['Rows'][number] => ({
  Id: row.id,
  ...shownAct(row),
  Operation: shownName(row.operation),
  Counts: countsOf(row),
  ...(row.undo_of === null ? {} : { UndoOf: row.undo_of }),
  ...(row.undone_by === null ? {} : { UndoneBy: row.undone_by }),
  ...(row.undone_at === null ? {} : { UndoneDate: row.undone_at }),
})

type Counts = Output<'changesets/list'>['Rows'][number]['Counts']

const countsOf = ({ counts }: store.SetRow) =>
  Object.fromEntries(entityNames.map((each) => [entities[each].counted, counts[each] ?? 0])) as unknown as Counts

/** @throws a 400 where there is none of which the user sees anything */
async function readChangeSet(
  db: Scope,
  caller: Caller,
  id: string,
  { Entity, PageSize, Cursor }: Input<'changesets/get/{id}'>,
): Promise<Output<'changesets/get/{id}'>> {
  const set = isUuid(id) ? await store.readSet(db, caller, id) : undefined
  if (set === undefined) throw notFound('change set')
  const limit = PageSize ?? usualPage
  const rows = await store.changesOfSet(db, caller, id, {
    after: sequenceIn(Cursor) ?? 0,
    limit: limit + 1,
    entity: Entity ? entityCalled(Entity) : undefined,
  })
  const page = rows.slice(0, limit)
  const vocabulary = await currentVocabulary(db, caller.customerId)
  const nameOf = await namesIn(db, vocabulary, page)
  const contacts = page.filter(({ entity }) => entity === 'contact').map(({ entity_id }) => entity_id)
  const contactNames = await store.contactNames(db, caller.customerId, contacts)
  return {
    ...shownSet(set),
    Rows: page.map((row) => {
      // A segment may since have become its creator's alone, under another name: it is called as the change has it.
      const own = row.entity === 'segment' ? ((row.after ?? row.before)?.['Name'] as string) : undefined
      const name = own ?? contactNames.get(row.entity_id) ?? nameOf(row.entity_id)
      return {
        Sequence: row.sequence,
        Entity: entities[row.entity].name,
        EntityId: row.entity_id,
        ...(name === undefined ? {} : { Name: name }),
        ...shownChange(row, nameOf, vocabulary),
      }
    }),
    ...next(rows, page, ({ sequence }) => String(sequence)),
  }
}
