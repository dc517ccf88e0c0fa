/** What people write into cells for numbers, yes and no, e-mail addresses. */
import { fold } from '../contacts/folding.ts'
import { isEmail } from '../http/validation.ts'
import { type Cell, textOf } from '../sheets/sheet.ts'

const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** Numbers as people write them whose commas and points can be read in one way only. */
const writtenNumbers: { shape: RegExp; surplus: RegExp }[] = [
  { shape: /^[+-]?\d{1,3}(?:,\d{3})+\.\d+$|^[+-]?\d{1,3}(?:,\d{3}){2,}$/, surplus: /,/g },
  { shape: /^[+-]?\d{1,3}(?:\.\d{3})+,\d+$|^[+-]?\d{1,3}(?:\.\d{3}){2,}$/, surplus: /\./g },
  { shape: /^[+-]?\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d+)?$/, surplus: /[ \u00a0\u202f'’]/g },
  // Three digits behind a comma may be thousands, unless what is before it is no such group.
  { shape: /^[+-]?(?:\d+,(?:\d{1,2}|\d{4,})|(?:0+|\d{4,}),\d{3})$/, surplus: /$^/g },
]

/** @returns undefined where it is no number, or two numbers could be meant (`1,234`) */
export function numberIn(cell: Cell): number | undefined {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : undefined
  if (typeof cell !== 'string') return undefined
  const text = cell.trim()
  const read = plainNumber.test(text) ? text : plainForm(text)
  const number = read === undefined ? Number.NaN : Number(read)
  return Number.isFinite(number) ? number : undefined
}

const plainForm = (text: string) => {
  const written = writtenNumbers.find(({ shape }) => shape.test(text))
  return written && text.replace(written.surplus, '').replace(',', '.')
}

const words = (value: boolean, text: string) => text.split(' ').map((word) => [fold(word), value] as const)

const flags = new Map([
  ...words(true, 'true yes y 1 x on checked ✓ ✔ ja j wahr oui o vrai si sí s verdadero vero sim verdadeiro waar tak t'),
  ...words(true, 'prawda はい 是 对'),
  ...words(false, 'false no n 0 off unchecked nein falsch non faux falso não nee onwaar nie fałsz いいえ 否 不'),
])

/** @returns undefined where it says neither yes nor no */
export function flagIn(cell: Cell): boolean | undefined {
  if (typeof cell === 'boolean') return cell
  if (cell === 'true') return true
  if (cell === 'false') return false
  return flags.get(fold(textOf(cell)))
}

const people = 'person people contact individual persona particulier pessoa persoon osoba 個人 个人'
const organizations =
  'organization organisation company business firma unternehmen société entreprise empresa organización azienda bedrijf'
const recordTypes = new Map([
  ...people.split(' ').map((word) => [fold(word), 'PERSON'] as const),
  ...organizations.split(' ').map((word) => [fold(word), 'ORGANIZATION'] as const),
])

export const recordTypeIn = (cell: Cell): string | undefined => recordTypes.get(fold(textOf(cell)))

const separators = /[;,\r\n]|:::/

/**
 * The addresses of a cell, bare: `a@x; b@y`, `a@x ::: b@y`, `Doe, Ann <a@x>`.
 * @returns undefined where a piece of it is no address
 */
export function emailsIn(text: string): string[] | undefined {
  if (isEmail(text)) return [text]
  const unquoted = text.replace(/"[^"]*"/g, ' ')
  const hasNames = unquoted.includes('<')
  const found: string[] = []
  for (const piece of unquoted.split(separators)) {
    // A name may have a comma of its own.
    if (piece.trim() === '' || (hasNames && !piece.includes('@'))) continue
    const inside = /<([^<>]*)>\s*$/.exec(piece)?.[1] ?? piece
    for (const address of inside.trim().split(/\s+/)) {
      if (!isEmail(address)) return undefined
      found.push(address)
    }
  }
  return found.length === 0 ? undefined : found
}
