/** The forms of values: text, several texts in one, days (RFC 6350, sections 3.4 and 4). */
import type { ReadCard } from './read-cards.ts'

type Version = ReadCard['version']

/** 2.1 knows no escaped line break, and a backslash stands for itself where it does not guard a separator. */
const unescapeOld = (value: string) => value.replace(/\\([;,:])/g, '$1')

const unescapeNew = (value: string) =>
  value.replace(/\\([nN;,:\\"])/g, (_, letter: string) => (letter === 'n' || letter === 'N' ? '\n' : letter))

/** A value that is one text, as it stands. */
export function plainText(value: string, version: Version): string {
  if (!value.includes('\\')) return value
  return version === '2.1' ? unescapeOld(value) : unescapeNew(value)
}

/** More texts than a contact can have of anything. */
const mostTexts = 1000

/** The texts of a value that holds several, each trimmed. */
export function textsOf(value: string, separator: ';' | ',', version: Version): string[] {
  if (!value.includes('\\')) return value.split(separator, mostTexts).map((text) => text.trim())
  const texts: string[] = []
  let text = ''
  for (let at = 0; at < value.length && texts.length < mostTexts; at++) {
    const letter = value[at] as string
    if (letter === separator) {
      texts.push(text.trim())
      text = ''
    } else if (letter !== '\\') text += letter
    else {
      at++
      text += guarded(value[at], version)
    }
  }
  texts.push(text.trim())
  return texts
}

/** What a backslash and the letter behind it mean. */
function guarded(letter: string | undefined, version: Version): string {
  if (letter === undefined) return '\\'
  if ((letter === 'n' || letter === 'N') && version !== '2.1') return '\n'
  return ';,:\\"'.includes(letter) ? letter : `\\${letter}`
}

const needsEscape = /[\\;,\r\n]/

/** A text as part of a value. Line breaks of every kind become `\n`. */
export function escaped(text: string): string {
  if (!needsEscape.test(text)) return text
  return text.replace(/[\\;,]/g, '\\$&').replace(/\r\n|[\r\n]/g, '\\n')
}

const escapedOrEmpty = (text: string | undefined) => (text === undefined ? '' : escaped(text))

/** Texts as one value. */
export const structured = (texts: (string | undefined)[]): string => texts.map(escapedOrEmpty).join(';')

const dayForms = /^(?:(\d{4})-?|--)(\d\d)-?(\d\d)(?:[T ].*)?$/

/**
 * `19960415`, `1996-04-15`, `--0415` and each of them with a time, as `1996-04-15` or `--04-15`; anything else as it is.
 * @param noYear the year that stands for none
 */
export function dayOf(value: string, noYear: string | undefined): string {
  const text = value.trim()
  const [, year, month, day] = dayForms.exec(text) ?? []
  if (month === undefined) return text
  return year === undefined || year === noYear ? `--${month}-${day}` : `${year}-${month}-${day}`
}
