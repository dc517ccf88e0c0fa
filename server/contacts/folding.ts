/** Letters that Unicode does not take apart (with a stroke, joined, final), as people type them in a search. */
const plainLetters: Record<string, string> = {
  ...{ ø: 'o', ł: 'l', đ: 'd', ħ: 'h', ŧ: 't', ı: 'i', ð: 'd', þ: 'th' },
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ŋ: 'n' },
  // Lower case makes this of a capital sigma at the end of a word alone, so a part of a word would not be found.
  ς: 'σ',
}
const anyPlainLetter = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'g')

// Combining marks of Latin, Greek and Cyrillic, the points of Hebrew, the vowel signs of Arabic. Marks of other scripts
// tell words apart (Devanagari vowels, Japanese voicing) and stay.
const accents = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]/g

// Soft hyphens, zero-width spaces, marks of direction: they come along when text is copied, and nobody sees them.
const invisible = /\p{Default_Ignorable_Code_Point}/gu

// What most text is made of folds to lower case alone.
const plainText = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/

/**
 * Text without case, accents, ligatures, full-width forms, invisible characters and surplus space, its digits in Western
 * form: two spellings of one word fold to the same.
 */
export function fold(text: string): string {
  if (plainText.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(accents, '')
    .replace(invisible, '')
    .normalize('NFC')
    .replace(anyPlainLetter, (letter) => plainLetters[letter] ?? letter)
    .replace(/\p{Nd}/gu, westernDigit)
    .replace(/\s+/g, ' ')
    .trim()
}

const isDigit = /^\p{Nd}$/u

/** Unicode has the ten digits of a script in a row, and more than one such row only from a zero on. */
function westernDigit(digit: string): string {
  const place = digit.codePointAt(0) ?? 0
  let first = place
  while (isDigit.test(String.fromCodePoint(first - 1))) first--
  return String((place - first) % 10)
}

/**
 * Folded text whose byte order is the natural order of names: digits by their value ("Room 9" before "Room 10"). For that,
 * digits follow their number, as `19` and `210`, which itself is written so that 8 < 90 (nine) < 91 < 98 < 990 < …
 */
export function sortKey(text: string): string {
  return fold(text).replace(/\d+/g, (given) => {
    const digits = given.replace(/^0+(?=\d)/, '')
    return `${'9'.repeat(Math.floor(digits.length / 9))}${digits.length % 9}${digits}`
  })
}

const withoutSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu

/**
 * Folded text as an index of three-letter groups can find it: in scripts where a word may have one or two characters,
 * each is written three times. What is a part of the text is still a part of it then, and nothing else is.
 */
export const spread = (folded: string): string => folded.replace(withoutSpaces, '$&$&$&')
