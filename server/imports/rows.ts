/** The rows of a file, some at a time, over many transactions. */
import { readCsv } from '../csv/read.ts'
import type { Scope } from '../database/database.ts'
import { StoredSource } from '../files/files.ts'
import { type JsonLine, readJsonLines } from '../json-lines/read.ts'
import type { SheetRow } from '../sheets/sheet.ts'
import { type ReadCard, readCards } from '../vcard/read-cards.ts'
import { readSheet } from '../xlsx/read-workbook.ts'
import { lengthOf as lengthOfCells, meantRow } from './layout.ts'
import type { Layout } from './settings.ts'

/** A row of a table, a card, or a line of JSON. */
export type Row = SheetRow | ReadCard | JsonLine

export const isCard = (row: Row): row is ReadCard => 'properties' in row
export const isJson = (row: Row): row is JsonLine => 'value' in row

interface Taken {
  from: number
  rows: Row[]
  isLast: boolean
}

/** An open file. It cannot be kept with the import, so a process that takes the import up opens it anew. */
class OpenFile {
  readonly source: StoredSource
  readonly #batches: AsyncGenerator<Row[]>
  #waiting: Row[] = []
  /** Of those that wait, in UTF-16 units. */
  #length = 0
  #isAtEnd = false
  /** How many rows have been taken. */
  #passed = 0
  #last: Taken | undefined
  #idle: NodeJS.Timeout | undefined

  constructor(source: StoredSource, layout: Layout) {
    this.source = source
    this.#batches = batchesOf(source, layout)
  }

  /** What was taken last can be taken again, or the rest of it: the transaction for which it was may have been undone. */
  holds = (from: number): boolean => from === this.#passed || this.#wasTaken(from)

  #wasTaken(from: number): boolean {
    return this.#last !== undefined && from >= this.#last.from && from < this.#passed
  }

  async take(from: number, count: number): Promise<Taken> {
    if (this.#last !== undefined && this.#wasTaken(from))
      return { ...this.#last, from, rows: this.#last.rows.slice(from - this.#last.from) }
    await this.#fill(count + 1)
    const rows = this.#taken(count)
    this.#passed = from + rows.length
    this.#last = { from, rows, isLast: this.#waiting.length === 0 }
    return this.#last
  }

  /** Passes over rows that were done, without keeping them. */
  async skip(count: number): Promise<void> {
    while (this.#passed < count) {
      await this.#fill(1)
      const passed = this.#taken(count - this.#passed)
      if (passed.length === 0) return
      this.#passed += passed.length
    }
  }

  /** As many as are wanted, unless they are so large that fewer will do; one at least. */
  #taken(count: number): Row[] {
    let length = 0
    const over = this.#waiting.slice(0, count).findIndex((row, index) => {
      length += lengthOf(row)
      return index > 0 && length > longestTaken
    })
    const rows = this.#waiting.splice(0, over === -1 ? count : over)
    for (const row of rows) this.#length -= lengthOf(row)
    return rows
  }

  async #fill(count: number): Promise<void> {
    const isEnough = () => this.#waiting.length >= count || (this.#waiting.length > 1 && this.#length > longestTaken)
    while (!this.#isAtEnd && !isEnough()) {
      const { value, done } = await this.#batches.next()
      if (done) this.#isAtEnd = true
      for (const row of value ?? []) {
        this.#waiting.push(row)
        this.#length += lengthOf(row)
      }
    }
  }

  /** @param forget is called first */
  closeAfter(milliseconds: number, forget: () => unknown): void {
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => {
      forget()
      void this.close()
    }, milliseconds).unref()
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    await this.#batches.return(undefined)
  }
}

/** In UTF-16 units: rows of a step are in memory several times over. */
const longestTaken = 4_000_000

function lengthOf(row: Row): number {
  if (isCard(row)) return row.to - row.from
  return isJson(row) ? row.length : lengthOfCells(row)
}

async function* batchesOf(source: StoredSource, layout: Layout): AsyncGenerator<Row[]> {
  if (layout.format === 'VCARD') {
    for await (const card of readCards(source, layout.encoding)) yield [card]
    return
  }
  if (layout.format === 'JSON') return yield* readJsonLines(source)
  const batches = layout.format === 'CSV' ? readCsv(source, layout.dialect) : readSheet(source, layout.sheet)
  for await (const batch of batches) {
    const rows = batch.filter(({ number }) => number > layout.headerRow)
    yield layout.format === 'CSV' ? rows.map(meantRow) : rows
  }
}

export interface Taking {
  importId: string
  file: { id: string; size: number }
  layout: Layout
}

/** The first rows of a file, which is left closed. */
export async function firstRows(
  db: Scope,
  customerId: string,
  { file, layout }: Omit<Taking, 'importId'>,
  count: number,
): Promise<Row[]> {
  const opened = new OpenFile(new StoredSource(db, customerId, file), layout)
  try {
    return (await opened.take(0, count)).rows
  } finally {
    await opened.close()
  }
}

const mostOpen = 8
/** In milliseconds. An import that has stopped does not say so here; its file is closed when nobody asks for more. */
const openFor = 60_000
const open = new Map<string, OpenFile>()

/**
 * The next rows of an import's file. The same are given again where they are asked for again.
 * @param from how many rows come before
 * @returns with the share of the file that has been read, 0 to 1
 */
export async function takeRows(
  db: Scope,
  customerId: string,
  { importId, file, layout }: Taking,
  from: number,
  count: number,
): Promise<{ rows: Row[]; isLast: boolean; share: number }> {
  const key = `${customerId} ${importId}`
  let found = open.get(key)
  if (found === undefined || !found.holds(from)) {
    await found?.close()
    found = new OpenFile(new StoredSource(db, customerId, file), layout)
    await found.skip(from)
  }
  const opened = found
  open.delete(key)
  open.set(key, opened)
  opened.closeAfter(openFor, () => open.get(key) === opened && open.delete(key))
  // What nobody has asked for in the longest time: its import was cancelled, or another process has it.
  for (const [other, file] of open) if (open.size > mostOpen && open.delete(other)) await file.close()
  opened.source.db = db
  const { rows, isLast } = await opened.take(from, count).catch((error) => {
    // What has failed in the middle would seem to be at its end when it is asked again.
    open.delete(key)
    throw error
  })
  if (isLast) {
    // The last rows may be asked for again all the same; then the file is opened anew.
    open.delete(key)
    await opened.close()
  }
  return { rows, isLast, share: opened.source.reached / Math.max(1, file.size) }
}
