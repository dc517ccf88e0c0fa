/** A slip must not change the whole list: who is about to change much of it says how much. */
import { unexpectedCount } from '../http/errors.ts'

const few = 100

/** How many contacts may be changed at once without a word: a quarter of a list that is not short. */
export const unaskedOf = (contacts: number): number =>
  contacts <= few ? Number.POSITIVE_INFINITY : Math.floor(contacts / 4)

/** @throws a 400 where it is another number than the caller expects, or so many that it has to be said */
export function refuseUnexpected(what: { found: number; contacts: number; expected: number | undefined }): void {
  const { found, contacts, expected } = what
  const isRight = expected === undefined ? found <= unaskedOf(contacts) : found === expected
  if (!isRight) throw unexpectedCount(found, contacts, expected)
}
