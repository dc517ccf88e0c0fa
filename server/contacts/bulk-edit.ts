/** What a bulk update does to a contact: values set or cleared, values of lists added or removed. */
import { isDeepStrictEqual } from 'node:util'
import { WebContact } from '../../contract/contacts.ts'
import type { Input } from '../../contract/operations.ts'
import type { Scope } from '../database/database.ts'
import { type Fault, faultsOf, faultsUnder, faulty } from '../http/errors.ts'
import { currentVocabulary, holdVocabulary, type Vocabulary, withEveryLabel } from '../vocabulary/vocabulary.ts'
import { applyPatch, type Patch, type State } from './contact.ts'
import { fold } from './folding.ts'
import { type ContactInput, labelsOf, patchOf } from './input.ts'
import { findProperty } from './properties.ts'
import { refuseReadOnly } from './read-only.ts'
import type { Writer } from './writer.ts'

type UpdateInput = Input<'contacts/bulk-update'>

/** From what a contact is to what it shall be. */
export type Edit = (state: State) => State

const parts = ['Set', 'Add', 'Remove'] as const

/** @throws a 400 that names every fault, as `Add.FirstName` */
export async function checkEdit(db: Scope, customerId: string, input: UpdateInput): Promise<void> {
  const given = parts.filter((part) => Object.keys(input[part] ?? {}).length > 0)
  if (given.length === 0) throw faulty([{ Path: 'Set', Message: 'or Add or Remove must say what to change' }])
  const current = await currentVocabulary(db, customerId)
  const faults = given.flatMap((part) => faultsUnder(part, partFaults(part, input[part] as ContactInput, current)))
  if (faults.length > 0) throw faulty(faults)
}

function partFaults(part: (typeof parts)[number], input: ContactInput, current: Vocabulary): Fault[] {
  const unfit = part === 'Set' ? [] : singleValues(input, current)
  const vocabulary = part === 'Remove' ? current : withEveryLabel(current)
  const faults = faultsOf(() => {
    refuseReadOnly(input, undefined)
    patchOf(input, vocabulary, null)
  })
  return [...unfit, ...faults]
}

/** What has one value can be set, but nothing can be added to it. */
function singleValues(input: ContactInput, vocabulary: Vocabulary): Fault[] {
  const Message = 'is no list of values; use Set'
  const { CustomFields, ...rest } = input
  const single = Object.entries(rest).filter(([, value]) => !Array.isArray(value))
  const isSingle = ([name, value]: [string, unknown]) =>
    findProperty(name, vocabulary)?.several === false || !Array.isArray(value)
  const fields = Object.entries(CustomFields ?? {}).filter(isSingle)
  return [
    ...single.map(([Path]) => ({ Path, Message })),
    ...fields.map(([name]) => ({ Path: `CustomFields.${name}`, Message })),
  ]
}

/** The edit in the Customer's words, which are held until the end of the transaction; labels that are new are made. */
export async function editFor(
  { db, caller, changes }: Writer,
  { Set: set, Add, Remove, DryRun }: UpdateInput,
): Promise<Edit> {
  const inputs = [set, Add, Remove].map((each) => (each ?? {}) as ContactInput)
  const vocabulary = DryRun
    ? withEveryLabel(await currentVocabulary(db, caller.customerId))
    : await holdVocabulary(db, caller.customerId, inputs.slice(0, 2).flatMap(labelsOf), changes)
  const [setting = {}, adding = {}, removing = {}] = inputs.map((input) =>
    patchOf(input, vocabulary, vocabulary.country),
  )
  const clearsFields = set?.CustomFields === null
  return (state) => {
    const cleared = clearsFields ? withoutFields(state) : state
    return removed(added(applyPatch(cleared, setting), adding), removing)
  }
}

const withoutFields = (state: State): State =>
  Object.fromEntries(Object.entries(state).filter(([name]) => !name.startsWith('#')))

const listIn = (state: State, name: string) => (state[name] ?? []) as unknown[]

function added(state: State, adding: Patch): State {
  const next = { ...state }
  for (const [name, values] of Object.entries(adding)) {
    const list = [...listIn(next, name)]
    for (const value of values as unknown[]) if (!list.some((each) => isSameValue(each, value))) list.push(value)
    if (list.length > 0) next[name] = list
  }
  return next
}

const longest = new Map(
  Object.entries(WebContact.properties as Record<string, { maxItems?: number }>).map(([name, { maxItems }]) => [
    name,
    maxItems ?? Number.POSITIVE_INFINITY,
  ]),
)

/** What has become longer than a contact may have it. */
export const lengthFaults = (state: State): Fault[] =>
  Object.entries(state).flatMap(([Path, value]) => {
    const most = longest.get(Path) ?? Number.POSITIVE_INFINITY
    return Array.isArray(value) && value.length > most ? [{ Path, Message: `would have more than ${most} values` }] : []
  })

function removed(state: State, removing: Patch): State {
  const next = { ...state }
  for (const [name, values] of Object.entries(removing)) {
    const rest = listIn(next, name).filter((each) => !(values as unknown[]).some((value) => isMeant(each, value)))
    if (rest.length > 0) next[name] = rest
    else delete next[name]
  }
  return next
}

/** Two values are the same where their `Value`s are, whatever their labels; without a `Value`, where all is the same. */
function isSameValue(one: unknown, other: unknown): boolean {
  const valueIn = (each: unknown) => (each as { Value?: string }).Value
  const value = typeof one === 'object' ? valueIn(one) : undefined
  return value === undefined ? isDeepStrictEqual(one, other) : fold(value) === fold(valueIn(other) ?? '')
}

/** A value to remove is meant by what is said of it, as `{ Label: 'work' }`. */
function isMeant(one: unknown, said: unknown): boolean {
  if (typeof said !== 'object' || said === null) return one === said
  return Object.entries(said).every(([name, part]) => isSamePart((one as Record<string, unknown>)[name], part))
}

const isSamePart = (one: unknown, other: unknown) =>
  typeof one === 'string' && typeof other === 'string' ? fold(one) === fold(other) : one === other
