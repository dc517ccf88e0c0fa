/** What becomes of a row. A dry run and a real run ask the same, so they give the same verdicts. */
import { WebContact as WebContactClass } from '../../contract/contacts.ts'
import type { Plan } from '../columns/plan.ts'
import { applyPatch, contactFaults, difference, displayName, type State } from '../contacts/contact.ts'
import { type ContactInput, checkContact, patchOf } from '../contacts/input.ts'
import { type Matching, termsOf } from '../contacts/match.ts'
import { shownName, shownState, shownValue } from '../contacts/shown.ts'
import { isUuid, nextUuid } from '../database/uuid.ts'
import { ApiError, type Fault } from '../http/errors.ts'
import { textOf } from '../sheets/sheet.ts'
import type { Vocabulary } from '../vocabulary/vocabulary.ts'
import { columnOf, type Given, inputOf, valueAt } from './given.ts'
import type { Candidate, Known } from './known.ts'
import type { Fix, Settings } from './settings.ts'
import type { Difference, Judged, RowFault } from './store.ts'

export interface Rules {
  settings: Settings
  plan: Plan
  vocabulary: Vocabulary
  /** What MatchOn names, in its order; `Id` is none of them. */
  matchings: Matching[]
  matchesId: boolean
  /** By the numbers of their rows. */
  fixes: Map<number, Fix[]>
  /** How many contacts may be added. */
  room: { room: number; limit: number }
  /** The import, as a contact that it adds tells it. */
  importId: string
}

/** A row that has been read, and what it says by itself. */
export interface Read {
  row: Given
  /** The contact that it would add; undefined where it cannot be read. */
  state: State | undefined
  /** The values by which it finds its contact, in the order of MatchOn. */
  values: { matching: Matching; values: string[] }[]
  faults: RowFault[]
}

/** What a row says without regard to what is there. */
export function readRow(row: Given, rules: Rules): Read {
  if (row.faults.length > 0) return unread(row, row.faults)
  const input = withExtra(inputOf(row, rules.plan, undefined), rules.settings, undefined)
  const state = stateOrFaults(input, {}, row, rules)
  if (Array.isArray(state)) return unread(row, state)
  const values = rules.matchings.map((matching) => ({ matching, values: matching.valuesOf(state) }))
  return { row, state, values, faults: [] }
}

const unread = (row: Given, faults: RowFault[]): Read => ({ row, state: undefined, values: [], faults })

/** Decides, and puts what the contact becomes into `known`. */
export function judge(read: Read, known: Known, rules: Rules): Judged {
  const { row, state, faults } = read
  if (state === undefined) return refused(row, faults, rules)
  const found = findMatch(read, known, rules)
  if (Array.isArray(found)) return refused(row, found, rules, state)
  if (found === undefined) return add(read, state, known, rules)
  const judged =
    rules.settings.onMatch === 'SKIP' ? told(row, 'DUPLICATE', found, found.state) : change(row, found, known, rules)
  if (judged.verdict !== 'ERROR') found.firstRow ??= row.number
  return judged
}

/** @returns the contact that the row is about; faults where that cannot be told */
function findMatch(read: Read, known: Known, rules: Rules): Candidate | RowFault[] | undefined {
  const { onMatch } = rules.settings
  const { id } = read.row.given
  if (onMatch === 'CREATE') return undefined
  if (rules.matchesId && id !== undefined) return matchById(id, known, rules.plan)
  for (const { matching, values } of read.values) {
    const found = known.withValues(matching, values)
    if (found.length > 1) return [{ Path: matching.property, Message: severalMatch(found) }]
    if (found.length === 1) return found[0]
    if (isCrowded(matching, values, known, rules))
      return [{ Path: matching.property, Message: 'is too much like that of many contacts to be matched' }]
  }
  return undefined
}

const isCrowded = (matching: Matching, values: string[], { crowded }: Known, { vocabulary }: Rules) =>
  crowded.size > 0 &&
  values.some((value) => termsOf(vocabulary.customerId, matching, value).some((term) => crowded.has(term)))

function matchById(id: string, known: Known, plan: Plan): Candidate | RowFault[] | undefined {
  const Column = plan.singles.find(({ kind }) => kind === 'ID')?.columns[0]
  const at = { ...(Column === undefined ? {} : { Column: plan.columns[Column] ?? '' }), Path: 'Id' }
  if (!isUuid(id)) return [{ ...at, Message: `is no id of a contact: ${JSON.stringify(id.slice(0, 100))}` }]
  const found = known.withId(id.toLowerCase())
  return found?.isTrashed ? [{ ...at, Message: 'is that of a contact in the trash' }] : found
}

const severalMatch = (found: Candidate[]) =>
  `is that of ${found.length < 20 ? found.length : 'many'} contacts, and a match must be unique: ${found
    .slice(0, 3)
    .map(({ state }) => displayName(state))
    .join(', ')}${found.length > 3 ? ', …' : ''}`

function add(read: Read, state: State, known: Known, rules: Rules): Judged {
  const { row } = read
  const { matchesId, settings, importId, room } = rules
  const faults = contactFaults(state)
  if (faults.length > 0) return refused(row, faults, rules, state)
  if (known.added >= room.room) {
    const included = `${room.limit.toLocaleString('en')} contacts`
    return refused(row, [{ Path: '', Message: `The plan of the organisation includes ${included}.` }], rules, state)
  }
  const given = matchesId && settings.onMatch !== 'CREATE' ? row.given.id?.toLowerCase() : undefined
  const id = given ?? nextUuid()
  const candidate = {
    id,
    state: { ...state, ImportId: importId },
    row: undefined,
    firstRow: row.number,
    isTrashed: false,
  }
  known.put(candidate)
  return told(row, 'CREATED', { ...candidate, firstRow: undefined }, state)
}

function change(row: Given, found: Candidate, known: Known, rules: Rules): Judged {
  const { plan, vocabulary, settings } = rules
  const current = shownState(found.state, vocabulary)
  const input = withExtra(inputOf(row, plan, current), settings, current)
  const state = stateOrFaults(input, found.state, row, rules)
  if (Array.isArray(state)) return refused(row, state, rules, found.state)
  const faults = contactFaults(state)
  if (faults.length > 0) return refused(row, faults, rules, found.state)
  const changed = difference(found.state, state)
  if (changed === undefined) return told(row, 'UNCHANGED', found, state)
  known.put({ ...found, state, firstRow: found.firstRow ?? row.number })
  const judged = told(row, 'UPDATED', found, state)
  judged.details.Differences = differencesOf(changed, vocabulary)
  return judged
}

function told(row: Given, verdict: Judged['verdict'], { id, firstRow }: Candidate, state: State): Judged {
  return {
    number: row.number,
    verdict,
    contactId: id,
    details: {
      Name: displayName(state),
      ...(firstRow === undefined ? {} : { SameAsRow: firstRow }),
      ...(row.ignored.length === 0 ? {} : { Ignored: row.ignored }),
    },
  }
}

const mostFaults = 20

const longestName = 200

/** @param state what the row would have made of its contact, as far as that is known */
function refused(row: Given, faults: (RowFault | Fault)[], { plan }: Rules, state: State = row.given.values): Judged {
  const texts = Object.fromEntries(Object.entries(state).filter(([, value]) => typeof value === 'string'))
  const Name = displayName(texts) || displayName({ ...texts, RecordType: 'ORGANIZATION' })
  const Errors = faults.slice(0, mostFaults).map((fault) => withValue(fault, row, plan))
  const details = Name === '' ? { Errors } : { Name: Name.slice(0, longestName).toWellFormed(), Errors }
  return { number: row.number, verdict: 'ERROR', contactId: undefined, details }
}

/** Longer ones are not mended in a form, and every row keeps what it tells. */
const longestValue = 1000

/** With what stands in the column, so that whoever reads it can mend it there. */
function withValue(fault: RowFault, { cells }: Given, { columns }: Plan): RowFault {
  if (fault.Column === undefined) return fault
  const Value = textOf(cells[columns.indexOf(fault.Column)] ?? null)
  return Value.length > longestValue ? fault : { ...fault, Value: Value.toWellFormed() }
}

const places = new Map(Object.keys(WebContactClass.properties).map((name, place) => [name, place]))
const placeOf = (name: string) => places.get(name) ?? places.size

function differencesOf({ before, after }: NonNullable<ReturnType<typeof difference>>, vocabulary: Vocabulary) {
  // The database gives properties in another order than the one in which they were written.
  const names = Object.keys(after).toSorted((one, other) => placeOf(one) - placeOf(other) || (one < other ? -1 : 1))
  return names.flatMap((name): Difference[] => {
    const Property = shownName(name, vocabulary)
    if (Property === undefined) return []
    const part = (key: 'Before' | 'After', value: unknown) =>
      value === null || value === undefined ? {} : { [key]: shownValue(name, value, vocabulary) }
    return [{ Property, ...part('Before', before[name]), ...part('After', after[name]) }]
  })
}

/** Labels and types that all imported contacts get. */
function withExtra(input: ContactInput, { labels, contactTypes }: Settings, current: ContactInput | undefined) {
  const next = { ...input }
  for (const [name, extra] of [['Labels', labels] as const, ['ContactTypes', contactTypes] as const]) {
    if (extra.length === 0) continue
    const has = new Set((next[name] ?? current?.[name] ?? []).map((each) => each.toLowerCase()))
    const missing = extra.filter((each) => !has.has(each.toLowerCase()))
    if (missing.length > 0) next[name] = [...(next[name] ?? current?.[name] ?? []), ...missing]
  }
  return next
}

function stateOrFaults(input: ContactInput, before: State, row: Given, rules: Rules): State | RowFault[] {
  const { vocabulary, plan } = rules
  try {
    checkContact(input)
    const photo = row.photo === undefined ? {} : { Photo: row.photo.id }
    return applyPatch(before, { ...patchOf(input, vocabulary, vocabulary.country), ...photo })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return error.faults.map(({ Path, Message }) => {
      const Column = columnOf(Path, valueAt(input, Path), row, plan)
      return { ...(Column === undefined ? {} : { Column }), Path, Message }
    })
  }
}
