/** What an e-mail, a phone, an address is for: vCard's types and Apple's labels, and our labels. */
import type { CardProperty } from './property.ts'

/** They say nothing about what a thing is for. */
const silent = new Set(['voice', 'pref', 'internet', 'msg', 'text', 'x400', 'dom', 'intl', 'postal', 'parcel', 'uri'])

/** Where there are several types, the first of these counts. */
const leading: [type: string, label: string][] = [
  ['pager', 'pager'],
  ['cell', 'mobile'],
  ['mobile', 'mobile'],
  ['iphone', 'mobile'],
  ['work', 'work'],
  ['home', 'home'],
  ['main', 'main'],
  ['other', 'other'],
]

/** The label that types stand for, if any. A type that is none of the usual ones is a label itself. */
export function labelOfTypes(types: string[]): string | undefined {
  if (types.length === 0) return undefined
  const lower = types.map((type) => type.toLowerCase())
  if (lower.includes('fax')) {
    if (lower.includes('work')) return 'work fax'
    return lower.includes('home') ? 'home fax' : 'fax'
  }
  for (const [type, label] of leading) if (lower.includes(type)) return label
  const own = lower.findIndex((type) => !silent.has(type))
  const type = types[own]
  if (type === undefined) return undefined
  return /^x-./i.test(type) ? type.slice(2) : type.toLowerCase()
}

const appleLabel = /^_\$!<(.*)>!\$_$/

/** The text of X-ABLabel as a label: `_$!<Home>!$_` is `home`. */
export function labelOfApple(text: string): string {
  const known = appleLabel.exec(text)?.[1]?.toLowerCase()
  if (known === undefined) return text
  return known.endsWith('fax') && known.length > 3 ? `${known.slice(0, -3).trim()} fax` : known
}

const appleKnows = new Map(
  ['Anniversary', 'Other', 'Spouse', 'Partner', 'Mother', 'Father', 'Parent', 'Brother', 'Sister', 'Child', 'Friend']
    .concat(['Manager', 'Assistant', 'HomePage'])
    .map((name) => [name.toLowerCase(), `_$!<${name}>!$_`]),
)

/** A label as X-ABLabel has it: those that Apple knows are shown in the reader's language. */
export const appleFormOf = (label: string): string => appleKnows.get(label) ?? label

const usualTypes = new Map([
  ['work', ['WORK']],
  ['home', ['HOME']],
  ['other', ['OTHER']],
])

const phoneTypes = new Map([
  ...usualTypes,
  ['mobile', ['CELL']],
  ['main', ['MAIN']],
  ['pager', ['PAGER']],
  ['fax', ['FAX']],
  ['work fax', ['WORK', 'FAX']],
  ['home fax', ['HOME', 'FAX']],
])

/** The types that stand for a label, or for what it comes near. */
export function typesOfLabel(label: string | undefined, isPhone: boolean): string[] {
  if (label === undefined) return []
  return (isPhone ? phoneTypes : usualTypes).get(label.toLowerCase()) ?? []
}

/** Whether the thing is to be used first. */
export function isPreferred({ types, parameters }: CardProperty): boolean {
  return parameters['PREF'] === '1' || types.some((type) => type.toLowerCase() === 'pref')
}
