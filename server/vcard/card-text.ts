import type { CardProperty } from './property.ts'
import type { ReadCard } from './read-cards.ts'

/** The card with these properties, each line ending with CR LF. */
export function cardText(version: ReadCard['version'], properties: CardProperty[]): string {
  let text = `BEGIN:VCARD\r\nVERSION:${version}\r\n`
  for (const property of properties) text += `${folded(lineOf(property))}\r\n`
  return `${text}END:VCARD\r\n`
}

/** As Apple spells them, for programs that mind. */
const spellings: Record<string, string> = { 'X-ABLABEL': 'X-ABLabel', 'X-ABSHOWAS': 'X-ABShowAs' }

function lineOf({ group, name, types, parameters, value }: CardProperty): string {
  const spelled = spellings[name] ?? name
  let line = group === undefined ? spelled : `${group}.${spelled}`
  if (types.length > 0) line += `;TYPE=${types.join(',')}`
  for (const key in parameters) line += `;${key}=${parameters[key]}`
  return `${line}:${value}`
}

/** In octets, without the break (RFC 6350, section 3.2). */
const longestLine = 75

// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what ASCII is
const isAscii = /^[\x00-\x7f]*$/

function folded(line: string): string {
  // No character takes more than three octets for each of its units.
  if (line.length * 3 <= longestLine) return line
  if (!isAscii.test(line)) return foldedByOctets(line)
  if (line.length <= longestLine) return line
  let text = line.slice(0, longestLine)
  for (let at = longestLine; at < line.length; at += longestLine - 1)
    text += `\r\n ${line.slice(at, at + longestLine - 1)}`
  return text
}

/** No character is cut, because not every program puts the bytes together before it reads them. */
function foldedByOctets(line: string): string {
  const pieces: string[] = []
  let start = 0
  let octets = 0
  for (let at = 0; at < line.length; ) {
    const code = line.codePointAt(at) ?? 0
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    if (octets + size > longestLine) {
      pieces.push(line.slice(start, at))
      start = at
      // The blank of the line that begins here.
      octets = 1
    }
    octets += size
    at += size === 4 ? 2 : 1
  }
  pieces.push(line.slice(start))
  return pieces.join('\r\n ')
}
