import type { Source } from '../files/source.ts'
import { faulty } from '../http/errors.ts'
import type { SheetRow } from '../sheets/sheet.ts'
import { type DateKind, dateKind } from './number-formats.ts'
import { BrokenXml, damaged } from './refusals.ts'
import { sharedStrings } from './shared-strings.ts'
import { RowListener } from './sheet-rows.ts'
import { openWorkbook, smallTree, type Tab, type Workbook } from './workbook.ts'
import { XmlScanner } from './xml-scanner.ts'
import { childOf, childrenOf } from './xml-tree.ts'
import { textOf } from './zip-archive.ts'

/**
 * The names of the sheets that have cells, hidden ones too, in the order of the tabs.
 * @throws `INVALID` where the file is no .xlsx, or is damaged
 */
export async function listSheets(source: Source): Promise<string[]> {
  return sheetsOf(await openWorkbook(source)).map(({ name }) => name)
}

/**
 * The rows of a sheet that are not empty, a few at a time. The texts that cells share are kept in memory (128 MB at most),
 * nothing else is.
 * @param sheet its name; the first one that is not hidden if none is given
 * @throws `INVALID` where the file is no .xlsx or is damaged, or there is no such sheet; also after some of the rows
 */
export async function* readSheet(source: Source, sheet?: string): AsyncGenerator<SheetRow[]> {
  const workbook = await openWorkbook(source)
  const { name, part } = chosen(sheetsOf(workbook), sheet)
  const { zip, is1904 } = workbook
  const entry = zip.entries.get(part)
  if (entry === undefined) throw damaged(`the sheet ${name} is missing`)
  const strings = await sharedStrings(zip, partOf(workbook, 'sharedStrings'))
  const listener = new RowListener({ strings, is1904, dateKinds: await dateKinds(workbook) })
  const scanner = new XmlScanner(listener)
  try {
    for await (const piece of shortPieces(textOf(zip, entry))) {
      scanner.write(piece)
      const rows = listener.taken()
      if (rows.length > 0) yield rows
    }
    scanner.end()
  } catch (error) {
    if (!(error instanceof BrokenXml)) throw error
    const where = listener.number === 0 ? 'before its first row' : `at row ${listener.number}`
    throw damaged(`the sheet ${name} cannot be read ${where} (${error.message})`)
  }
}

export const sheetsOf = ({ tabs }: Workbook): Tab[] => tabs.filter(({ type }) => type === 'worksheet')

const partOf = ({ relations }: Workbook, type: string) => relations.find((relation) => relation.type === type)?.part

/** The one that is read when none is named: the first that is not hidden, if there is one. */
const firstShown = (sheets: Tab[]): Tab | undefined => sheets.find(({ isHidden }) => !isHidden) ?? sheets[0]

function chosen(sheets: Tab[], name: string | undefined): Tab {
  const tab = name === undefined ? firstShown(sheets) : sheets.find((one) => one.name === name)
  if (tab !== undefined) return tab
  if (sheets.length === 0) throw damaged('it has no sheet of cells')
  throw faulty([{ Path: 'Sheet', Message: `is none of ${quotedNames(sheets.map((one) => one.name))}` }])
}

/** Some names of sheets, as a message lists them. */
export const quotedNames = (names: string[]): string =>
  names
    .slice(0, 50)
    .map((name) => `"${name}"`)
    .join(', ')

/** What a number in a cell of each style is shown as. */
async function dateKinds(workbook: Workbook): Promise<(DateKind | undefined)[]> {
  const part = partOf(workbook, 'styles')
  const styles = part === undefined ? undefined : await smallTree(workbook.zip, part)
  const codes = new Map(
    childrenOf(childOf(styles, 'numFmts'), 'numFmt').map(({ attributes }) => [
      attributes.get('numFmtId') ?? '',
      attributes.get('formatCode') ?? '',
    ]),
  )
  return childrenOf(childOf(styles, 'cellXfs'), 'xf').map(({ attributes }) => {
    const id = attributes.get('numFmtId') ?? ''
    return dateKind(Number(id), codes.get(id))
  })
}

// A row of 30 characters can fill 16,384 columns: so few characters at a time keep its like from adding up.
const pieceLength = 16_384

async function* shortPieces(texts: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const text of texts)
    for (let at = 0; at < text.length; at += pieceLength) yield text.slice(at, at + pieceLength)
}
