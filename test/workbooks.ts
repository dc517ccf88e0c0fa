import type { Source } from '../server/files/source.ts'
import type { Cell, SheetRow } from '../server/sheets/sheet.ts'
import { readSheet } from '../server/xlsx/read-workbook.ts'
import { addRows, beginWorkbook, endWorkbook } from '../server/xlsx/write-workbook.ts'
import { openZip, textOf } from '../server/xlsx/zip-archive.ts'
import { ZipWriter } from '../server/xlsx/zip-writer.ts'

/** In pieces of seven bytes, so that everything is cut somewhere. */
export const sourceOf = (bytes: Buffer, piece = 7): Source => ({
  size: bytes.length,
  async *read(from, to) {
    for (let at = from; at < to; at += piece) yield bytes.subarray(at, Math.min(at + piece, to))
  },
})

export type Parts = Record<string, string | Buffer>

export function zipOf(parts: Parts): Buffer {
  const zip = new ZipWriter()
  const written = Object.entries(parts).map(([name, content]) => {
    const bytes = [zip.begin(name), zip.add(Buffer.from(content)), zip.end()]
    return Buffer.concat(bytes)
  })
  return Buffer.concat([...written, zip.directory()])
}

export const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
export const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

export const relations = (...targets: [string, string][]) =>
  `<Relationships>${targets.map(([type, target], i) => `<Relationship Id="r${i + 1}" Type="${office}/${type}" Target="${target}"/>`).join('')}</Relationships>`

/** The parts of a workbook with the sheet `People`, of whose XML `data` is what is inside of `sheetData`. */
export const partsOf = (data: string, more: Parts = {}): Parts => ({
  '_rels/.rels': relations(['officeDocument', 'xl/workbook.xml']),
  'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="People" sheetId="1" r:id="r1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': relations(
    ['worksheet', 'worksheets/sheet1.xml'],
    ['sharedStrings', '/xl/sharedStrings.xml'],
    ['styles', '../xl/styles.xml'],
  ),
  'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${data}</sheetData></worksheet>`,
  ...more,
})

export const workbookOf = (data: string, more: Parts = {}): Source => sourceOf(zipOf(partsOf(data, more)))

export async function rowsOf(source: Source, sheet?: string): Promise<SheetRow[]> {
  return (await Array.fromAsync(readSheet(source, sheet))).flat()
}

/** The cells of the one row that `data` has. */
export async function cellsOf(data: string, more: Parts = {}): Promise<Cell[]> {
  const [row] = await rowsOf(workbookOf(`<row>${data}</row>`, more))
  return row?.cells ?? []
}

/** Written in pieces, whose state goes through JSON between them. */
export async function written(
  pieces: Cell[][][],
  { name = 'Contacts', second = 'Meanings', more = [] as Cell[][], existing = undefined as Source | undefined } = {},
): Promise<Buffer> {
  const columns = [
    { title: 'Name', width: 20 },
    { title: '=Title', width: 300 },
  ]
  const begun = await beginWorkbook({ name, columns }, existing)
  const written = [begun.bytes]
  let state = begun.state
  for (const rows of pieces) {
    const piece = addRows(JSON.parse(JSON.stringify(state)), rows)
    state = piece.state
    written.push(piece.bytes)
  }
  return Buffer.concat([
    ...written,
    ...(await Array.fromAsync(endWorkbook(state, { name: second, rows: more }, existing))),
  ])
}

/** Every part of a workbook as text, by its key. */
export async function partsIn(bytes: Buffer): Promise<Map<string, string>> {
  const zip = await openZip(sourceOf(bytes, 4096))
  const parts = new Map<string, string>()
  for (const [key, entry] of zip.entries) parts.set(key, (await Array.fromAsync(textOf(zip, entry))).join(''))
  return parts
}
