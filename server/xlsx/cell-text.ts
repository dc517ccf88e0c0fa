import { keptText } from '../files/kept-text.ts'

/** Characters that XML cannot hold, and what a parser would change, are written `_xHHHH_` (ECMA-376 part 1, 22.9.2.19). */
const escapes = /_x([0-9A-Fa-f]{4})_/g

/** Excel's limit, in UTF-16 units ("Excel specifications and limits"). */
export const longestText = 32_767

const cutMark = ' … [cut: XLSX holds no more]'

/** The text as far as a cell holds it; it tells where it was cut. */
export const fittingText = (text: string): string =>
  text.length > longestText ? text.slice(0, longestText - cutMark.length).toWellFormed() + cutMark : text

export const isCutText = (text: string): boolean => text.length === longestText && text.endsWith(cutMark)

/** The text that a cell's XML means, as a database can keep it. */
export function textFromXml(text: string): string {
  if (text.indexOf('_x') === -1) return text
  return keptText(text.replace(escapes, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))))
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const special = /[&<>\0-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x/
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unwritable = /[\0-\x08\x0b-\x1f\ufffe\uffff]|\p{Cs}/gu
const markup: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** The text as it stands in a cell's XML. */
export function textAsXml(text: string): string {
  if (!special.test(text)) return text
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4})/g, '_x005F_')
    .replace(unwritable, (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replace(/[&<>]/g, (character) => markup[character] ?? character)
}

/** Text that a spreadsheet program may take for a formula when the cell is edited or saved as CSV. */
export const looksLikeFormula = (text: string): boolean => {
  const first = text.charCodeAt(0)
  // Letters and digits are what most text begins with.
  if (first > 64 || (first > 47 && first < 58)) return false
  return /^'*[=+\-@\t\r]/.test(text)
}
