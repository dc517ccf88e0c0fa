import { posix } from 'node:path'
import type { Source } from '../files/source.ts'
import { BrokenXml, damaged, notXlsx } from './refusals.ts'
import { childOf, childrenOf, prefixed, type XmlElement, xmlTree } from './xml-tree.ts'
import { openZip, partKey, textOf, type Zip } from './zip-archive.ts'

/** A part that another points to. */
export interface Relation {
  id: string
  /** The last word of its type: the words are the same in strict and transitional workbooks, what is before differs. */
  type: string
  /** The key of the part; undefined if it is outside of the workbook. */
  part: string | undefined
}

export interface Tab {
  name: string
  /** Of its relation. */
  id: string
  isHidden: boolean
  /** Of sheets of cells, `worksheet`; there are sheets of charts and macros too. */
  type: string
  /** The key of its part. */
  part: string
}

export interface Workbook {
  zip: Zip
  /** The key of the workbook's own part. */
  part: string
  tree: XmlElement
  relations: Relation[]
  tabs: Tab[]
  /** Whether days count from 1904-01-01. */
  is1904: boolean
}

const longestPart = 32 * 1024 ** 2

/** A small part as text. @returns undefined if there is none */
export async function smallPart(zip: Zip, key: string): Promise<string | undefined> {
  const entry = zip.entries.get(key)
  if (entry === undefined) return undefined
  let text = ''
  for await (const piece of textOf(zip, entry)) {
    text += piece
    if (text.length > longestPart) throw damaged(`its part ${key} is larger than any program writes`)
  }
  // What is made of it is UTF-8.
  return text.replace(/^(<\?xml[^>]*?)\s+encoding=("[^"]*"|'[^']*')/, '$1')
}

export function treeOf(key: string, xml: string): XmlElement {
  try {
    return xmlTree(xml)
  } catch (error) {
    if (error instanceof BrokenXml) throw damaged(`${error.message}, in its part ${key}`)
    throw error
  }
}

export async function smallTree(zip: Zip, key: string): Promise<XmlElement | undefined> {
  const xml = await smallPart(zip, key)
  return xml === undefined ? undefined : treeOf(key, xml)
}

export const relationsKey = (part: string): string =>
  posix.join(posix.dirname(part), '_rels', `${posix.basename(part)}.rels`)

/** @param part '' is the package itself */
export async function relationsOf(zip: Zip, part: string): Promise<Relation[]> {
  const tree = await smallTree(zip, relationsKey(part))
  return childrenOf(tree, 'Relationship').map((element) => asRelation(element, part))
}

export function asRelation({ attributes }: XmlElement, part: string): Relation {
  const target = attributes.get('Target') ?? ''
  const isOutside = attributes.get('TargetMode') === 'External'
  return {
    id: attributes.get('Id') ?? '',
    type: posix.basename(attributes.get('Type') ?? ''),
    part: isOutside ? undefined : partKey(posix.join('/', target.startsWith('/') ? '' : posix.dirname(part), target)),
  }
}

/** @throws `INVALID` where the file holds no workbook of this format */
export async function openWorkbook(source: Source): Promise<Workbook> {
  const zip = await openZip(source)
  const start = await relationsOf(zip, '')
  const part = start.find(({ type }) => type === 'officeDocument')?.part ?? 'xl/workbook.xml'
  const tree = part.endsWith('.bin') ? undefined : await smallTree(zip, part)
  if (tree?.name !== 'workbook') throw notXlsx(whatElse(zip, part))
  const relations = await relationsOf(zip, part)
  const tabs = childrenOf(childOf(tree, 'sheets'), 'sheet').flatMap((sheet) => asTab(sheet, relations))
  return {
    ...{ zip, part, tree, relations, tabs },
    is1904: isOn(childOf(tree, 'workbookPr')?.attributes.get('date1904')),
  }
}

const isOn = (value: string | undefined) => value === '1' || value === 'true' || value === 'on'

function asTab(sheet: XmlElement, relations: Relation[]): Tab[] {
  const relation = relations.find(({ id }) => id === prefixed(sheet, 'id'))
  if (relation?.part === undefined) throw damaged('one of its sheets is missing')
  const { attributes } = sheet
  const isHidden = (attributes.get('state') ?? 'visible') !== 'visible'
  return [{ name: attributes.get('name') ?? '', id: relation.id, isHidden, type: relation.type, part: relation.part }]
}

function whatElse({ entries }: Zip, part: string): string {
  if (part.endsWith('.bin')) return 'is an .xlsb'
  if (entries.has('mimetype') && entries.has('content.xml')) return 'is an OpenDocument file (.ods or the like)'
  return 'holds no Excel workbook'
}
