import { treeOf } from './workbook.ts'
import { childOf, childrenOf, edited, escaped, prefixOf, type XmlEdit, type XmlElement } from './xml-tree.ts'

/** A tab of ours. */
export interface NewTab {
  name: string
  /** Of its relation. */
  id: string
}

/**
 * The workbook's part (ECMA-376 part 1, 18.2.27) with our tabs in the place of the first ones. What else it says stays, but
 * for names that mean places in the replaced sheets.
 * @param office the namespace of the relations' ids
 */
export function withOurTabs(xml: string, tabs: NewTab[], office: string): string {
  const root = treeOf('workbook', xml)
  const list = childOf(root, 'sheets')
  if (list === undefined) return xml
  const replaced = list.children.slice(0, tabs.length)
  const others = list.children.slice(tabs.length)
  const names = distinctNames(tabs, others.map(nameOf))
  const unused = list.children.reduce(
    (next, { attributes }) => Math.max(next, Number(attributes.get('sheetId')) + 1),
    1,
  )
  const elements = tabs.map(({ id }, i) => {
    const sheetId = replaced[i]?.attributes.get('sheetId') ?? unused + i
    const attributes = `name="${escaped(names[i] ?? '')}" sheetId="${sheetId}" xmlns:r="${office}" r:id="${escaped(id)}"`
    return `<${prefixOf(list)}sheet ${attributes}/>`
  })
  const first = replaced[0]?.from ?? list.inner
  const gone = replaced.map(nameOf).filter((name) => !names.some((ours) => isSame(ours, name)))
  return edited(xml, [
    { from: first, to: replaced.at(-1)?.to ?? first, by: elements.join('') },
    ...withoutNames(childOf(root, 'definedNames'), tabs.length, gone),
    ...(others.length > 0 ? calculatedAnew(root, list) : []),
  ])
}

const nameOf = ({ attributes }: XmlElement) => attributes.get('name') ?? ''
const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()

const longestName = 31

/** Names as Excel takes them ("Rename a worksheet": 31 characters, some are reserved), which no other tab has. */
function distinctNames(tabs: NewTab[], others: string[]): string[] {
  const taken = [...others]
  return tabs.map(({ name }) => {
    const plain = name.replace(/[[\]:*?/\\\p{Cc}]/gu, '-').replace(/^'|'$/g, '-') || 'Sheet'
    for (let i = 1; ; i++) {
      const suffix = i === 1 ? '' : ` (${i})`
      const one = plain.slice(0, longestName - suffix.length).toWellFormed() + suffix
      if (taken.some((other) => isSame(other, one))) continue
      taken.push(one)
      return one
    }
  })
}

/** Names of the first `count` tabs alone, and names that mean a sheet that is no longer there: Excel calls such files broken. */
function withoutNames(list: XmlElement | undefined, count: number, gone: string[]): XmlEdit[] {
  if (list === undefined) return []
  const places = gone.map((name) => {
    const quoted = `'${name.replaceAll("'", "''")}'!`
    return new RegExp(`${RegExp.escape(quoted)}|(?<![\\p{L}\\p{N}_.'])${RegExp.escape(`${name}!`)}`, 'iu')
  })
  const dropped = childrenOf(list, 'definedName').filter(({ attributes, text }) => {
    const tab = attributes.get('localSheetId')
    return (tab !== undefined && Number(tab) < count) || places.some((place) => place.test(text))
  })
  const whole = dropped.length === list.children.length ? [list] : dropped
  return whole.map(({ from, to }) => ({ from, to, by: '' }))
}

// What may stand between the tabs and `calcPr`.
const beforeCalculation = ['functionGroups', 'externalReferences', 'definedNames']

/** Formulas of other tabs may look at ours: their values are old. */
function calculatedAnew(root: XmlElement, tabs: XmlElement): XmlEdit[] {
  const given = childOf(root, 'calcPr')
  const attributes = new Map([...(given?.attributes ?? []), ['fullCalcOnLoad', '1']])
  const text = [...attributes].map(([name, value]) => ` ${name}="${escaped(value)}"`).join('')
  const by = `<${prefixOf(root)}calcPr${text}/>`
  if (given !== undefined) return [{ from: given.from, to: given.to, by }]
  const place = Math.max(
    tabs.to,
    ...root.children.filter(({ name }) => beforeCalculation.includes(name)).map(({ to }) => to),
  )
  return [{ from: place, to: place, by }]
}
