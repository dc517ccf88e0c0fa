import { fold } from '../contacts/folding.ts'

/** A name as its words, and these in one: `van der berg` and `vanderberg` are the same. */
export interface Name {
  words: string[]
  joined: string
}

/** More letters make a comparison no better, and slow. */
const longest = 80

// What most names are made of.
const oneWord = /^[A-Za-z]{1,80}$/

/** Letters and digits alone, without case and accents; an apostrophe parts no words. */
export function wordsOf(text: unknown): string[] {
  if (typeof text !== 'string') return []
  if (oneWord.test(text)) return [text.toLowerCase()]
  return fold(text.slice(0, longest))
    .replace(/['’‘`´.]/g, '')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean)
}

export const nameOf = (words: string[]): Name => ({ words, joined: words.join('') })
