/** A mapping for a file that nobody has looked at yet. */
import { isUuid } from '../database/uuid.ts'
import { isEmail } from '../http/validation.ts'
import { type Cell, textOf } from '../sheets/sheet.ts'
import { type Field, nameKey } from '../vocabulary/vocabulary.ts'
import { titleWords } from './headers.ts'
import { isBlank } from './marks.ts'
import { wholeLists } from './own-export.ts'
import type { Mode } from './plan.ts'
import { type Doubtful, type FieldHeaders, fieldHeaders, headerKey, type Meaning, meaningOf } from './recognise.ts'

export interface Suggestion {
  Column: string
  /** Absent where nothing fits. */
  Property?: string
  Label?: string
  Mode: Mode
  /** From 0 to 1. Without a Property: how sure it is that there is none. */
  Confidence: number
}

type Part = Extract<Meaning, { is: 'PART' }>
type Single = Extract<Meaning, { is: 'SINGLE' }>
type Known = Exclude<Meaning, { is: Doubtful }>

const unknown: Known = { is: 'NOTHING', confidence: 0 }
const nothing: Known = { is: 'NOTHING', confidence: 1 }

/**
 * @param names as `columnNames` gives them
 * @param sample some rows, for columns whose header says nothing
 * @returns one for each column
 */
export function suggestMapping(names: string[], sample: Cell[][], fields: Field[]): Suggestion[] {
  const custom = fieldHeaders(fields)
  const meant = names.map((name, index) => {
    const meaning = meaningOf(name, custom)
    if (meaning?.is === 'SINGLE' && meaning.property === 'Id') return idMeaning(meaning, sample, index)
    return meaning ?? sampleMeaning(sample, index)
  })
  const meanings = withoutLoose(withoutSecond(inContext(meant, sample)), sample)
  const places = placesOf(meanings)
  const labels = labelsOf(meanings, places)
  const suggestions = names.map((Column, index): Suggestion => {
    const meaning = meanings[index] ?? unknown
    if (meaning.is === 'NOTHING') return { Column, Mode: 'SKIP', Confidence: meaning.confidence }
    if (meaning.is === 'SINGLE') return single(Column, meaning, custom)
    const place = places[index]
    const Label = labels.get(`${meaning.list}[${place}]`)
    const Property = `${meaning.list}[${place}].${inStreet.has(meaning.part) ? 'Street' : meaning.part}`
    return {
      Column,
      Property,
      ...(Label === undefined ? {} : { Label }),
      Mode: 'APPEND',
      Confidence: meaning.confidence,
    }
  })
  const id = suggestions.findIndex(({ Property }) => Property === 'Id')
  return textsIn(sample, id).length === 0 ? suggestions : replacing(suggestions, wholeLists(suggestions, fields))
}

const replacing = (suggestions: Suggestion[], whole: Set<string>) =>
  suggestions.map((each): Suggestion => {
    const [property = ''] = each.Property?.split('[') ?? []
    return whole.has(property) ? { ...each, Mode: 'REPLACE' } : each
  })

function single(Column: string, { property, confidence }: Single, { byName }: FieldHeaders): Suggestion {
  const isMultilist = byName.get(nameKey(property))?.Type === 'MULTILIST'
  const isList = property === 'Labels' || property === 'ContactTypes' || isMultilist
  return { Column, Property: property, Mode: isList ? 'APPEND' : 'REPLACE', Confidence: confidence }
}

/** Every program has an id; ours is a UUID. */
function idMeaning(meaning: Meaning, sample: Cell[][], index: number): Meaning {
  return textsIn(sample, index).every((text) => isUuid(text)) ? meaning : { is: 'NOTHING', confidence: 0.9 }
}

const looksLike: { test: (text: string) => boolean; list: string; confidence: number }[] = [
  { test: isEmail, list: 'Emails', confidence: 0.6 },
  // Digits alone may be anything; a plus, a zero or something between them makes a number to dial.
  {
    test: (text) => /^(?=[+(0]|\d+[\s./-])[+(\d][\d\s()./-]{6,19}$/.test(text) && !looksLikeDay(text),
    list: 'Phones',
    confidence: 0.5,
  },
  { test: (text) => /^(https?:\/\/|www\.)\S+\.\S+$/i.test(text), list: 'Websites', confidence: 0.4 },
]

const looksLikeDay = (text: string) => /^\d{4}-\d\d-\d\d|^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$/.test(text)

function sampleMeaning(sample: Cell[][], index: number): Known {
  const texts = textsIn(sample, index)
  const found = texts.length === 0 ? undefined : looksLike.find(({ test }) => mostly(texts, test))
  if (found === undefined) return unknown
  return { is: 'PART', list: found.list, part: 'Value', group: `sample ${index}`, confidence: found.confidence }
}

const mostly = (texts: string[], test: (text: string) => boolean) => texts.filter(test).length >= texts.length * 0.8

const filledCells = (sample: Cell[][], index: number) =>
  sample.flatMap((cells) => {
    const cell = cells[index]
    return isBlank(cell) || cell === null || cell === undefined ? [] : [cell]
  })

const textsIn = (sample: Cell[][], index: number) =>
  filledCells(sample, index).flatMap((cell) => (typeof cell === 'string' ? [cell.trim()] : []))

/** What headers mean among the others, and above their cells. */
function inContext(meanings: Meaning[], sample: Cell[][]): Known[] {
  const has = (property: string) => meanings.some((each) => each.is === 'SINGLE' && each.property === property)
  const name = has('FirstName') && !has('LastName') ? 'LastName' : 'DisplayName'
  const givenName = has('LastName') && !has('FirstName') ? 'FirstName' : 'DisplayName'
  const title = has('JobTitle') || has('NameSuffix') ? 'NamePrefix' : 'JobTitle'
  const properties = { NAME: name, GIVEN_NAME: givenName, TITLE: title }
  const isInParts = meanings.some((each) => each.is === 'PART' && each.list === 'Dates' && each.part === 'Month')
  return meanings.map((each, index): Known => {
    if (each.is === 'PART') return isInParts && each.part === 'Value' ? dayAmongParts(each) : each
    if (each.is === 'NOTHING' || each.is === 'SINGLE') return each
    if (each.is === 'NUMBER') return houseNumber(meanings, sample, index) ?? sampleMeaning(sample, index)
    if (each.is === 'TITLE' && areTitles(textsIn(sample, index)))
      return { is: 'SINGLE', property: 'NamePrefix', confidence: 0.8, joins: true }
    return { is: 'SINGLE', property: properties[each.is], confidence: 0.7 }
  })
}

const longestHouseNumber = 8

/** A number beside a street is that of the house, unless it is too long for one. */
function houseNumber(meanings: Meaning[], sample: Cell[][], index: number): Known | undefined {
  if (filledCells(sample, index).some((cell) => textOf(cell).length > longestHouseNumber)) return undefined
  const street = [meanings[index - 1], meanings[index + 1]].find(
    (each) => each?.is === 'PART' && each.part === 'Street',
  )
  return street && ({ ...street, part: 'HouseNumber', confidence: 0.7 } as Part)
}

const titles = new Set(titleWords.split('|').map(headerKey))
const isTitle = (text: string) => text.match(/[\p{L}\p{M}]+/gu)?.every((word) => titles.has(headerKey(word))) === true
const areTitles = (texts: string[]) => texts.length > 0 && texts.filter(isTitle).length >= texts.length / 2

/** Beside `Birth Month`, `Birth Day` is the day alone. */
const dayAmongParts = (meaning: Part): Part =>
  meaning.list === 'Dates' && meaning.label === 'birthday' ? { ...meaning, part: 'Day' } : meaning

/** Of several columns for a single value the most certain one fills it. */
function withoutSecond(meanings: Known[]): Known[] {
  const best = new Map<string, Single>()
  for (const each of meanings) {
    if (each.is !== 'SINGLE') continue
    const before = best.get(each.property)
    if (before === undefined || each.confidence > before.confidence) best.set(each.property, each)
  }
  return meanings.map((each) =>
    each.is === 'SINGLE' && best.get(each.property) !== each && !each.joins ? unknown : each,
  )
}

/**
 * A label belongs to something (Outlook's `E-mail Type` does not), and a formatted address says the same as its parts: it
 * counts where they say nothing.
 */
function withoutLoose(meanings: Known[], sample: Cell[][]): Known[] {
  const itemOf = ({ list, group }: Part) => `${list} ${group}`
  const parts = meanings.flatMap((each, index) =>
    each.is !== 'PART' || besides.has(each.part)
      ? []
      : [
          {
            item: itemOf(each),
            isFormatted: each.part === 'Formatted',
            isFilled: filledCells(sample, index).length > 0,
          },
        ],
  )
  const complete = new Set(parts.map(({ item }) => item))
  const apart = parts.filter(({ isFormatted }) => !isFormatted)
  const formatted = parts.filter(
    ({ item, isFormatted, isFilled }) =>
      isFormatted && !apart.some((each) => each.item === item && (each.isFilled || !isFilled)),
  )
  const whole = new Set(formatted.map(({ item }) => item))
  return meanings.map((each): Known => {
    if (each.is !== 'PART') return each
    const isWhole = whole.has(itemOf(each))
    if (each.part === 'Formatted') return isWhole ? { ...each, part: 'Street' } : nothing
    return complete.has(itemOf(each)) && (!isWhole || besides.has(each.part)) ? each : nothing
  })
}

/** What is written into the street, behind or before it. */
const inStreet = new Set(['HouseNumber', 'HouseAddition'])

/** Parts that are nothing without others. */
const besides = new Set(['Label', 'Primary', 'Protocol'])

interface Group {
  list: string
  number: number
  parts: Set<string>
}

/** Which item of its list each part belongs to: by the numbers of the headers, then by where they stand. */
function placesOf(meanings: Known[]): number[] {
  const groups: Group[] = []
  const latest = new Map<string, Group>()
  const groupOf = meanings.map((each) => {
    if (each.is !== 'PART') return undefined
    const key = `${each.list} ${each.group}`
    let group = latest.get(key)
    if (group === undefined || (group.parts.has(each.part) && !isJoined(each))) {
      group = { list: each.list, number: each.number ?? 0, parts: new Set() }
      latest.set(key, group)
      groups.push(group)
    }
    group.parts.add(each.part)
    return group
  })
  const ordered = Object.groupBy(
    groups.toSorted((one, other) => one.number - other.number),
    ({ list }) => list,
  )
  return groupOf.map((group) => (group === undefined ? -1 : (ordered[group.list]?.indexOf(group) ?? -1)))
}

/** The further lines of one address. */
const isJoined = ({ part }: Part) => part === 'ExtendedAddress'

/** The labels that headers give, for every column of the item. */
function labelsOf(meanings: Known[], places: number[]): Map<string, string> {
  const labels = new Map<string, string>()
  for (const [index, each] of meanings.entries())
    if (each.is === 'PART' && each.label !== undefined) labels.set(`${each.list}[${places[index]}]`, each.label)
  return labels
}
