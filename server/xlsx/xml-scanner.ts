import { BrokenXml } from './refusals.ts'

export interface XmlListener {
  /** @param name without its prefix; `tag` is valid during the call alone */
  opened(name: string, tag: XmlTag): void
  /** Also of `<a/>`, where the tag that closes is empty. */
  closed(name: string, from: number, to: number): void
  /** Text comes in any number of pieces. */
  text(text: string): void
}

// No program writes a tag as long as this; a longer one would be kept in memory until its end.
const longestTag = 65_536
const deepest = 256
const longestEntity = 12

const lessThan = 60
const greaterThan = 62
const slash = 47
const equals = 61

/** A start tag. Its places count characters from the beginning of the part. */
export class XmlTag {
  from = 0
  to = 0
  qualifiedName = ''
  count = 0
  readonly names: string[] = []
  readonly values: string[] = []

  get(name: string): string | undefined {
    for (let i = 0; i < this.count; i++) if (this.names[i] === name) return unescaped(this.values[i] ?? '')
    return undefined
  }
}

/**
 * Reads XML as it comes and holds no more of it than a tag. It takes what the parts of a workbook may be made of (ECMA-376
 * part 2, 8.1.1 has no DTD) and throws BrokenXml at anything else. Names are told without their prefixes: no two
 * elements of the parts that are read differ by their namespaces alone.
 */
export class XmlScanner {
  readonly #listener: XmlListener
  readonly #tag = new XmlTag()
  readonly #open: string[] = []
  #rest = ''
  #before = 0
  #until = ''
  #ended = false

  constructor(listener: XmlListener) {
    this.#listener = listener
  }

  write(piece: string) {
    const xml = this.#rest === '' ? piece : this.#rest + piece
    let at = 0
    for (;;) {
      const next = this.#step(xml, at)
      if (next === at) break
      at = next
    }
    this.#rest = xml.slice(at)
    this.#before += at
    if (this.#rest.length > longestTag) throw new BrokenXml('a tag never ends')
  }

  end() {
    if (!this.#ended || this.#rest !== '' || this.#until !== '') throw new BrokenXml('it ends too early')
  }

  /** @returns where to go on: `at` itself if more has to come first */
  #step(xml: string, at: number): number {
    if (at >= xml.length) return at
    if (this.#until !== '') return this.#skip(xml, at)
    if (xml.charCodeAt(at) !== lessThan) return this.#text(xml, at)
    switch (xml[at + 1]) {
      case undefined:
        return at
      case '/':
        return this.#closeTag(xml, at)
      case '!':
        return this.#declaration(xml, at)
      case '?':
        this.#until = '?>'
        return at + 2
      default:
        return this.#openTag(xml, at)
    }
  }

  #skip(xml: string, at: number): number {
    const until = this.#until
    const end = xml.indexOf(until, at)
    const to = end === -1 ? Math.max(at, xml.length - until.length + 1) : end
    if (until === ']]>' && to > at) this.#listener.text(xml.slice(at, to))
    if (end === -1) return to
    this.#until = ''
    return end + until.length
  }

  #text(xml: string, at: number): number {
    const next = xml.indexOf('<', at)
    const end = next === -1 ? beforeUnfinished(xml, at) : next
    if (end === at) return at
    const text = xml.slice(at, end)
    if (this.#open.length > 0) this.#listener.text(unescaped(text))
    else if (text.trim() !== '') throw new BrokenXml('there is text outside of its elements')
    return end
  }

  #declaration(xml: string, at: number): number {
    if (xml.startsWith('<!--', at)) {
      this.#until = '-->'
      return at + 4
    }
    if (xml.startsWith('<![CDATA[', at) && this.#open.length > 0) {
      this.#until = ']]>'
      return at + 9
    }
    if (xml.length - at < 9 && ('<!--'.startsWith(xml.slice(at)) || '<![CDATA['.startsWith(xml.slice(at)))) return at
    throw new BrokenXml('it has a DOCTYPE, which no spreadsheet program writes')
  }

  #closeTag(xml: string, at: number): number {
    const end = xml.indexOf('>', at)
    if (end === -1) return at
    const name = this.#open.at(-1)
    const nameTo = at + 2 + (name?.length ?? 0)
    if (name === undefined || !xml.startsWith(name, at + 2) || (nameTo !== end && xml.slice(nameTo, end).trim() !== ''))
      throw new BrokenXml('its tags do not match')
    this.#open.pop()
    this.#ended = this.#open.length === 0
    this.#listener.closed(withoutPrefix(name), this.#before + at, this.#before + end + 1)
    return end + 1
  }

  #openTag(xml: string, at: number): number {
    const nameTo = nameEnd(xml, at + 1)
    this.#tag.count = 0
    let next = pastSpace(xml, nameTo)
    while (next < xml.length) {
      const code = xml.charCodeAt(next)
      if (code === greaterThan) return this.#opened(xml, at, nameTo, next + 1)
      if (code === slash) {
        if (next + 1 === xml.length) return at
        if (xml.charCodeAt(next + 1) !== greaterThan) break
        return this.#opened(xml, at, nameTo, next + 2)
      }
      next = this.#attribute(xml, next)
    }
    if (next < xml.length) throw new BrokenXml('a tag is not right')
    return at
  }

  /** @returns past the attribute and the space after it; the end of `xml` if the attribute goes beyond */
  #attribute(xml: string, from: number): number {
    const nameTo = nameEnd(xml, from)
    const sign = pastSpace(xml, nameTo)
    const quote = pastSpace(xml, sign + 1)
    if (quote >= xml.length) return xml.length
    const mark = xml[quote] ?? ''
    if (nameTo === from || xml.charCodeAt(sign) !== equals || (mark !== '"' && mark !== "'"))
      throw new BrokenXml('a tag is not right')
    const end = xml.indexOf(mark, quote + 1)
    if (end === -1) return xml.length
    const tag = this.#tag
    tag.names[tag.count] = xml.slice(from, nameTo)
    tag.values[tag.count++] = xml.slice(quote + 1, end)
    return pastSpace(xml, end + 1)
  }

  #opened(xml: string, from: number, nameTo: number, to: number): number {
    const qualifiedName = xml.slice(from + 1, nameTo)
    if (qualifiedName === '' || this.#ended || this.#open.length === deepest) throw new BrokenXml('a tag is not right')
    const tag = this.#tag
    tag.qualifiedName = qualifiedName
    tag.from = this.#before + from
    tag.to = this.#before + to
    const name = withoutPrefix(qualifiedName)
    this.#listener.opened(name, tag)
    if (xml.charCodeAt(to - 2) === slash) {
      this.#listener.closed(name, tag.to, tag.to)
      this.#ended = this.#open.length === 0
    } else this.#open.push(qualifiedName)
    return to
  }
}

function withoutPrefix(name: string): string {
  const colon = name.indexOf(':')
  return colon === -1 ? name : name.slice(colon + 1)
}

function pastSpace(xml: string, from: number): number {
  let at = from
  while (xml.charCodeAt(at) <= 32) at++
  return at
}

function nameEnd(xml: string, from: number): number {
  let at = from
  for (;;) {
    const code = xml.charCodeAt(at)
    // Beyond the end it is NaN, which is not above 32 either.
    if (!(code > 32) || code === slash || code === greaterThan || code === equals || code === lessThan) return at
    at++
  }
}

/** An entity or a line's end that may go on in the next piece waits for it. */
function beforeUnfinished(xml: string, from: number): number {
  const entity = xml.lastIndexOf('&')
  if (entity >= from && entity > xml.length - longestEntity && xml.indexOf(';', entity) === -1) return entity
  return xml.endsWith('\r') ? Math.max(from, xml.length - 1) : xml.length
}

const named: Record<string, string> = { 'amp;': '&', 'lt;': '<', 'gt;': '>', 'quot;': '"', 'apos;': "'" }

function unescaped(raw: string): string {
  const text = raw.indexOf('\r') === -1 ? raw : raw.replace(/\r\n?/g, '\n')
  if (text.indexOf('&') === -1) return text
  return text.replace(/&(#?\w{1,9};)?/g, (_, entity: string | undefined) => {
    const character = entity === undefined ? undefined : (named[entity] ?? numbered(entity))
    if (character === undefined) throw new BrokenXml('an "&" stands where none may')
    return character
  })
}

/** NUL goes and half a pair becomes U+FFFD, because no database keeps them. */
function numbered(entity: string): string | undefined {
  const code = /^#(x[0-9a-f]+|\d+);$/i.test(entity) ? Number(`0${entity.slice(1, -1)}`.replace(/^0(?!x)/i, '')) : -1
  if (code < 0 || code > 0x10ffff) return undefined
  if (code === 0) return ''
  return code >= 0xd800 && code < 0xe000 ? '\ufffd' : String.fromCodePoint(code)
}
