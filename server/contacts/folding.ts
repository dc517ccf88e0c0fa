/** Letters that Unicode does not take apart (with a stroke, joined, final), as people type them in a search. */
const plainLetters: Record<string, string> = {
  ...{ ø: 'o', ł: 'l', đ: 'd', ħ: 'h', ŧ: 't', ı: 'i', ð: 'd', þ: 'th' },
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ĳ: 'ij', ŀ: 'l', ŋ: 'n', ς: 'σ' },
}
const anyPlainLetter = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'g')

// Combining marks of Latin, Greek and Cyrillic, the points of Hebrew, the vowel signs of Arabic. Marks of other scripts
// tell words apart (Devanagari vowels, Japanese voicing) and stay.
const accents = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]/g

// What most text is made of folds to lower case alone.
const plainText = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/

/** Text without case, accents, ligatures, full-width forms and surplus space: two spellings of one word fold to the same. */
export function fold(text: string): string {
  if (plainText.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(accents, '')
    .normalize('NFC')
    .replace(anyPlainLetter, (letter) => plainLetters[letter] ?? letter)
    .replace(/\s+/g, ' ')
    .trim()
}

const widest = 12
/** So many characters of a text count in a sort; an index of PostgreSQL can hold no more than 2,700 bytes a row. */
const longestKey = 500

/** Folded text whose byte order is the natural order of names: digits by their value ("Room 9" before "Room 10"). */
export function sortKey(text: string): string {
  const key = fold(text).replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(widest, '0'))
  return key.length > longestKey ? Array.from(key).slice(0, longestKey).join('') : key
}

const withoutSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu

/**
 * Folded text as an index of three-letter groups can find it: in scripts where a word may have one or two characters,
 * each is written three times. What is a part of the text is still a part of it then, and nothing else is.
 */
export const spread = (folded: string): string => folded.replace(withoutSpaces, '$&$&$&')
