import { blankStyles } from './blank-workbook.ts'
import { treeOf } from './workbook.ts'
import { childOf, childrenOf, edited, escaped, prefixOf, type XmlEdit, type XmlElement } from './xml-tree.ts'

/** The numbers of the styles that our cells have. */
export interface SheetStyles {
  text: number
  /** Of text that is no formula, though it looks like one: `quotePrefix` (ECMA-376 part 1, 18.8.45). */
  quotedText: number
  title: number
  quotedTitle: number
  date: number
  dateTime: number
}

// Lower numbers are of formats that every program knows (18.8.30).
const firstOwnFormat = 164

/**
 * Styles (18.8.39) with ours after those that are there, whose numbers stay. Styles without a font or a cell style are
 * no styles, and are replaced.
 */
export function withOurStyles(xml: string): { xml: string; styles: SheetStyles } {
  const root = treeOf('styles', xml)
  const fonts = childOf(root, 'fonts')
  const cells = childOf(root, 'cellXfs')
  const [font] = fonts?.children ?? []
  if (fonts === undefined || font === undefined || cells === undefined) return withOurStyles(blankStyles)
  const prefix = prefixOf(root)
  const formats = withFormats(xml, root, prefix)
  const ownFonts = grownBy(xml, fonts)
  const ownCells = grownBy(xml, cells)
  const bold = ownFonts.place(boldFont(xml, font, prefix))
  const style = (more: string, numFmt = 0, fontId = 0) =>
    ownCells.place(`<${prefix}xf numFmtId="${numFmt}" fontId="${fontId}" fillId="0" borderId="0" xfId="0"${more}/>`)
  const styles = {
    text: 0,
    quotedText: style(' quotePrefix="1"'),
    title: style(' applyFont="1"', 0, bold),
    quotedTitle: style(' applyFont="1" quotePrefix="1"', 0, bold),
    date: style(' applyNumberFormat="1"', formats.date),
    dateTime: style(' applyNumberFormat="1"', formats.dateTime),
  }
  return { xml: edited(xml, [...formats.edits, ...ownFonts.edits(), ...ownCells.edits()]), styles }
}

function withFormats(xml: string, root: XmlElement, prefix: string) {
  const list = childOf(root, 'numFmts')
  const given = childrenOf(list, 'numFmt').map(({ attributes }) => attributes)
  const unused = given.reduce((next, one) => Math.max(next, Number(one.get('numFmtId')) + 1 || 0), firstOwnFormat)
  const codes = ['yyyy\\-mm\\-dd', 'yyyy\\-mm\\-dd\\ hh:mm:ss']
  const [date = 0, dateTime = 0] = codes.map((code, i) =>
    Number(given.find((one) => one.get('formatCode') === code)?.get('numFmtId') ?? unused + i),
  )
  const items = codes
    .map((code, i) => ({ code, id: i === 0 ? date : dateTime }))
    .filter(({ id }) => id >= unused)
    .map(({ code, id }) => `<${prefix}numFmt numFmtId="${id}" formatCode="${code}"/>`)
  if (list === undefined) {
    const by = `<${prefix}numFmts count="${items.length}">${items.join('')}</${prefix}numFmts>`
    return { date, dateTime, edits: [{ from: root.inner, to: root.inner, by }] }
  }
  const grown = grownBy(xml, list)
  for (const item of items) grown.place(item)
  return { date, dateTime, edits: grown.edits() }
}

/** The workbook's own font. */
function boldFont(xml: string, font: XmlElement, prefix: string): string {
  const others = font.children.filter(({ name }) => name !== 'b').map(({ from, to }) => xml.slice(from, to))
  return `<${prefix}font><${prefix}b/>${others.join('')}</${prefix}font>`
}

/** A list that takes more items at its end, unless it has them: a workbook may be written over every week. */
function grownBy(xml: string, { qualifiedName, attributes, children, from, inner, innerTo, to }: XmlElement) {
  const items = children.map((child) => xml.slice(child.from, child.to))
  return {
    /** @returns its number in the list */
    place(item: string): number {
      const there = items.indexOf(item)
      return there === -1 ? items.push(item) - 1 : there
    },
    edits(): XmlEdit[] {
      const added = items.slice(children.length).join('')
      if (added === '') return []
      const counted = new Map([...attributes, ['count', String(items.length)]])
      const start = `<${qualifiedName}${[...counted].map(([name, value]) => ` ${name}="${escaped(value)}"`).join('')}>`
      if (inner === to) return [{ from, to, by: `${start}${added}</${qualifiedName}>` }]
      return [
        { from, to: inner, by: start },
        { from: innerTo, to: innerTo, by: added },
      ]
    },
  }
}
