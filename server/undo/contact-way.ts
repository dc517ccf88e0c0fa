/** How far one contact goes back. Pure: it knows no database. */
import { applyPatch, contactFaults, isSame, type State } from '../contacts/contact.ts'
import { shownName } from '../contacts/shown.ts'
import { standingOf, stateOf, type WholeRow } from '../contacts/store.ts'
import { asTyped, convertValue, valueFault } from '../custom-fields/values.ts'
import type { Vocabulary } from '../vocabulary/vocabulary.ts'
import { type Change, differing, type Edge, type Rules, type Way, type Written, wayBack } from './edge.ts'
import type { Reason } from './undoing.ts'

/** Where a contact was before it was created. An undo cannot make it so again: it puts the contact into the trash. */
const absent = 'ABSENT'
const place = 'DeletedDate'
export const merging = 'MergedInto'

/** What a change of a contact wrote. Of a creation it is that there is the contact; its properties go with it. */
export function writtenInContact({ before, after }: Change): Written {
  if (before === null) return [[place, absent, after?.[place] ?? null]]
  return differing(before, after ?? {}).filter(([property]) => property !== 'Version')
}

/** What the set has made of a contact that it has added: the whole of it; undefined where it was there before. */
export function madeIn(changes: Change[]): State | undefined {
  if (changes[0]?.before !== null) return undefined
  return changes.reduce((state, { after }) => applyPatch(state, withoutStanding(after ?? {})), {})
}

const withoutStanding = (side: Record<string, unknown>): State =>
  Object.fromEntries(Object.entries(side).filter(([name]) => name !== 'Version' && !standingNames.includes(name)))

const standingNames = Object.keys(standingOf({ deleted_at: null, merged_into: null }))

export interface ContactEdges {
  /** Of the set that is undone. */
  offers: Edge[]
  /** What earlier undos have left of this contact. */
  left: Edge[]
  /** What the set has made of it, where it has added it. */
  made: State | undefined
  /** What was done to it since, and is in force. */
  live: { sequence: number; properties: string[] }[]
  /** Whether others were merged into it. */
  isSurvivor: boolean
  /** Of those that it may be merged into again, those that are on the list. */
  survivors: Set<string>
}

export interface ContactWay {
  state: State
  /** Undefined where it stays where it is. */
  moved: { deletedAt: string | null; mergedInto: string | null } | undefined
  used: Edge[]
  buried: Edge[]
  /** What stays though it was to go back, as callers call it, and why. */
  kept: { properties: string[]; reason: Reason } | undefined
}

/** @param hasRoom whether another contact may be on the list */
export function contactWay(row: WholeRow, edges: ContactEdges, vocabulary: Vocabulary, hasRoom: boolean): ContactWay {
  const state = stateOf(row)
  const current: State = { ...state, ...standingOf(row) }
  const { offers, left } = edges
  // Of a contact that the set has added, properties go nowhere: all of it goes, or it stays.
  const offered = edges.made === undefined ? offers : offers.filter(({ property }) => property === place)
  const changedSince = edges.made && propertiesSince(edges.made, state, vocabulary)
  const rules: Rules = {
    isSame: (property, one, other) => isSameValue(property, one, other, vocabulary),
    isOpen: (edge) => isOpen(edge, edges, changedSince),
  }
  const ways = new Map<string, Way>()
  for (const property of new Set([...offered, ...left].map((edge) => edge.property))) {
    const own = [...offered, ...left].filter((edge) => edge.property === property)
    const way = wayBack(property, current[property], own, rules)
    if (way.along.length > 0) ways.set(property, way)
  }
  const refused = refuse(ways, row, state, vocabulary, hasRoom)
  // In the trash, merged into what is in the trash itself, it would be found by nobody.
  const into = ways.get(merging)?.value
  if (typeof into === 'string' && !edges.survivors.has(into)) refused.set(place, 'CHANGED')
  for (const property of refused.keys()) ways.delete(property)
  // What it was merged into goes with it, into the trash and out of it.
  if (!ways.has(place)) ways.delete(merging)
  const along = new Set([...ways.values()].flatMap((way) => way.along))
  const buried = offered.filter((edge) => !along.has(edge))
  const stays = buried.flatMap((edge) => shownStay(edge, current, vocabulary, changedSince))
  const [reason = 'CHANGED'] = buried.flatMap(({ property }) => refused.get(property) ?? [])
  return {
    state: patched(state, ways, vocabulary),
    moved: movedBy(ways, row),
    used: [...along].filter(({ leftBy }) => leftBy !== undefined),
    buried,
    kept: stays.length === 0 ? undefined : { properties: [...new Set(stays)], reason },
  }
}

function isOpen(edge: Edge, { live, isSurvivor }: ContactEdges, changedSince: string[] | undefined): boolean {
  const isOffer = edge.leftBy === undefined
  // To put a contact into the trash would hide what others have done to it since, and whom they have merged into it.
  if (edge.property === place && edge.before !== null)
    return isOffer && changedSince !== undefined
      ? changedSince.length === 0 && !isSurvivor
      : !live.some(({ sequence }) => sequence > edge.sequence)
  return (
    isOffer || !live.some(({ sequence, properties }) => sequence > edge.sequence && properties.includes(edge.property))
  )
}

/** Which ways cannot be gone, and why: the contact would not be a valid one, or there is no room. */
function refuse(
  ways: Map<string, Way>,
  row: WholeRow,
  state: State,
  vocabulary: Vocabulary,
  hasRoom: boolean,
): Map<string, Reason> {
  const refused = new Map<string, Reason>()
  const comesBack = row.deleted_at !== null && ways.get(place)?.value === null
  if (comesBack && !hasRoom) refused.set(place, 'PLAN')
  for (const [property, { value }] of ways) if (!isFit(property, value, vocabulary)) refused.set(property, 'INVALID')
  const possible = new Map([...ways].filter(([property]) => !refused.has(property)))
  if (contactFaults(patched(state, possible, vocabulary)).length === 0) return refused
  const gone = new Map<string, Way>()
  for (const [property, way] of possible) {
    const further = new Map([...gone, [property, way]])
    if (contactFaults(patched(state, further, vocabulary)).length === 0) gone.set(property, way)
    else refused.set(property, 'INVALID')
  }
  return refused
}

function isFit(property: string, value: unknown, { fields }: Vocabulary): boolean {
  const field = property.startsWith('#') ? fields.get(property.slice(1)) : undefined
  if (field === undefined || value === null) return true
  return valueFault(field, value) === undefined || convertValue(field, value) !== undefined
}

function patched(state: State, ways: Map<string, Way>, vocabulary: Vocabulary): State {
  const values = [...ways].filter(([property]) => !standingNames.includes(property))
  return applyPatch(
    state,
    Object.fromEntries(values.map(([property, { value }]) => [property, typed(property, value, vocabulary)])),
  )
}

/** The value as the field has it now; that may have been converted since. */
function typed(property: string, value: unknown, { fields }: Vocabulary): unknown {
  const field = property.startsWith('#') ? fields.get(property.slice(1)) : undefined
  return field === undefined || value === null || value === undefined ? value : asTyped(field, value)
}

const isSameValue = (property: string, one: unknown, other: unknown, vocabulary: Vocabulary) =>
  isSame(one, other) || isSame(typed(property, one, vocabulary), typed(property, other, vocabulary))

const day = 24 * 3600_000
/** Put back into the trash as of when it was, it is swept 60 days after that; so much of it is left at least. */
const leftInTrash = 30 * day

function movedBy(ways: Map<string, Way>, { deleted_at, merged_into }: WholeRow): ContactWay['moved'] {
  const way = ways.get(place)
  if (way === undefined || way.value === deleted_at) return undefined
  if (way.value === null) return { deletedAt: null, mergedInto: null }
  if (way.value === absent && deleted_at !== null) return undefined
  const isOld = way.value === absent || Date.parse(way.value as string) < Date.now() - leftInTrash
  const into = ways.get(merging)
  const mergedInto = into === undefined ? merged_into : (into.value as string | null)
  return { deletedAt: isOld ? 'now' : (way.value as string), mergedInto }
}

/** Without labels and types that are there no longer: nobody sees them. */
function lasting(property: string, value: unknown, { labels, contactTypes }: Vocabulary): unknown {
  const names = { Labels: labels, ContactTypes: contactTypes }[property]
  if (names === undefined || !Array.isArray(value)) return value
  const there = value.filter((id) => names.nameOf(id) !== undefined)
  return there.length === 0 ? null : there
}

/** What of a contact that was added is another now, as far as anybody sees it. */
function propertiesSince(made: State, state: State, vocabulary: Vocabulary): string[] {
  const isThere = (name: string) => !name.startsWith('#') || vocabulary.fields.has(name.slice(1))
  return [...new Set([...Object.keys(made), ...Object.keys(state)])].filter(
    (name) =>
      isThere(name) &&
      !isSameValue(name, lasting(name, made[name], vocabulary), lasting(name, state[name], vocabulary), vocabulary),
  )
}

/** What is told of an edge that was not gone; nothing where it makes no difference, or nobody sees it. */
function shownStay(edge: Edge, current: State, vocabulary: Vocabulary, changedSince: string[] | undefined): string[] {
  const { property, before } = edge
  if (property === place) {
    const isWhere = (current[place] === null) === (before === null)
    if (isWhere) return []
    return changedSince === undefined || changedSince.length === 0 ? ['Trash'] : shown(changedSince, vocabulary)
  }
  if (standingNames.includes(property)) return []
  const shownOf = (value: unknown) => lasting(property, value ?? null, vocabulary)
  if (isSameValue(property, shownOf(current[property]), shownOf(before), vocabulary)) return []
  return shown([property], vocabulary)
}

/** Properties as callers know them; those of fields that are gone are nothing to anybody. */
const shown = (names: string[], vocabulary: Vocabulary): string[] =>
  names.flatMap((name) => shownName(name, vocabulary) ?? [])
