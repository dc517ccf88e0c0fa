/** How contacts are written in each format, some at a time; between times, all that has to be known is JSON. */
import { cellsOf, type ExportColumn, exportColumns, wantedParts } from '../columns/export-columns.ts'
import type { ListProperty } from '../columns/lists.ts'
import { readOnlyProperties, type WebContact } from '../contacts/contact.ts'
import { csvRow } from '../csv/write.ts'
import { findFile, StoredSource } from '../files/files.ts'
import { invalid } from '../http/errors.ts'
import type { Stepping } from '../http/operation.ts'
import { mapInTurns } from '../jobs/turns.ts'
import { readPictures } from '../photos/photos.ts'
import { textOf } from '../sheets/sheet.ts'
import { cardOf } from '../vcard/card-of.ts'
import type { Vocabulary } from '../vocabulary/vocabulary.ts'
import { addRows, beginWorkbook, endWorkbook, type WorkbookState } from '../xlsx/write-workbook.ts'
import { type CutTexts, fittingRow, noCutTexts } from './cut-texts.ts'
import { describe } from './description.ts'
import { isTable, type Settings } from './settings.ts'

/** The columns of a table; of JSON, the names of the properties. */
export interface Layout {
  columns: ExportColumn[]
  names: string[] | undefined
  /** Whether what only the server writes is wanted too. */
  isWhole: boolean
  /** What custom fields were called when the columns were laid out, by id. */
  fieldNames: Record<string, string>
}

/** What a writer knows between two steps. */
export type Writing = { workbook: WorkbookState; cut: CutTexts } | null
type Call = Pick<Stepping<'exports/create', unknown>, 'db' | 'caller'>

interface Begun {
  state: Writing
  bytes: Buffer
}

interface Written extends Begun {
  /** How many contacts it is of. */
  contacts: number
}

interface Writer {
  begin(call: Call, settings: Settings, layout: Layout): Promise<Begun>
  /** @param contacts some hundred */
  add(call: Call, state: Writing, contacts: WebContact[], layout: Layout, settings: Settings): AsyncIterable<Written>
  end(call: Call, state: Writing, settings: Settings, rows: number): AsyncIterable<Buffer>
}

export const writerOf = ({ format }: Settings): Writer => writers[format]

/** @param most how many items each list has at most */
export function layoutFor(settings: Settings, vocabulary: Vocabulary, most: Record<string, number>): Layout {
  const { fields } = vocabulary
  const names = settings.columns?.flatMap((name) =>
    name.startsWith('#') ? (fields.get(name.slice(1))?.Name ?? []) : name,
  )
  const fieldNames = Object.fromEntries([...fields.values()].map(({ Id, Name }) => [Id, Name]))
  const columnsWanted = exportColumns(names, [...fields.values()], most as Record<ListProperty, number>)
  const isServers = ({ property }: ExportColumn) => property !== 'Id' && readOnlyProperties.includes(property)
  return {
    columns: columnsWanted,
    names,
    isWhole: !isTable(settings) || columnsWanted.some(isServers),
    fieldNames,
  }
}

/** Contacts whose custom fields are called as the columns are, though some may have been renamed since. */
export function asLaidOut(contacts: WebContact[], { fieldNames }: Layout, { fields }: Vocabulary): WebContact[] {
  const laidOut = new Map<string, string>()
  for (const { Id, Name } of fields.values()) laidOut.set(Name, fieldNames[Id] ?? Name)
  if ([...laidOut].every(([now, then]) => now === then)) return contacts
  return contacts.map((contact) => {
    if (contact.CustomFields === undefined) return contact
    const named = Object.entries(contact.CustomFields).map(([name, value]) => [laidOut.get(name) ?? name, value])
    return { ...contact, CustomFields: Object.fromEntries(named) }
  })
}

async function* textOfAll(contacts: WebContact[], write: (contact: WebContact) => string): AsyncIterable<Written> {
  const texts = await mapInTurns(contacts, write)
  yield { state: null, bytes: Buffer.from(texts.join('')), contacts: contacts.length }
}

async function* nothing(): AsyncIterable<Buffer> {}

const noBytes: Begun = { state: null, bytes: Buffer.alloc(0) }

const csv: Writer = {
  async begin(_call, { bom, delimiter }, { columns }) {
    const header = csvRow(
      columns.map(({ title }) => title),
      delimiter,
    )
    return { state: null, bytes: Buffer.from(`${bom ? '\uFEFF' : ''}${header}`) }
  },
  add: (_call, _state, contacts, { columns }, { delimiter }) =>
    textOfAll(contacts, (contact) => csvRow(cellsOf(columns, contact).map(textOf), delimiter)),
  end: nothing,
}

const json: Writer = {
  begin: async () => noBytes,
  add: (_call, _state, contacts, { names }) =>
    textOfAll(contacts, (contact) => `${JSON.stringify(names === undefined ? contact : chosen(contact, names))}\n`),
  end: nothing,
}

/** The properties asked for, in that order; the Id always comes too. */
function chosen(contact: WebContact, names: string[]): WebContact {
  const { Id, CustomFields: fields = {} } = contact
  const line: Record<string, unknown> = names.includes('Id') ? {} : { Id }
  const own: Record<string, unknown> = {}
  for (const [name, parts] of wantedParts(names)) {
    const value = contact[name as keyof WebContact]
    if (name === 'CustomFields') Object.assign(own, fields)
    else if (name in fields) own[name] = fields[name]
    else if (value !== undefined) line[name] = parts === undefined ? value : (value as object[]).map(onlyParts(parts))
    if (line['CustomFields'] === undefined && Object.keys(own).length > 0) line['CustomFields'] = own
  }
  return line
}

const onlyParts = (parts: string[]) => (item: object) =>
  Object.fromEntries(Object.entries(item).filter(([part]) => parts.includes(part)))

/** In memory. */
const picturesAtOnce = 20

const vcard: Writer = {
  begin: async () => noBytes,
  async *add({ db, caller }, _state, contacts, _layout, { version }) {
    for (let from = 0; from < contacts.length; from += picturesAtOnce) {
      const some = contacts.slice(from, from + picturesAtOnce)
      const ids = some.flatMap(({ Photo }) => Photo ?? [])
      const photos = ids.length === 0 ? undefined : await readPictures(db, caller.customerId, ids)
      yield* textOfAll(some, (contact) => cardOf(contact, version, photos?.get(contact.Photo ?? '')))
    }
  },
  end: nothing,
}

const rowsAtOnce = 500

const xlsx: Writer = {
  async begin(call, settings, { columns }) {
    const { state, bytes } = await beginWorkbook({ name: 'Contacts', columns }, await existing(call, settings))
    return { state: { workbook: state, cut: noCutTexts }, bytes }
  },
  async *add(_call, state, contacts, { columns }) {
    let { workbook, cut } = state as NonNullable<Writing>
    for (let from = 0; from < contacts.length; from += rowsAtOnce) {
      let number = workbook.rows
      const rows = await mapInTurns(contacts.slice(from, from + rowsAtOnce), (contact) => {
        const place = { columns, contactId: contact.Id ?? '', number: ++number }
        const fitting = fittingRow(cellsOf(columns, contact), place, cut)
        cut = fitting.cut
        return fitting.cells
      })
      const added = addRows(workbook, rows)
      workbook = added.state
      yield { state: { workbook, cut }, bytes: added.bytes, contacts: rows.length }
    }
  },
  async *end(call, state, settings, rows) {
    const { workbook, cut } = state as NonNullable<Writing>
    const description = { name: 'Export', rows: await describe(call, settings, rows, cut) }
    yield* endWorkbook(workbook, description, await existing(call, settings))
  },
}

const writers: Record<Settings['format'], Writer> = { CSV: csv, JSON: json, VCARD: vcard, XLSX: xlsx }

/** The workbook to write over, as it was when the export was accepted. */
async function existing({ db, caller }: Call, { over }: Settings): Promise<StoredSource | undefined> {
  if (over === undefined) return undefined
  const file = await findFile(db, caller.customerId, over.fileId)
  if (file === undefined) throw invalid('The spreadsheet is gone.')
  return new StoredSource(db, caller.customerId, file)
}
