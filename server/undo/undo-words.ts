/** Takes back what a set has done to labels, contact types, custom fields and segments. */
import { entities } from '../history/entities.ts'
import { changeVocabulary } from '../vocabulary/vocabulary.ts'
import { type Edge, edgesOf } from './edge.ts'
import * as log from './log.ts'
import type { Done, Kept, Reason, Undoing } from './undoing.ts'
import {
  changedSince,
  existence,
  type WordEdges,
  type WordWay,
  withoutTwins,
  wordWay,
  writtenInWord,
} from './word-ways.ts'
import { isOthersAlone, type Word, type WordEntity, type Words, wordsOf } from './words.ts'

export interface WordsDone extends Done {
  passed: number
  last: number
  isEnd: boolean
  /** How many are as before, there again, or gone. */
  others: number
  /** Fields that hold something else now, so that values have to follow. */
  fields: string[]
  /** What the set has made, which goes last, when no contact uses it any longer. */
  made: string[]
}

export interface Which {
  /** The change of the set behind which to begin. */
  after: number
  limit: number
  /** Whether it is the turn of what the set has made; of all else, it is before the contacts' turn. */
  made: boolean
  /** What contacts will go on using, as a dry run has found. */
  borne: string[]
}

export async function undoWords(undoing: Undoing, which: Which): Promise<WordsDone> {
  const { db, caller, set, isDryRun } = undoing
  const page = await log.nextChanges(db, caller.customerId, set, { ...which, ofContacts: false })
  const isEnd = page.length < which.limit
  const done: WordsDone = {
    ...{ buried: [], used: [], kept: [], others: 0, fields: [], made: [] },
    ...{ passed: page.length, last: page.at(-1)?.sequence ?? which.after, isEnd },
  }
  // What earlier undos have left may be possible now.
  const left = which.made && isEnd && !isDryRun ? await log.leftWords(db, caller.customerId, which.limit) : []
  if (page.length === 0 && left.length === 0) return done
  if (!isDryRun) await changeVocabulary(db, caller.customerId)
  for (const entity of Object.keys(wordsOf) as WordEntity[]) {
    const isOwn = (each: { entity: string }) => each.entity === entity
    const ids = [...new Set([...page.filter(isOwn), ...left.filter(isOwn)].map(({ entity_id }) => entity_id))]
    if (ids.length > 0) await undoKind(undoing, entity, ids, which, done)
  }
  return done
}

async function undoKind(undoing: Undoing, entity: WordEntity, ids: string[], which: Which, done: WordsDone) {
  const words = wordsOf[entity]
  const all = await words.read(undoing.db, undoing.caller, ids)
  const edges = await edgesFor(undoing, words, ids, all, which, done)
  const found = edges.map((own) => wordWay(words, own, new Map()))
  const free = withoutTwins(words, all, edges, found)
  const ways: WordWay[] = []
  for (const [index, way] of free.entries()) ways.push(await permitted(undoing, words, way, edges[index] as WordEdges))
  // One that is refused may keep the name that another was to have.
  const final = withoutTwins(words, all, edges, ways)
  for (const [index, way] of final.entries()) note(undoing, entity, edges[index] as WordEdges, way, done)
  if (!undoing.isDryRun) await apply(undoing, entity, words, final)
}

/** The edges of each; those whose turn it is not are left out. */
async function edgesFor(
  { db, caller, set, isDryRun }: Undoing,
  words: Words,
  ids: string[],
  all: Map<string, Word>,
  which: Which,
  done: WordsDone,
): Promise<WordEdges[]> {
  const { customerId } = caller
  const leftRows = isDryRun ? [] : await log.leftOf(db, customerId, ids)
  const sets = [...new Set([set.setId, ...leftRows.map(({ set_id }) => set_id)])]
  const logged = Map.groupBy(
    await log.changesOf(db, customerId, sets, ids),
    ({ entity_id, change_set_id }) => `${entity_id} ${change_set_id}`,
  )
  const edgesIn = (id: string, setId: string) =>
    edgesOf(logged.get(`${id} ${setId}`) ?? [], setId, writtenInWord(words))
  const leftIn = (id: string) =>
    leftRows
      .filter(({ entity_id }) => entity_id === id)
      .flatMap(({ set_id, property, undo_id: leftBy }) =>
        edgesIn(id, set_id).flatMap((edge) => (edge.property === property ? { ...edge, leftBy } : [])),
      )
  const gone = ids.filter((id) => !all.has(id))
  const last = await log.lastChanges(db, customerId, gone)
  const found: WordEdges[] = []
  for (const id of ids) {
    const own = logged.get(`${id} ${set.setId}`) ?? []
    const isMade = madeIn(own) !== undefined
    if (isMade && !which.made) done.made.push(id)
    const offers = own.length > 0 && isMade === which.made ? edgesIn(id, set.setId) : []
    const left = leftIn(id)
    if (offers.length + left.length === 0) continue
    found.push({
      ...{ id, word: all.get(id), last: last.get(id)?.before ?? undefined, offers, left, live: [] },
      made: madeIn(own),
      isInUse: false,
      isHeldByUse: () => true,
    })
  }
  await addUse(db, customerId, words, found, isDryRun ? set.setId : null, which.borne)
  await addLive(db, customerId, words, found, set.setId)
  return found
}

const madeIn = (own: log.LoggedChange[]): Word | undefined =>
  own[0]?.before === null ? (own.at(-1)?.after ?? {}) : undefined

async function addUse(
  db: Undoing['db'],
  customerId: string,
  words: Words,
  found: WordEdges[],
  but: string | null,
  borne: string[],
): Promise<void> {
  const going = found.flatMap((each) =>
    [...each.offers, ...each.left]
      .filter(({ property, before }) => property === existence && before === false)
      .map((edge) => ({ id: each.id, edge })),
  )
  if (going.length === 0) return
  const used = await words.inUse(db, customerId, [...new Set(going.map(({ id }) => id))], but)
  const back = await log.broughtBack(db, customerId, going)
  for (const each of found) {
    each.isInUse = used.has(each.id) || borne.includes(each.id)
    // It was deleted once, whoever bore it; but the values of a field have gone with it, and others are new.
    each.isHeldByUse = (edge: Edge) => words === wordsOf['custom field'] || !back.has(`${each.id} ${edge.setId}`)
    if (each.offers.some((edge) => back.has(`${each.id} ${edge.setId}`))) each.made = undefined
  }
}

async function addLive(db: Undoing['db'], customerId: string, words: Words, found: WordEdges[], setId: string) {
  const first = Math.min(...found.flatMap(({ offers, left }) => [...offers, ...left].map(({ sequence }) => sequence)))
  const ids = found.map(({ id }) => id)
  const byId = new Map(found.map((each) => [each.id, each]))
  for (const change of ids.length === 0 ? [] : await log.liveChanges(db, customerId, setId, ids, first))
    byId.get(change.entity_id)?.live.push({
      sequence: change.sequence,
      properties: writtenInWord(words)(change).map(([property]) => property),
    })
}

/** Without what may not be. */
async function permitted({ db, caller }: Undoing, words: Words, way: WordWay, own: WordEdges): Promise<WordWay> {
  if (way.ways.size === 0) return way
  const reason = await words.refusal(db, caller, way.before, way.after)
  if (reason === undefined) return way
  const isOfType = way.ways.has('Type') && way.before !== undefined && way.after !== undefined
  const refused = isOfType ? ['Type'] : [...way.ways.keys()]
  return wordWay(words, own, new Map([...way.refused, ...refused.map((each) => [each, reason] as const)]))
}

function note({ caller }: Undoing, entity: WordEntity, own: WordEdges, way: WordWay, done: WordsDone): void {
  const { id, offers, word } = own
  const along = new Set([...way.ways.values()].flatMap((each) => each.along))
  done.used.push(...[...along].filter(({ leftBy }) => leftBy !== undefined).map((edge) => ({ id, edge })))
  const buried = offers.filter((edge) => !along.has(edge))
  done.buried.push(...buried.map((edge) => ({ entity, id, edge })))
  if (offers.some((edge) => along.has(edge))) done.others++
  if (entity === 'custom field' && way.ways.has('Type') && way.after !== undefined) done.fields.push(id)
  const kept = keptOf(wordsOf[entity], own, way, buried)
  if (kept === undefined) return
  const known = word ?? own.last
  // What somebody keeps to himself by now, others are not told the name of.
  const name = isOthersAlone(known, caller.userId) ? undefined : known?.['Name']
  done.kept.push({
    Entity: entities[entity].name,
    Id: id,
    ...(typeof name === 'string' ? { Name: name } : {}),
    ...kept,
  })
}

function keptOf(
  words: Words,
  own: WordEdges,
  way: WordWay,
  buried: Edge[],
): Pick<Kept, 'Properties' | 'Reason'> | undefined {
  const reasonOf = (property: string): Reason => way.refused.get(property) ?? 'CHANGED'
  const isThere = way.after !== undefined
  const place = buried.find(({ property }) => property === existence)
  if (place !== undefined && place.before !== isThere) {
    const since = changedSince(words, own)
    const isUsed = since.length === 0 && own.isInUse && own.isHeldByUse(place)
    return { Properties: since, Reason: isUsed ? 'IN_USE' : reasonOf(existence) }
  }
  if (!isThere || way.after === undefined) return undefined
  const now = words.properties(way.after)
  const stays = buried.filter(({ property, before }) => property in now && !isSameJson(now[property], before))
  const [first] = stays
  return first && { Properties: stays.map(({ property }) => property), Reason: reasonOf(first.property) }
}

const isSameJson = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null)

/** Names are given up before they are taken, so that two can change theirs. */
async function apply(
  { db, caller, changes }: Undoing,
  entity: WordEntity,
  words: Words,
  ways: WordWay[],
): Promise<void> {
  const changed = ways.filter(({ before, after }) => !isSameJson(before, after))
  await giveUpNames({ db, caller }, words, changed)
  for (const { id, before, after } of changed) {
    if (after !== undefined) await (before === undefined ? words.insert : words.update)(db, caller, id, after)
    changes.record(entity, id, before ?? null, after ?? null)
  }
}

async function giveUpNames({ db, caller }: Pick<Undoing, 'db' | 'caller'>, words: Words, changed: WordWay[]) {
  for (const { id, before, after } of changed) if (before && !after) await words.remove(db, caller, id)
  const renamed = changed.filter(({ before, after }) => before && after && before['Name'] !== after['Name'])
  if (words.keyOf === undefined || renamed.length < 2) return
  for (const { id, before } of renamed) await words.update(db, caller, id, { ...before, Name: `#${id}` })
}
