import { displayName, type WebContact } from '../contacts/contact.ts'
import type { StoredPicture } from '../photos/photos.ts'
import { cardText } from './card-text.ts'
import { contactOfCard } from './contact-of-card.ts'
import type { ContactGiven } from './draft.ts'
import { appleFormOf, labelOfTypes, typesOfLabel } from './item-labels.ts'
import { leftOver } from './left-over.ts'
import type { CardProperty } from './property.ts'
import { escaped, structured } from './values.ts'

type Version = '3.0' | '4.0'

/**
 * A contact as a vCard 3.0 (RFC 2426) or 4.0 (RFC 6350), without what is read only save its Id. Standard properties say
 * what they can, with Apple's labels and days; properties of ours say what is left, so that `contactOfCard` gives back
 * exactly this contact.
 */
export function cardOf(contact: WebContact, version: Version, photo?: StoredPicture): string {
  const given = withoutReadOnly(contact)
  const properties = new StandardProperties(given, version).all
  const read = contactOfCard({ version, properties }).contact
  const pictures = photo === undefined ? [] : [photoOf(photo, version)]
  return cardText(version, properties.concat(leftOver(given, read), pictures))
}

function withoutReadOnly(contact: WebContact): ContactGiven {
  if (!contact.Phones?.some(({ E164 }) => E164 !== undefined)) return contact
  return { ...contact, Phones: contact.Phones.map(({ E164: _, ...phone }) => phone) }
}

function photoOf({ mediaType, bytes }: StoredPicture, version: Version): CardProperty {
  const text = bytes.toString('base64')
  const property = { name: 'PHOTO', types: [], parameters: {} }
  if (version === '4.0') return { ...property, value: `data:${mediaType};base64,${text}` }
  const types = [mediaType.slice('image/'.length).toUpperCase()]
  return { ...property, types, parameters: { ENCODING: 'b' }, value: text }
}

const day = /^(?:\d{4}-|--)\d\d-\d\d$/
/** RFC 6350, section 6.6.6 */
const standardRelations = new Set(
  [
    'contact',
    'acquaintance',
    'friend',
    'met',
    'co-worker',
    'colleague',
    'co-resident',
    'neighbor',
    'child',
    'parent',
  ].concat(['sibling', 'spouse', 'kin', 'muse', 'crush', 'date', 'sweetheart', 'me', 'agent', 'emergency']),
)
const scheme = /^[A-Za-z][A-Za-z0-9+.-]{0,30}$/
const serviceName = /^\w(?:[\w .-]{0,30}\w)?$/

class StandardProperties {
  readonly all: CardProperty[] = []
  readonly #version: Version
  #groups = 0

  constructor(contact: ContactGiven, version: Version) {
    this.#version = version
    this.#names(contact)
    this.#work(contact)
    for (const item of contact.Emails ?? []) this.#item('EMAIL', escaped(item.Value), item)
    for (const item of contact.Phones ?? []) this.#item('TEL', escaped(item.Value), item)
    for (const item of contact.Addresses ?? []) {
      const { ExtendedAddress, Street, City, Region, PostalCode, Country } = item
      this.#item('ADR', structured([undefined, ExtendedAddress, Street, City, Region, PostalCode, Country]), item)
    }
    for (const item of contact.Websites ?? []) this.#item('URL', address(item.Value), item)
    for (const item of contact.Dates ?? []) this.#date(item)
    for (const item of contact.Relations ?? []) this.#relation(item)
    for (const item of contact.InstantMessages ?? []) this.#messenger(item)
    this.#text('NOTE', contact.Notes)
    if (contact.Labels?.length) this.#add('CATEGORIES', contact.Labels.map(category).join(','))
  }

  #names(contact: ContactGiven): void {
    const { LastName, FirstName, MiddleName, NamePrefix, NameSuffix, OrganizationName, Nickname, Emails } = contact
    this.#add('N', structured([LastName, FirstName, MiddleName, NamePrefix, NameSuffix]))
    const shown = displayName(contact) || OrganizationName || Nickname || Emails?.[0]?.Value || ''
    this.#add('FN', escaped(shown))
    this.#text('NICKNAME', Nickname)
    this.#text('X-PHONETIC-FIRST-NAME', contact.PhoneticFirstName)
    this.#text('X-PHONETIC-LAST-NAME', contact.PhoneticLastName)
  }

  #work({ RecordType, OrganizationName, Department, JobTitle }: ContactGiven): void {
    if (OrganizationName || Department)
      this.#add('ORG', Department ? structured([OrganizationName, Department]) : escaped(OrganizationName ?? ''))
    this.#text('TITLE', JobTitle)
    if (RecordType !== 'ORGANIZATION') return
    if (this.#version === '4.0') this.#add('KIND', 'org')
    else this.#add('X-ABSHOWAS', 'COMPANY')
  }

  #add(name: string, value: string): CardProperty {
    const property: CardProperty = { name, types: [], parameters: {}, value }
    this.all.push(property)
    return property
  }

  #text(name: string, text: string | undefined): void {
    if (text) this.#add(name, escaped(text))
  }

  #item(name: string, value: string, { Label, Primary }: { Label?: string; Primary?: boolean }): void {
    const property = this.#add(name, value)
    if (name === 'EMAIL' && this.#version === '3.0') property.types.push('INTERNET')
    property.types.push(...typesOfLabel(Label, name === 'TEL'))
    if (Primary && this.#version === '4.0') property.parameters['PREF'] = '1'
    else if (Primary) property.types.push('PREF')
    this.#label(property, Label)
  }

  /** Says in a group what the types do not say. */
  #label(property: CardProperty, label: string | undefined): void {
    if (!label || labelOfTypes(property.types) === label) return
    this.#groups++
    property.group = `item${this.#groups}`
    this.#add('X-ABLABEL', escaped(appleFormOf(label))).group = property.group
  }

  #date({ Value, Label }: { Value: string; Label?: string }): void {
    const name = this.#dateName(Label)
    const property = this.#add(name, escaped(Value))
    if (name === 'X-ABDATE') this.#label(property, Label)
    if (!day.test(Value)) return
    if (this.#version === '4.0')
      property.value = Value.startsWith('--') ? `--${Value.slice(2).replace('-', '')}` : Value.replaceAll('-', '')
    else if (Value.startsWith('--')) {
      // 3.0 knows no day without a year. This is how Apple writes it.
      property.value = `1604-${Value.slice(2)}`
      property.parameters['X-APPLE-OMIT-YEAR'] = '1604'
    }
  }

  /** A card has but one birthday, and one anniversary. */
  #dateName(label: string | undefined): string {
    const name = label === 'birthday' ? 'BDAY' : label === 'anniversary' && this.#version === '4.0' ? 'ANNIVERSARY' : ''
    return name === '' || this.all.some((property) => property.name === name) ? 'X-ABDATE' : name
  }

  #relation({ Value = '', Label }: { Value?: string; Label?: string }): void {
    if (this.#version === '3.0') {
      this.#label(this.#add('X-ABRELATEDNAMES', escaped(Value)), Label)
      return
    }
    const property = this.#add('RELATED', escaped(Value))
    property.parameters['VALUE'] = 'text'
    if (Label !== undefined && standardRelations.has(Label)) property.types.push(Label)
    this.#label(property, Label)
  }

  #messenger({ Value = '', Label, Protocol = '' }: { Value?: string; Label?: string; Protocol?: string }): void {
    const ownScheme = Protocol === '' ? 'im' : scheme.test(Protocol) ? Protocol.toLowerCase() : 'x-apple'
    const property = this.#add('IMPP', `${ownScheme}:${encodeURI(Value.toWellFormed())}`)
    property.types.push(...typesOfLabel(Label, false))
    if (Protocol !== ownScheme.toUpperCase() && serviceName.test(Protocol))
      property.parameters['X-SERVICE-TYPE'] = Protocol
    this.#label(property, Label)
  }
}

/** An address in the web has neither commas nor semicolons to guard. */
const address = (text: string | undefined) => (text ?? '').replace(/\\/g, '\\\\').replace(/\r\n|[\r\n]/g, '\\n')

/** Other programs show it, and without the sign it looks as theirs do. */
const category = (label: string) => escaped(/^#[^#]/.test(label) ? label.slice(1) : label)
