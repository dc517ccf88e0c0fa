/** How two names go together. */
import { commonGivens } from './common-names.ts'
import { isNickname, nicknameLines } from './nicknames.ts'
import type { Reason } from './reasons.ts'
import { editDistance, jaroWinkler, soundOf } from './similar.ts'
import type { Name } from './words.ts'

export interface Agreement {
  /** Which part of what the same name would tell; 0 tells nothing, and below that speaks against. */
  part: number
  reason: Reason | undefined
  /** Whether they are two names. */
  differ?: true
}

const unknown: Agreement = { part: 0, reason: undefined }
const different: Agreement = { part: 0, reason: undefined, differ: true }
const same = (reason: Reason): Agreement => ({ part: 1, reason })

/** Of last names, and of whatever is no first name. */
export function compareWords(one: Name, other: Name): Agreement {
  if (one.joined === '' || other.joined === '') return unknown
  if (one.joined === other.joined) return same('SAME_LAST_NAME')
  return bestOf([partOfName(one, other), byLetters(one.joined, other.joined), inOrder(one, other)])
}

/** Of first names, which have forms and initials. */
export function compareGiven(one: Name, other: Name): Agreement {
  if (one.joined === '' || other.joined === '') return unknown
  if (one.joined === other.joined) return same('SAME_FIRST_NAME')
  const [short = '', long = ''] = [one.joined, other.joined].toSorted((a, b) => a.length - b.length)
  if (short.length === 1) return long.startsWith(short) ? { part: 0.15, reason: 'INITIAL' } : different
  const isForm = isNickname(one.joined, other.joined) || isNickname(one.words[0] ?? '', other.words[0] ?? '')
  if (isForm) return { part: 0.7, reason: 'NICKNAME' }
  if (isOtherGender(short, long)) return different
  const letters = byLetters(short, long)
  // `lena` and `lina` may be a typing error, but are two names that parents give.
  const part = isKnownGiven(short) && isKnownGiven(long) ? Math.min(letters.part, alikeNames) : letters.part
  return bestOf([partOfName(one, other), { ...letters, part }, inOrder(one, other)])
}

const alikeNames = 0.35

const isKnownGiven = (name: string) => commonGivens.has(name) || nicknameLines(name).length > 0

/** What a name of a man and the same of a woman end in: `daniel` and `daniela`, `mario` and `maria`. */
const endings = new Set(['|a', '|e', '|ie', '|ina', '|ine', '|ette', 'o|a', 'a|o', 'us|a', '|s', '|n', 'os|a'])

function isOtherGender(short: string, long: string): boolean {
  let start = 0
  while (start < short.length && short[start] === long[start]) start++
  return start > 2 && endings.has(`${short.slice(start)}|${long.slice(start)}`)
}

const bestOf = (agreements: Agreement[]): Agreement =>
  agreements.reduce((best, each) => (each.part > best.part ? each : best))

/** `anna` and `anna maria`; `jones` and `smith jones`. */
function partOfName(one: Name, other: Name): Agreement {
  const [few, many] = one.words.length < other.words.length ? [one.words, other.words] : [other.words, one.words]
  if (few.length === many.length) return different
  const isPart = few.every((word) => word.length > 1 && many.includes(word))
  return isPart ? { part: 0.65, reason: 'PART_OF_NAME' } : different
}

/** The same words in another order. */
function inOrder(one: Name, other: Name): Agreement {
  if (one.words.length < 2 || one.words.length !== other.words.length) return different
  return one.words.toSorted().join(' ') === other.words.toSorted().join(' ')
    ? { part: 0.85, reason: 'SAME_NAME' }
    : different
}

export function byLetters(one: string, other: string): Agreement {
  const length = Math.max(one.length, other.length)
  const wrong = editDistance(one, other, 3)
  if (wrong === 1 && length > 3) return { part: 0.8, reason: 'TYPO' }
  if (wrong === 2 && length > 5) return { part: 0.65, reason: 'TYPO' }
  const alike = jaroWinkler(one, other)
  const soundsAlike = soundOf(one) === soundOf(other) && alike > 0.6
  if (soundsAlike) return { part: 0.6, reason: 'SOUND' }
  if (wrong === 3 && length > 8) return { part: 0.5, reason: 'TYPO' }
  // Three letters of a long name, or the beginning of it.
  if (alike >= 0.9) return { part: 0.45, reason: 'TYPO' }
  if (wrong === 1 && length === 3) return { part: 0.3, reason: 'TYPO' }
  return alike >= 0.82 ? { part: 0.15, reason: undefined } : different
}
