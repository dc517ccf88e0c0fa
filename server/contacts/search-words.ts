import { invalid } from '../http/errors.ts'
import { digitsOf } from './contact.ts'
import { fold } from './folding.ts'

const mostWords = 32

/** The words of a free text, as LIKE patterns that the folded text of a contact must all match. */
export function wordPatterns(text: string): string[] {
  const words = [...new Set(fold(text).split(' ').filter(Boolean))]
  if (words.length > mostWords)
    throw invalid(`SearchText may have ${mostWords} words.`, [
      { Path: 'SearchText', Message: `has ${words.length} words` },
    ])
  return words.map((word) => containing(isPhoneLike(word) ? digitsOf(word) : word))
}

/** Matches a text that contains the given one, in which `%`, `_` and `\` are plain characters. */
export const containing = (folded: string) => `%${folded.replace(/[\\%_]/g, '\\$&')}%`

/** Numbers are found however they are written, since the digits of every phone are in the text too. */
const isPhoneLike = (word: string) => /^[+(]?[\d().\-/]*\d[\d().\-/]*$/.test(word) && digitsOf(word).length >= 3
