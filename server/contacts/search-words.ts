import { sql } from 'kysely'
import { isUuid } from '../database/uuid.ts'
import { invalid } from '../http/errors.ts'
import { all, any, byIndex, byLooking, type Condition } from './condition.ts'
import { digitsOf, term } from './findable.ts'
import { fold, spread } from './folding.ts'

const mostWords = 32

/** A free text, each of whose words a contact must contain somewhere: as a whole word, at the start of one, or inside. */
export interface SearchWords {
  whole: Condition
  begin: Condition
  inside: Condition
}

/** @returns undefined where the text has no words */
export function searchWords(customerId: string, text: string): SearchWords | undefined {
  const words = [...new Set(fold(text).split(' ').filter(Boolean))]
  if (words.length > mostWords)
    throw invalid(`SearchText may have ${mostWords} words.`, [
      { Path: 'SearchText', Message: `has ${words.length} words` },
    ])
  if (words.length === 0) return undefined
  const written = words.map(writtenWays)
  const matching = (before: string, after: string) =>
    all(written.map((ways) => any(ways.map((word) => has(customerId, word, before + word + after)))))
  return { whole: matching(' ', ' '), begin: matching(' ', ''), inside: matching('', '') }
}

/** An import id finds what the import has added. */
function has(customerId: string, word: string, text: string): Condition {
  const inText = likes(text)
  return isUuid(word)
    ? any([inText, byIndex(sql`contacts.terms @> ${[term(customerId, 'ImportId', word)]}::bigint[]`)])
    : inText
}

/**
 * The index knows groups of three letters, and puts two blanks before each word: so it also knows with which letter words begin. What is
 * shorter is looked for in each contact.
 */
function likes(text: string): Condition {
  const exact = sql`contacts.search_text like ${`%${literally(text)}%`}`
  const known = [...text].length + (text.startsWith(' ') ? 1 : 0)
  return known >= 3 ? byIndex(exact) : byLooking(exact)
}

/** As a part of a LIKE pattern in which `%`, `_` and `\` are plain characters. */
export const literally = (text: string) => text.replace(/[\\%_]/g, '\\$&')

/** Phones are found however they are written, since the digits of each are in the text too. */
const writtenWays = (word: string) => [...new Set(isPhoneLike(word) ? [word, digitsOf(word)] : [spread(word)])]

const isPhoneLike = (word: string) => /^[+(]?[\d().\-/]*\d[\d().\-/]*$/.test(word) && digitsOf(word).length >= 3
