/** What several contacts come to as one: nothing that can stay beside the rest is lost. */
import { isDeepStrictEqual } from 'node:util'
import { nameKey, type Vocabulary } from '../vocabulary/vocabulary.ts'
import { digitsIn, isValue, type Phone, type State } from './contact.ts'
import { fold } from './folding.ts'

export interface Part {
  id: string
  state: State
}

/** A value that the one does not have. */
export interface Left {
  id: string
  name: string
  value: unknown
}

type Item = Record<string, unknown>

/**
 * @param parts the survivor first, the others as they shall count
 * @param chosen by the name of a property in a state, of which contact it is taken
 */
export function joinStates(parts: Part[], chosen: Map<string, string>, vocabulary: Vocabulary): State {
  const state: State = {}
  for (const name of namesIn(parts)) {
    const own = parts.filter((part) => isValue(part.state[name]))
    const choice = chosen.get(name)
    const value =
      choice === undefined ? joined(name, own, parts, vocabulary) : own.find(({ id }) => id === choice)?.state[name]
    if (isValue(value)) state[name] = value
  }
  return state
}

/** What the parts have that is not in what became of them. */
export function leftBehind(parts: Part[], state: State, vocabulary: Vocabulary): Left[] {
  return namesIn(parts).flatMap((name) => {
    const own = parts.filter((part) => isValue(part.state[name]))
    return own.flatMap((part) => leftOf(name, part, state[name], vocabulary))
  })
}

const namesIn = (parts: Part[]) => [...new Set(parts.flatMap(({ state }) => Object.keys(state)))]

/** An import added the contact, or did not: that is not of the person. */
const ofTheContact = new Set(['ImportId', 'RecordType'])

function joined(name: string, own: Part[], parts: Part[], vocabulary: Vocabulary): unknown {
  const [survivor] = parts
  if (ofTheContact.has(name)) return survivor?.state[name]
  const values = own.map(({ state }) => state[name])
  if (name === 'Unsubscribed') return values.some(Boolean)
  if (isJoinedText(name, vocabulary)) return joinedTexts(values as string[])
  if (Array.isArray(values[0])) return joinedLists(name, values as unknown[][])
  return values[0]
}

const isJoinedText = (name: string, { fields }: Vocabulary) =>
  name === 'Notes' || (name.startsWith('#') && fields.get(name.slice(1))?.Type === 'LONGTEXT')

/** A text that is in another one already is not repeated. */
function joinedTexts(texts: string[]): string {
  return texts.reduce((all, text) => (all.includes(text.trim()) ? all : `${all}\n\n${text}`))
}

function joinedLists(name: string, lists: unknown[][]): unknown[] {
  const all = new Map<string, unknown>()
  for (const item of lists.flat()) {
    const key = keyOf(name, item)
    const known = all.get(key)
    if (known === undefined) all.set(key, item)
    else if (isItem(known) && isItem(item)) all.set(key, filledUp(known, item))
  }
  return withOnePrimary([...all.values()])
}

const isItem = (value: unknown): value is Item => typeof value === 'object' && value !== null

/** Without a label of its own, it takes that of its equal. */
function filledUp(known: Item, item: Item): Item {
  return known['Label'] === undefined && item['Label'] !== undefined ? { ...known, Label: item['Label'] } : known
}

/** Only one value can be the one to use first: the survivor's, or else the first that is. */
function withOnePrimary(items: unknown[]): unknown[] {
  const first = items.findIndex((item) => isItem(item) && item['Primary'] === true)
  return items.map((item, at) => {
    if (!isItem(item) || at <= first || item['Primary'] !== true) return item
    const { Primary: _primary, ...rest } = item
    return rest
  })
}

/** By what two values are the same. */
function keyOf(name: string, item: unknown): string {
  if (!isItem(item)) return String(item)
  // Case is nothing, an accent is: zoë@ and zoe@ are two mailboxes.
  const text = (part: string) => nameKey(String(item[part] ?? '')).trim()
  // Somebody has one birthday.
  if (name === 'Dates') return text('Label') === 'birthday' ? 'birthday' : `${text('Value')} ${text('Label')}`
  if (name === 'Phones') return phoneKey(item as unknown as Phone)
  if (name === 'Relations') return `${text('Value')} ${text('Label')}`
  // Behind the name of its host, an address of the web tells case.
  if (name === 'Websites') return String(item['Value'] ?? '')
  if (name === 'InstantMessages') return `${text('Value')} ${text('Protocol')}`
  if (name !== 'Addresses') return text('Value')
  const { Label: _label, Primary: _primary, ...address } = item
  return JSON.stringify(
    Object.entries(address)
      .map(([part]) => [part, text(part)])
      .toSorted(),
  )
}

const phoneKey = ({ E164, Value }: Phone) => E164 ?? (digitsIn(fold(Value)) || fold(Value))

function leftOf(name: string, { id, state }: Part, value: unknown, vocabulary: Vocabulary): Left[] {
  const own = state[name]
  if (ofTheContact.has(name) || isDeepStrictEqual(own, value)) return []
  if (!Array.isArray(own)) {
    const isWithin = isJoinedText(name, vocabulary) && typeof value === 'string' && value.includes(String(own).trim())
    return isWithin ? [] : [{ id, name, value: own }]
  }
  const kept = new Set((Array.isArray(value) ? value : []).map((item) => valueKey(name, item)))
  const lost = own.filter((item) => !kept.has(valueKey(name, item)))
  return lost.length === 0 ? [] : [{ id, name, value: lost }]
}

/** Two birthdays are the same to be joined, but not the same value. */
const valueKey = (name: string, item: unknown) =>
  name === 'Dates' && isItem(item) ? `${item['Value']} ${keyOf(name, item)}` : keyOf(name, item)
