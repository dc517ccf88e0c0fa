/** Postal addresses, without what people write in different ways. */
import { wordsOf } from './words.ts'

export interface Address {
  /** The words of the street without number and kind, in one: `Main St.` and `main street` are the same. */
  street: string
  number: string
  /** Flat, house, care of. */
  extended: string
  city: string
  postcode: string
  region: string
  country: string
}

/** What says that it is a street. Where the street is called nothing else, it stays. */
const kinds = new Set(
  `street st str strasse road rd avenue av ave drive dr lane ln place pl court ct circuit cct crescent cres close cl
  boulevard blvd way terrace tce parade pde highway hwy square sq grove gr rue calle via viale piazza plaza weg allee
  platz gasse ulica ul straat laan gatan vagen vej gade rua avenida no nr num unit apt`.split(/\s+/),
)

const endings = /(?:strasse|str|straat|gatan|vagen)$/

export function readAddress(given: Record<string, unknown>): Address {
  const words = wordsOf(given['Street'])
  const number = words.find((word) => /\d/.test(word)) ?? ''
  const names = words.filter((word) => !/^\d/.test(word))
  const own = names.filter((word) => !kinds.has(word))
  return {
    street: (own.length > 0 ? own : names).join('').replace(endings, '') || names.join(''),
    number: number.replace(/^0+(?=\d)/, ''),
    extended: wordsOf(given['ExtendedAddress']).join(''),
    city: wordsOf(given['City']).join(''),
    postcode: wordsOf(given['PostalCode']).join(''),
    region: wordsOf(given['Region']).join(''),
    country: wordsOf(given['Country']).join(''),
  }
}
