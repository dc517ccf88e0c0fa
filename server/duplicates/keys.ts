/**
 * What two contacts must have one of in common to be compared at all. Each key is of two things that seldom are both wrong,
 * so that few contacts share one in a list of any size.
 */

import type { Address } from './address.ts'
import { nicknameLines } from './nicknames.ts'
import type { Profile } from './profile.ts'
import { soundOf } from './similar.ts'

/** For the sake of one key a contact is compared with so many others at most. Where more share it, it tells too little. */
export const mostAlike = 12
/** But for what one seldom shares: somebody may have been added many times over. */
export const mostSame = 100

export const isTelling = (key: string) => key.startsWith('email ') || key.startsWith('phone ')

/** Of those that share a key, the first ones, who are compared; nobody, where they are too many. */
export function comparedOf<Holder>(holders: readonly Holder[], isTellingKey: boolean): readonly Holder[] {
  const most = isTellingKey ? mostSame : mostAlike
  return holders.length > most ? [] : holders.slice(0, mostAlike)
}

export function keysOf(profile: Profile): string[] {
  const keys = new Set<string>()
  for (const email of profile.emails) keys.add(`email ${email}`)
  if (profile.isOrganisation) addOrganisation(profile, keys)
  else addPerson(profile, keys)
  return [...keys]
}

function addPerson(profile: Profile, keys: Set<string>): void {
  const names = namesOf(profile)
  for (const first of names.firsts)
    for (const last of names.lasts) keys.add(`name ${[first, last].toSorted().join(' ')}`)
  for (const address of profile.addresses) addPlace(address, names, keys)
  // Who shares a phone, and has nothing of the name, is somebody else there.
  const initials = new Set(names.all.filter((name) => !name.startsWith('#')).map((name) => name.charAt(0)))
  for (const phone of profile.phones) for (const initial of initials) keys.add(`phone ${lastDigits(phone)} ${initial}`)
  if (profile.birthday === undefined) return
  keys.add(`birthday ${profile.birthday}`)
  // Of how many there are on one day, a long list has too many.
  for (const name of names.all) keys.add(`birthday and name ${profile.birthday.slice(-5)} ${name}`)
}

/** Without what comes before it in its country, which not everybody writes. */
const lastDigits = (phone: string) => phone.slice(-8)

interface Names {
  firsts: string[]
  lasts: string[]
  all: string[]
}

/** As they sound. */
function namesOf(profile: Profile): Names {
  const firsts = firstsOf(profile)
  const { words, joined } = profile.last
  const lasts = joined === '' ? [] : [...new Set([joined, ...longWords(words)].map(soundOf))]
  return { firsts, lasts, all: [...new Set([...firsts, ...lasts])] }
}

function addPlace(address: Address, { firsts, lasts, all }: Names, keys: Set<string>): void {
  const { street, postcode, city } = address
  if (postcode !== '') for (const name of all) keys.add(`name and postcode ${name} ${postcode}`)
  if (city !== '') for (const last of lasts) keys.add(`last and city ${last} ${soundOf(city)}`)
  if (street !== '') for (const first of firsts) keys.add(`first and street ${first} ${soundOf(street)}`)
}

/** By how it sounds and by the names of which it may be a form. */
function firstsOf({ first, nickname }: Profile): string[] {
  const given = [first.joined, first.words[0] ?? '', nickname.joined].filter((name) => name.length > 1)
  const firsts = new Set(given.map(soundOf))
  for (const name of given) for (const line of nicknameLines(name)) firsts.add(`#${line}`)
  return [...firsts].slice(0, mostFirsts)
}

const mostFirsts = 6

const longWords = (words: string[]) => (words.length > 1 ? words.filter((word) => word.length > 3) : [])

function addOrganisation({ organisation, addresses, domains, phones }: Profile, keys: Set<string>): void {
  const { words, joined } = organisation
  for (const phone of phones) keys.add(`phone ${lastDigits(phone)}`)
  for (const domain of domains) keys.add(`domain ${domain}`)
  if (joined === '') return
  const sounds = words.map(soundOf)
  keys.add(`organisation ${sounds.toSorted().join(' ')}`)
  keys.add(`joined ${soundOf(joined)}`)
  if (words.length > 1) keys.add(`two words ${sounds.slice(0, 2).join(' ')}`)
  for (const address of addresses) {
    for (const place of [address.postcode, address.city])
      if (place !== '') keys.add(`word and place ${sounds[0]} ${place}`)
    const { street, number, postcode, city } = address
    if (street !== '' && number !== '') keys.add(`door ${soundOf(street)} ${number} ${postcode || city}`)
  }
}
