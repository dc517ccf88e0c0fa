import { posix } from 'node:path'
import { asRelation, type Relation, relationsKey, relationsOf, treeOf } from './workbook.ts'
import { childrenOf, edited, escaped, prefixOf, type XmlEdit, type XmlElement } from './xml-tree.ts'
import { partKey, type Zip } from './zip-archive.ts'

/**
 * The parts that nothing points to any more once `isDropped` relations of `from` are gone, with their lists of relations.
 * What nothing pointed to before is not among them.
 */
export async function orphans(
  zip: Zip,
  from: string,
  isDropped: (relation: Relation) => boolean,
): Promise<Set<string>> {
  const links = new Map<string, Relation[]>()
  const before = new Set([''])
  for (const part of before) {
    const relations = await relationsOf(zip, part)
    links.set(part, relations)
    for (const { part: target } of relations) if (target !== undefined) before.add(target)
  }
  const after = new Set([''])
  for (const part of after)
    for (const relation of links.get(part) ?? [])
      if (relation.part !== undefined && !(part === from && isDropped(relation))) after.add(relation.part)
  return new Set([...before.difference(after)].flatMap((part) => [part, relationsKey(part)]))
}

/** The list of content types (ECMA-376 part 2, 7.2.3) without some parts and with others, by their names. */
export function withTypes(xml: string, dropped: Set<string>, added: [string, string][]): string {
  const root = treeOf('[Content_Types].xml', xml)
  const own = new Set(added.map(([name]) => partKey(name)))
  const edits = childrenOf(root, 'Override')
    .filter(({ attributes }) => [dropped, own].some((parts) => parts.has(partKey(attributes.get('PartName') ?? ''))))
    .map(without)
  const more = added.map(
    ([name, type]) => `<${prefixOf(root)}Override PartName="/${escaped(name)}" ContentType="${type}"/>`,
  )
  return edited(xml, [...edits, { from: root.innerTo, to: root.innerTo, by: more.join('') }])
}

/** A relation that is to be there: in the place of the one with its id, if there is one. */
export interface NewRelation {
  id: string
  /** The whole type. */
  type: string
  part: string
}

/** The list of a part's relations (ECMA-376 part 2, 6.5.3) without some and with others. */
export function withRelations(
  xml: string,
  part: string,
  isDropped: (relation: Relation) => boolean,
  added: NewRelation[],
): string {
  const root = treeOf(relationsKey(part), xml)
  const ids = new Set(added.map(({ id }) => id))
  const isGone = (element: XmlElement) => {
    const relation = asRelation(element, part)
    return ids.has(relation.id) || isDropped(relation)
  }
  const edits = childrenOf(root, 'Relationship').filter(isGone).map(without)
  const more = added.map(({ id, type, part: target }) => {
    const path = posix.relative(posix.dirname(part), target)
    return `<${prefixOf(root)}Relationship Id="${escaped(id)}" Type="${type}" Target="${escaped(path)}"/>`
  })
  return edited(xml, [...edits, { from: root.innerTo, to: root.innerTo, by: more.join('') }])
}

const without = ({ from, to }: XmlElement): XmlEdit => ({ from, to, by: '' })
