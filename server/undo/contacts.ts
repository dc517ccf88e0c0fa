/** Takes back what a set has done to some contacts. */
import { difference, type State } from '../contacts/contact.ts'
import * as contacts from '../contacts/store.ts'
import { survivorsAmong } from '../contacts/survivors.ts'
import { moveContacts, writeStates } from '../contacts/write.ts'
import { contactRoom } from '../plans/plans.ts'
import { holdVocabulary } from '../vocabulary/vocabulary.ts'
import { type ContactEdges, type ContactWay, contactWay, madeIn, merging, writtenInContact } from './contact-way.ts'
import { type Edge, edgesOf } from './edge.ts'
import * as log from './log.ts'
import type { Done, Undoing } from './undoing.ts'

export interface ContactsDone extends Done {
  /** How many changes of the set were looked at, and the last of them. */
  passed: number
  last: number
  isEnd: boolean
  changed: number
  trashed: number
  restored: number
  /** How many of those kept were changed since; the others are gone. */
  left: number
  /** Of `made`, what contacts go on using. */
  borne: string[]
}

interface Which {
  /** The change of the set behind which to begin. */
  after: number
  limit: number
  /** Labels, types and fields that the set has made, of which a dry run has to know whether contacts go on using them. */
  made: string[]
  /** How many contacts more a dry run has come to so far, for which there is no longer room. */
  added: number
}

export async function undoContacts(undoing: Undoing, { after, limit, made, added }: Which): Promise<ContactsDone> {
  const { db, caller, changes, set, isDryRun } = undoing
  const { customerId } = caller
  // The words are held before the contacts are, as everybody does, so nobody waits in a circle.
  const vocabulary = await holdVocabulary(db, customerId, [], changes)
  const page = await log.nextChanges(db, customerId, set, { after, limit, ofContacts: true })
  const rows = await readRows(undoing, page)
  const edges = await edgesFor(undoing, rows, after)
  const room = await roomFor(undoing, rows, edges, added)
  const done: ContactsDone = {
    ...{ buried: [], used: [], kept: [], changed: 0, trashed: 0, restored: 0, left: 0, borne: [] },
    ...{ passed: page.length, last: page.at(-1)?.sequence ?? after, isEnd: page.length < limit },
  }
  const states: contacts.Stated[] = []
  const places: contacts.Place[] = []
  for (const row of rows) {
    const own = edges.get(row.id)
    if (own === undefined) continue
    const way = contactWay(row, own, vocabulary, room.left > 0)
    if (way.moved !== undefined) {
      places.push({ id: row.id, ...way.moved })
      count(done, room, row, way.moved)
    }
    if (isDryRun && difference(contacts.stateOf(row), way.state) !== undefined) done.changed++
    states.push({ id: row.id, state: way.state })
    note(done, row, way)
    if (made.length > 0 && staysThere(row, way, own)) done.borne.push(...usedIn(way.state, made))
  }
  done.kept.push(...goneOf(page, rows))
  if (isDryRun) return done
  done.changed = (await writeStates(undoing, rows, states)).size
  await moveContacts(undoing, rows, places)
  return done
}

const staysThere = ({ deleted_at }: contacts.WholeRow, { moved }: ContactWay, { made }: ContactEdges) =>
  (moved === undefined ? deleted_at : moved.deletedAt) === null || made === undefined

const usedIn = (state: State, made: string[]) => {
  const used = new Set([...idsIn(state['Labels']), ...idsIn(state['ContactTypes'])])
  return made.filter((id) => used.has(id) || `#${id}` in state)
}

const idsIn = (value: unknown) => (value ?? []) as string[]

const readRows = ({ db, caller, isDryRun }: Undoing, page: log.LoggedChange[]) => {
  const ids = [...new Set(page.map(({ entity_id }) => entity_id))]
  return (isDryRun ? contacts.readContacts : contacts.lockContacts)(db, caller.customerId, ids)
}

/** The edges of each contact. One that the set has changed before `after`, too, has had its turn then. */
async function edgesFor(
  undoing: Undoing,
  rows: contacts.WholeRow[],
  after: number,
): Promise<Map<string, ContactEdges>> {
  const { db, caller, set } = undoing
  const ids = rows.map(({ id }) => id)
  const own = await log.changesOf(db, caller.customerId, [set.setId], ids)
  const left = await leftEdges(undoing, ids)
  const edges = new Map<string, ContactEdges>()
  for (const [id, changes] of Map.groupBy(own, ({ entity_id }) => entity_id)) {
    if ((changes[0]?.sequence ?? 0) <= after) continue
    const offers = edgesOf(changes, set.setId, writtenInContact)
    edges.set(id, {
      ...{ offers, left: left.get(id) ?? [], made: madeIn(changes), live: [] },
      ...{ isSurvivor: false, survivors: new Set() },
    })
  }
  await addLive(undoing, edges)
  await addSurvivors(undoing, edges)
  return edges
}

/** Asked only where it matters: of what the set has added, and of what may be merged again. */
async function addSurvivors({ db, caller }: Undoing, edges: Map<string, ContactEdges>): Promise<void> {
  const { customerId } = caller
  const made = [...edges].filter(([, own]) => own.made !== undefined).map(([id]) => id)
  const standing = made.length === 0 ? new Set<string>() : await survivorsAmong(db, customerId, made)
  for (const id of standing) (edges.get(id) as ContactEdges).isSurvivor = true
  const into = [...edges.values()]
    .flatMap(({ offers, left }) => [...offers, ...left])
    .flatMap(({ property, before }) => (property === merging && before !== null ? String(before) : []))
  const rows = into.length === 0 ? [] : await contacts.readContacts(db, customerId, into)
  const survivors = new Set(rows.filter(({ deleted_at }) => deleted_at === null).map(({ id }) => id))
  for (const own of edges.values()) own.survivors = survivors
}

async function leftEdges({ db, caller }: Undoing, ids: string[]): Promise<Map<string, Edge[]>> {
  const left = await log.leftOf(db, caller.customerId, ids)
  if (left.length === 0) return new Map()
  const sets = [...new Set(left.map(({ set_id }) => set_id))]
  const logged = await log.changesOf(db, caller.customerId, sets, [...new Set(left.map(({ entity_id }) => entity_id))])
  const byThing = Map.groupBy(logged, ({ entity_id, change_set_id }) => `${entity_id} ${change_set_id}`)
  const edges = left.flatMap(({ entity_id: id, set_id, property, undo_id }) => {
    const all = edgesOf(byThing.get(`${id} ${set_id}`) ?? [], set_id, writtenInContact)
    return all.filter((edge) => edge.property === property).map((edge) => ({ id, edge: { ...edge, leftBy: undo_id } }))
  })
  return new Map([...Map.groupBy(edges, ({ id }) => id)].map(([id, some]) => [id, some.map(({ edge }) => edge)]))
}

/** Whether anything else was done since is asked only of those where it matters: what was left, and what goes into the trash. */
async function addLive({ db, caller, set }: Undoing, edges: Map<string, ContactEdges>): Promise<void> {
  const matters = ({ offers, left, made }: ContactEdges) => [
    ...left,
    ...offers.filter(({ property, before }) => made === undefined && property === 'DeletedDate' && before !== null),
  ]
  const asked = [...edges].flatMap(([id, own]) => matters(own).map(({ sequence }) => ({ id, sequence })))
  if (asked.length === 0) return
  const ids = [...new Set(asked.map(({ id }) => id))]
  const first = Math.min(...asked.map(({ sequence }) => sequence))
  for (const change of await log.liveChanges(db, caller.customerId, set.setId, ids, first))
    edges.get(change.entity_id)?.live.push({
      sequence: change.sequence,
      properties: writtenInContact(change).map(([property]) => property),
    })
}

/** How many may come back onto the list; asked only where some might. */
async function roomFor(
  { db, caller, changes }: Undoing,
  rows: contacts.WholeRow[],
  edges: Map<string, ContactEdges>,
  added: number,
) {
  if (!rows.some(({ id, deleted_at }) => deleted_at !== null && edges.has(id)))
    return { left: Number.POSITIVE_INFINITY }
  changes.countsOnRoom = true
  const { room } = await contactRoom(db, caller.customerId)
  return { left: room - added }
}

function count(
  done: ContactsDone,
  room: { left: number },
  row: contacts.WholeRow,
  { deletedAt }: { deletedAt: string | null },
) {
  if (row.deleted_at === null) {
    done.trashed++
    room.left++
  } else if (deletedAt === null) {
    done.restored++
    room.left--
  }
}

function note(done: ContactsDone, { id, display_name }: contacts.WholeRow, { used, buried, kept }: ContactWay): void {
  done.used.push(...used.map((edge) => ({ id, edge })))
  done.buried.push(...buried.map((edge) => ({ entity: 'contact' as const, id, edge })))
  if (kept === undefined) return
  done.left++
  done.kept.push({
    Entity: 'CONTACT',
    Id: id,
    Name: display_name,
    Properties: kept.properties,
    Reason: kept.reason,
  })
}

/** Contacts that were purged or erased. Those that the set has added shall not be there, and are not. */
function goneOf(page: log.LoggedChange[], rows: contacts.WholeRow[]): Done['kept'] {
  const there = new Set(rows.map(({ id }) => id))
  const gone = Map.groupBy(
    page.filter(({ entity_id }) => !there.has(entity_id)),
    ({ entity_id }) => entity_id,
  )
  return [...gone]
    .filter(([, changes]) => !changes.some(({ before }) => before === null))
    .map(([Id]) => ({ Entity: 'CONTACT', Id, Properties: [], Reason: 'GONE' }))
}
