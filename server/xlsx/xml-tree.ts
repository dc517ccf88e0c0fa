import { BrokenXml } from './refusals.ts'
import { XmlScanner, type XmlTag } from './xml-scanner.ts'

/** An element of a small part. Places count characters from the part's beginning. */
export interface XmlElement {
  name: string
  qualifiedName: string
  attributes: Map<string, string>
  children: XmlElement[]
  text: string
  from: number
  /** Where the start tag ends and the end tag begins; both are `to` of `<a/>`. */
  inner: number
  innerTo: number
  to: number
}

export interface XmlEdit {
  from: number
  to: number
  by: string
}

// Styles that were copied from workbook to workbook for years have some 300,000.
const mostElements = 500_000

/** @throws BrokenXml */
export function xmlTree(xml: string): XmlElement {
  const builder = new TreeBuilder()
  const scanner = new XmlScanner(builder)
  scanner.write(xml)
  scanner.end()
  const [root] = builder.top.children
  if (root === undefined) throw new BrokenXml('it is empty')
  return root
}

class TreeBuilder {
  readonly top: XmlElement = blank('', 0, 0)
  readonly #path = [this.top]
  #count = 0

  get #here(): XmlElement {
    return this.#path.at(-1) ?? this.top
  }

  opened(name: string, tag: XmlTag) {
    if (++this.#count > mostElements) throw new BrokenXml('it has more elements than any program writes')
    const element = blank(name, tag.from, tag.to)
    element.qualifiedName = tag.qualifiedName
    for (const key of tag.names.slice(0, tag.count)) element.attributes.set(key, tag.get(key) ?? '')
    this.#here.children.push(element)
    this.#path.push(element)
  }

  closed(_name: string, from: number, to: number) {
    const element = this.#path.pop() ?? this.top
    element.innerTo = from
    element.to = to
  }

  text(text: string) {
    this.#here.text += text
  }
}

const blank = (name: string, from: number, inner: number): XmlElement => ({
  ...{ name, qualifiedName: name, attributes: new Map(), children: [], text: '' },
  ...{ from, inner, innerTo: inner, to: inner },
})

export const childrenOf = (element: XmlElement | undefined, name: string): XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? []

export const childOf = (element: XmlElement | undefined, name: string) => childrenOf(element, name)[0]

/** The attribute of that name, whatever its prefix is: `r:id` as `id`. */
export const prefixed = (element: XmlElement, name: string): string | undefined =>
  [...element.attributes].find(([key]) => key.endsWith(`:${name}`))?.[1]

/** The text with parts of it replaced. The edits must not overlap. */
export function edited(xml: string, edits: XmlEdit[]): string {
  let text = ''
  let at = 0
  // A stable sort: what is put in at one place comes in the order given.
  for (const { from, to, by } of edits.toSorted((a, b) => a.from - b.from)) {
    text += xml.slice(at, from) + by
    at = to
  }
  return text + xml.slice(at)
}

export const escaped = (text: string): string =>
  text.replace(/[&<>"\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)

/** The prefix of the element's name with its colon, for elements beside it. */
export const prefixOf = ({ name, qualifiedName }: XmlElement) => qualifiedName.slice(0, -name.length)
