/** Properties that a contact has several of. */
import { keptText } from '../files/kept-text.ts'
import type { Draft, Taker } from './draft.ts'
import { isPreferred } from './item-labels.ts'
import type { CardProperty } from './property.ts'
import { dayOf } from './values.ts'

type Address = NonNullable<Draft['contact']['Addresses']>[number]

const primaryOf = (property: CardProperty) => (isPreferred(property) ? { Primary: true } : {})

const email: Taker = (draft, property) => {
  const text = draft.text(property).replace(/^mailto:/i, '')
  // Some write it with the name, as in a letter: "Ann" <ann@example.com>
  const Value = text.endsWith('>') ? (/<([^<>]*)>$/.exec(text)?.[1] ?? text) : text
  if (Value === '') return true
  draft.add('Emails', { Value, ...primaryOf(property) }, draft.labelOf(property))
  return true
}

const phone: Taker = (draft, property) => {
  const text = draft.text(property)
  if (text === '') return true
  if (/^sips?:/i.test(text)) return messengerOf('SIP')(draft, property)
  draft.add('Phones', { Value: phoneNumber(text), ...primaryOf(property) }, draft.labelOf(property))
  return true
}

/** `tel:+1-418-656-9254;ext=102` (RFC 3966) as people write it. */
function phoneNumber(text: string): string {
  if (!/^tel:/i.test(text)) return text
  const [number = '', ...more] = text.slice(4).split(';')
  const extension = more.find((part) => /^ext=/i.test(part))
  return extension === undefined ? number : `${number} ext. ${extension.slice(4)}`
}

const address: Taker = (draft, property) => {
  const [box = '', extended = '', street = '', city = '', region = '', code = '', country = ''] = draft.parts(property)
  const item: Address = primaryOf(property)
  const inside = [extended, box].filter(Boolean).join(', ')
  if (street !== '') item.Street = street
  if (inside !== '') item.ExtendedAddress = inside
  if (city !== '') item.City = city
  if (region !== '') item.Region = region
  if (code !== '') item.PostalCode = code
  if (country !== '') item.Country = country
  const isEmpty = !(street || inside || city || region || code || country)
  if (isEmpty) return true
  draft.add('Addresses', item, draft.labelOf(property))
  return true
}

const website: Taker = (draft, property) => {
  const Value = draft.text(property)
  if (Value === '') return true
  draft.add('Websites', { Value }, draft.labelOf(property))
  return true
}

const date =
  (label?: string): Taker =>
  (draft, property) => {
    const Value = dayOf(draft.text(property), property.parameters['X-APPLE-OMIT-YEAR'])
    if (Value === '') return true
    draft.add('Dates', { Value }, label ?? draft.labelOf(property))
    return true
  }

const relation =
  (label?: string): Taker =>
  (draft, property) => {
    const Value = draft.text(property)
    // RELATED may name another card by its id, which says nothing here.
    if (Value === '') return true
    if (property.name === 'RELATED' && isAddress(property, Value)) return false
    draft.add('Relations', { Value }, label ?? draft.labelOf(property))
    return true
  }

const isAddress = ({ parameters }: CardProperty, text: string) =>
  parameters['VALUE']?.toLowerCase() !== 'text' && /^(?:urn|mailto|https?|data):/i.test(text)

/** An address begins with the name of its messenger (RFC 4770), save that two such names say nothing. */
const messenger: Taker = (draft, property) => {
  const text = draft.text(property)
  const [, scheme = '', inside = text] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(text) ?? []
  const Value = decodedAddress(inside)
  if (Value === '') return true
  const named = silentSchemes.has(scheme.toLowerCase()) ? '' : scheme.toUpperCase()
  const Protocol = property.parameters['X-SERVICE-TYPE'] || named
  draft.messengers.add(messengerKey(Protocol, Value))
  draft.add('InstantMessages', { Value, ...(Protocol === '' ? {} : { Protocol }) }, draft.labelOf(property))
  return true
}

const silentSchemes = new Set(['', 'im', 'x-apple'])

const messengerKey = (protocol: string, value: string) => `${protocol.toUpperCase()} ${value}`

function decodedAddress(text: string): string {
  try {
    return text.includes('%') ? keptText(decodeURIComponent(text)) : text
  } catch {
    return text
  }
}

/** Of the properties that there were before IMPP. Apple writes both. */
const messengerOf =
  (Protocol: string): Taker =>
  (draft, property) => {
    const Value = draft.text(property).replace(/^sips?:/i, '')
    if (Value === '') return true
    const key = messengerKey(Protocol, Value)
    if (draft.messengers.has(key)) return true
    draft.messengers.add(key)
    draft.add('InstantMessages', { Value, Protocol }, draft.labelOf(property))
    return true
  }

const androidDates: Record<string, string> = { '1': 'anniversary', '2': 'other', '3': 'birthday' }
const androidRelations = ['', 'assistant', 'brother', 'child', 'domestic partner', 'father', 'friend', 'manager']
androidRelations.push('mother', 'parent', 'partner', 'referred by', 'relative', 'sister', 'spouse')

/** What Android's contacts provider has and vCard has not: its type of item, then the columns of the item. */
const androidItem: Taker = (draft, property) => {
  const [kind, Value = '', type = '', own = ''] = draft.parts(property)
  if (Value === '') return false
  const labelled = (label: string | undefined) => (type === '0' ? own : label) || undefined
  if (kind === 'vnd.android.cursor.item/nickname') draft.contact.Nickname ??= Value
  else if (kind === 'vnd.android.cursor.item/contact_event')
    draft.add('Dates', { Value: dayOf(Value, undefined) }, labelled(androidDates[type]))
  else if (kind === 'vnd.android.cursor.item/relation')
    draft.add('Relations', { Value }, labelled(androidRelations[Number(type)]))
  else return false
  return true
}

export const itemTakers: [name: string, Taker][] = [
  ['EMAIL', email],
  ['TEL', phone],
  ['ADR', address],
  ['URL', website],
  ['X-SOCIALPROFILE', website],
  ['BDAY', date('birthday')],
  ['ANNIVERSARY', date('anniversary')],
  ['X-ANNIVERSARY', date('anniversary')],
  ['X-EVOLUTION-ANNIVERSARY', date('anniversary')],
  ['X-KADDRESSBOOK-X-ANNIVERSARY', date('anniversary')],
  ['X-ABDATE', date()],
  ['RELATED', relation()],
  ['X-ABRELATEDNAMES', relation()],
  ['X-SPOUSE', relation('spouse')],
  ['X-EVOLUTION-SPOUSE', relation('spouse')],
  ['X-KADDRESSBOOK-X-SPOUSESNAME', relation('spouse')],
  ['X-MANAGER', relation('manager')],
  ['X-EVOLUTION-MANAGER', relation('manager')],
  ['X-KADDRESSBOOK-X-MANAGERSNAME', relation('manager')],
  ['X-ASSISTANT', relation('assistant')],
  ['X-EVOLUTION-ASSISTANT', relation('assistant')],
  ['X-KADDRESSBOOK-X-ASSISTANTSNAME', relation('assistant')],
  ['IMPP', messenger],
  ['X-SIP', messengerOf('SIP')],
  ['X-AIM', messengerOf('AIM')],
  ['X-ICQ', messengerOf('ICQ')],
  ['X-JABBER', messengerOf('XMPP')],
  ['X-MSN', messengerOf('MSN')],
  ['X-YAHOO', messengerOf('YAHOO')],
  ['X-SKYPE', messengerOf('SKYPE')],
  ['X-SKYPE-USERNAME', messengerOf('SKYPE')],
  ['X-GOOGLE-TALK', messengerOf('GOOGLE TALK')],
  ['X-GTALK', messengerOf('GOOGLE TALK')],
  ['X-QQ', messengerOf('QQ')],
  ['X-GADUGADU', messengerOf('GADU-GADU')],
  ['X-ANDROID-CUSTOM', androidItem],
]
