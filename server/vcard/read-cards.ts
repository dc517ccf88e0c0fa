import type { Source } from '../files/source.ts'
import { invalid } from '../http/errors.ts'
import { largestPicture } from '../photos/picture.ts'
import { type Line, LineCutter, type Units, unitsOf } from './lines.ts'
import { type CardProperty, propertyOf } from './property.ts'

/** A card as it is in the file. */
export interface ReadCard {
  /** Which of the file, from 1, in the order in which they end. */
  number: number
  /** The bytes of the file that are the card: from `from` up to and without `to`. */
  from: number
  to: number
  version: '2.1' | '3.0' | '4.0'
  properties: CardProperty[]
  /** Why the card cannot be read as it stands, in words for the user. */
  fault?: string
}

/** A picture as text, with what its lines take: that of the largest which is kept. */
const longestPhoto = largestPicture * 2
/** In units of the file. */
const largestCard = 16 * 1024 * 1024
/** What a property takes in memory beside its text, so that a card of a million empty ones counts as large. */
const costOfProperty = 100
/** The same of a line, of which a million may be empty. */
const costOfLine = 16
/** Of cards that do not end before the next begins, no more than this are waited for. */
const deepest = 3

/**
 * The cards of a file of vCard 2.1, 3.0 (RFC 2426) or 4.0 (RFC 6350), while it is read. Sounds, logos and keys come
 * without their data, as do pictures behind the first, and one that is too large. A card within AGENT is dropped with it; any other card within a card is one of its own.
 * @param encoding a label of the WHATWG Encoding Standard, for bytes that are no UTF-8; `windows-1252` when absent
 * @throws a 400 where there is no such encoding, or no card in the file
 */
export async function* readCards(source: Source, encoding?: string): AsyncGenerator<ReadCard> {
  const units = await unitsOf(source, encoding)
  const cutter = new LineCutter(units)
  const collector = new CardCollector(units)
  for await (const piece of source.read(units.from, source.size)) {
    for (const line of cutter.cut(piece)) collector.take(line)
    yield* collector.ended()
  }
  for (const line of cutter.rest()) collector.take(line)
  collector.close(source.size)
  yield* collector.ended()
  if (collector.count === 0)
    throw invalid('There are no vCards in this file: no line says BEGIN:VCARD. Choose a file of contacts (.vcf).')
}

interface OpenCard {
  from: number
  /** Where the first card within it begins. */
  within?: number
  /** Belongs to a property AGENT, and is not kept. */
  isAgent: boolean
  version?: ReadCard['version']
  properties: CardProperty[]
  size: number
  hasPhoto: boolean
  isTooLarge: boolean
}

const isBegin = /^(?:\xef\xbb\xbf|\ufeff)?begin\s*:\s*vcard\s*$/i
const isEnd = /^end\s*:\s*vcard\s*$/i
const isQuotedPrintable = /^[^:]*[;=]quoted-printable[;:]/i
const isPhoto = /^(?:[\w-]+\.)?photo[;:]/i
/** Of where a picture is to be found. */
const isAddress = /^[^:]*;(?:value=)?ur[il][;:]|:\s*https?:/i
const isData = /^(?:[\w-]+\.)?(?:photo|logo|key|sound(?![^:]*x-irmc-n))[;:]/i

/** Makes cards of lines. */
class CardCollector {
  readonly #units: Units
  #open: OpenCard[] = []
  #ended: ReadCard[] = []
  /** The line that may yet be continued, in its pieces; none where there is no card. */
  #parts: string[] = []
  #isQuoted = false
  #isData = false
  /** How much of the data is kept yet. */
  #dataRoom = 0
  count = 0

  constructor(units: Units) {
    this.#units = units
  }

  /** The cards that have ended since the last call. */
  ended(): ReadCard[] {
    const ended = this.#ended
    this.#ended = []
    return ended
  }

  take(line: Line): void {
    const { text } = line
    const isEnding = isEnd.test(text)
    if (!isEnding && this.#continues(text)) return
    this.#finishProperty()
    if (isBegin.test(text)) this.#begin(line.from)
    else if (isEnding) this.#endInnermost(line.to)
    else this.#startProperty(line)
  }

  /** Nothing more comes. */
  close(to: number): void {
    this.#finishProperty()
    while (this.#open.length > 0) this.#giveUpOutermost(to)
  }

  #begin(from: number): void {
    const outer = this.#open.at(-1)
    const last = outer?.properties.at(-1)
    const isAgent = last?.name === 'AGENT' && last.value.trim() === ''
    if (outer !== undefined && !isAgent) outer.within ??= from
    if (this.#open.length === deepest) this.#giveUpOutermost(from)
    this.#open.push({ from, isAgent, properties: [], size: 0, hasPhoto: false, isTooLarge: false })
  }

  #endInnermost(to: number): void {
    const card = this.#open.pop()
    if (card !== undefined && !card.isAgent) this.#give(card, to, undefined)
  }

  #giveUpOutermost(to: number): void {
    const card = this.#open.shift()
    if (card === undefined || card.isAgent) return
    this.#give(card, card.within ?? to, 'The card does not end: its line END:VCARD is missing.')
  }

  #give(card: OpenCard, to: number, fault: string | undefined): void {
    const { from, properties, isTooLarge } = card
    this.count++
    const read: ReadCard = { number: this.count, from, to, version: card.version ?? guessed(properties), properties }
    const told = isTooLarge ? 'The card is longer than 16 MB. Shorten its notes.' : fault
    if (told !== undefined) read.fault = told
    this.#ended.push(read)
  }

  #startProperty({ text, cut }: Line): void {
    const card = this.#open.at(-1)
    if (card === undefined || text === '') return
    this.#isData = isData.test(text)
    const isFirstPhoto = !card.hasPhoto && isPhoto.test(text) && !isAddress.test(text)
    card.hasPhoto ||= isFirstPhoto
    this.#dataRoom = isFirstPhoto && !cut ? longestPhoto : 0
    this.#keep(text)
    if (cut && !this.#isData) this.#refuse(card)
    this.#isQuoted = !this.#isData && text.endsWith('=') && isQuotedPrintable.test(text)
  }

  /** Whether the line goes on with the property before it, which then has it. */
  #continues(text: string): boolean {
    const last = this.#parts.at(-1)
    if (last === undefined) return false
    // In 2.1 the lines of data need no blank before them.
    if (this.#isData && !text.includes(':')) {
      this.#keep(text)
      return true
    }
    // A soft line break (RFC 2045): what follows is the text as it stands.
    if (this.#isQuoted) {
      this.#parts[this.#parts.length - 1] = last.slice(0, -1)
      this.#keep(text)
      this.#isQuoted = text.endsWith('=')
      return true
    }
    const isOld = this.#open.at(-1)?.version === '2.1'
    if (text[0] === ' ' || text[0] === '\t') {
      // In 2.1 the blank is part of the text.
      this.#keep(isOld ? text : text.slice(1))
      return true
    }
    // Some programs of that time write the lines of an address so.
    if (!isOld || !last.endsWith('\\') || text === '' || text.includes(':')) return false
    this.#parts[this.#parts.length - 1] = last.slice(0, -1)
    this.#keep(`\n${text}`)
    return true
  }

  #keep(text: string): void {
    const card = this.#open.at(-1)
    if (card === undefined || card.isTooLarge) return
    if (text !== '') this.#parts.push(text)
    const cost = text.length + costOfLine
    if (this.#isData) this.#dropUnlessRoom(cost)
    else card.size += cost
    if (card.size > largestCard) this.#refuse(card)
  }

  /** The name of the property is kept, to tell that there was one. */
  #dropUnlessRoom(cost: number): void {
    this.#dataRoom -= cost
    if (this.#dataRoom > 0) return
    const [first = ''] = this.#parts
    this.#parts = [`${first.slice(0, first.search(/[;:]/))}:`]
  }

  #refuse(card: OpenCard): void {
    card.isTooLarge = true
    card.properties = []
    this.#parts = []
  }

  #finishProperty(): void {
    if (this.#parts.length === 0) return
    const line = this.#parts.length === 1 ? (this.#parts[0] ?? '') : this.#parts.join('')
    this.#parts = []
    this.#isQuoted = false
    this.#isData = false
    const card = this.#open.at(-1)
    if (card === undefined || card.isAgent || card.isTooLarge) return
    const property = propertyOf(line, this.#units)
    if (property === undefined) return
    if (property.name === 'VERSION') card.version ??= versionOf(property.value)
    card.properties.push(property)
    card.size += costOfProperty
    if (card.size > largestCard) this.#refuse(card)
  }
}

function versionOf(text: string): ReadCard['version'] | undefined {
  const version = text.trim()
  return version === '2.1' || version === '3.0' || version === '4.0' ? version : undefined
}

/** Where a card does not say. Much else of 2.1 is read alike in a card of 3.0. */
function guessed(properties: CardProperty[]): ReadCard['version'] {
  const isOld = properties.some(({ parameters }) => parameters['ENCODING']?.toUpperCase() === 'QUOTED-PRINTABLE')
  return isOld ? '2.1' : '3.0'
}
