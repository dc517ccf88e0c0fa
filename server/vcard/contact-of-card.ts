import { splitName } from '../contacts/whole-name.ts'
import { type Picture, pictureOf } from '../photos/picture.ts'
import { type ContactGiven, Draft, type Taker } from './draft.ts'
import { itemTakers } from './item-properties.ts'
import { isLeftOver, takeLeftOver } from './left-over.ts'
import type { ReadCard } from './read-cards.ts'

/**
 * What a card says of a contact, with names for labels, types and custom fields. What is too long or not valid is left as
 * it is: nothing here is checked against the class WebContact, not even what the card's X-VOYZU- properties hold.
 * @returns with its picture, and as `ignored` the names of the properties that were not kept
 */
export function contactOfCard(card: Pick<ReadCard, 'version' | 'properties'>): {
  contact: ContactGiven
  photo: Picture | undefined
  ignored: string[]
} {
  const draft = new Draft(card)
  const ignored = new Set<string>()
  for (const property of card.properties) {
    const { name } = property
    if (isLeftOver(name) || aboutTheCard.has(name)) continue
    if (!takers.get(name)?.(draft, property)) ignored.add(name)
  }
  if (!conclude(draft)) ignored.add('ROLE')
  const left = new Set<string>()
  for (const property of card.properties) {
    const { name } = property
    if (!isLeftOver(name) || aboutTheCard.has(name)) continue
    if (left.has(name) || !takeLeftOver(property, draft.wholeText(property), draft.contact)) ignored.add(name)
    left.add(name)
  }
  return { contact: draft.contact, photo: draft.photo, ignored: [...ignored] }
}

/** They are about the card rather than the contact, or are read with others. */
const aboutTheCard = new Set([
  ...['BEGIN', 'END', 'VERSION', 'PRODID', 'REV', 'UID', 'X-ABLABEL'],
  // What became of the card in an earlier import.
  ...['X-VOYZU-VERDICT', 'X-VOYZU-REASON'],
])

/** Several properties together say what the contact is. @returns whether what is told by ROLE was of use, if anything */
function conclude({ contact, fullName, role, isOrganization, notes, labels }: Draft): boolean {
  if (notes.length > 0) contact.Notes = notes.join('\n\n')
  if (labels.size > 0) contact.Labels = [...labels]
  if (isOrganization && contact.OrganizationName === undefined && fullName) contact.OrganizationName = fullName
  const isNamed = contact.FirstName !== undefined || contact.LastName !== undefined || contact.MiddleName !== undefined
  if (!isNamed && fullName && fullName !== contact.OrganizationName) Object.assign(contact, splitName(fullName))
  const isPerson = contact.FirstName !== undefined || contact.LastName !== undefined
  if (isPerson && !isOrganization) contact.RecordType = 'PERSON'
  else if (isOrganization || contact.OrganizationName !== undefined) contact.RecordType = 'ORGANIZATION'
  if (role === undefined) return true
  const isOfUse = contact.JobTitle === undefined
  contact.JobTitle ??= role
  return isOfUse
}

type OneLine = 'Nickname' | 'PhoneticFirstName' | 'PhoneticLastName' | 'JobTitle'

/** The first of several counts. */
const line =
  (name: OneLine): Taker =>
  (draft, property) => {
    const text = draft.text(property)
    if (text === '') return true
    if (draft.contact[name] !== undefined) return false
    draft.contact[name] = text
    return true
  }

const nameParts = ['LastName', 'FirstName', 'MiddleName', 'NamePrefix', 'NameSuffix'] as const

const names: Taker = (draft, property) => {
  const parts = draft.parts(property)
  nameParts.forEach((name, index) => {
    const part = parts[index]
    if (part) draft.contact[name] ??= part
  })
  return true
}

/** How a name sounds, as Japanese mobile phones tell it; else it is a recording. */
const sound: Taker = (draft, property) => {
  if (!property.types.some((type) => type.toUpperCase() === 'X-IRMC-N')) return false
  const [last, first] = draft.parts(property)
  if (first) draft.contact.PhoneticFirstName ??= first
  if (last) draft.contact.PhoneticLastName ??= last
  return true
}

const organization: Taker = (draft, property) => {
  const { contact } = draft
  if (contact.OrganizationName !== undefined || contact.Department !== undefined) return false
  const [own, ...units] = draft.parts(property)
  const department = units.filter(Boolean).join(', ')
  if (own) contact.OrganizationName = own
  if (department !== '') contact.Department = department
  return true
}

/** RFC 2426, section 3.1.4, RFC 6350, section 6.2.4, and 2.1: base64, or that in an address of its own. Nothing is fetched. */
const photo: Taker = (draft, { value }) => {
  if (value.trim() === '') return false
  const picture = pictureOf(Buffer.from(value.replace(/^\s*data:[^,]*,/i, ''), 'base64'))
  draft.photo ??= picture
  return picture !== undefined
}

const note: Taker = (draft, property) => {
  const text = draft.wholeText(property)
  if (text.trim() !== '') draft.notes.push(text)
  return true
}

const categories: Taker = (draft, property) => {
  for (const name of draft.parts(property, ','))
    if (name !== '') draft.labels.add(name.startsWith('#') ? name : `#${name}`)
  return true
}

const fullName: Taker = (draft, property) => {
  draft.fullName ??= draft.text(property)
  return true
}

const role: Taker = (draft, property) => {
  draft.role ??= draft.text(property) || undefined
  return true
}

const organizationIf =
  (word: string): Taker =>
  (draft, property) => {
    if (draft.text(property).toLowerCase() === word) draft.isOrganization = true
    return true
  }

const takers = new Map<string, Taker>([
  ...itemTakers,
  ['N', names],
  ['FN', fullName],
  ['NICKNAME', line('Nickname')],
  ['X-PHONETIC-FIRST-NAME', line('PhoneticFirstName')],
  ['X-PHONETIC-LAST-NAME', line('PhoneticLastName')],
  ['SOUND', sound],
  ['ORG', organization],
  ['TITLE', line('JobTitle')],
  ['ROLE', role],
  ['NOTE', note],
  ['PHOTO', photo],
  ['CATEGORIES', categories],
  ['KIND', organizationIf('org')],
  ['X-ABSHOWAS', organizationIf('company')],
])
