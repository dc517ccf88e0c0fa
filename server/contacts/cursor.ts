import { createHash } from 'node:crypto'
import { isUuid } from '../database/uuid.ts'
import { invalid } from '../http/errors.ts'

/** Where a page ended: the sort keys of its last row, and its id. */
export interface Position {
  keys: string[]
  id: string
}

/** What a cursor continues: it is good for the same search in the same order only. */
export const searchMark = (search: unknown[]) =>
  createHash('sha256').update(JSON.stringify(search)).digest('base64url').slice(0, 16)

export const encodeCursor = (mark: string, { keys, id }: Position) =>
  Buffer.from(JSON.stringify([mark, id, ...keys])).toString('base64url')

/** @param types of the keys. @throws a 400 where the cursor is of another search, cut or forged */
export function decodeCursor(
  cursor: string,
  mark: string,
  types: { type: { reads(key: string): boolean } }[],
): Position {
  const [given, id, ...keys] = parse(cursor)
  const isRead = keys.length === types.length && types.every(({ type }, index) => type.reads(keys[index] ?? ''))
  if (given !== mark || id === undefined || !isUuid(id) || !isRead) {
    const faults = [{ Path: 'Cursor', Message: 'is not the NextCursor of this search' }]
    throw invalid(
      'Cursor continues another search. Send it with the SearchText, Filter, Sort and Trash that gave it.',
      faults,
    )
  }
  return { keys, id }
}

function parse(cursor: string): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(parts) && parts.every((part) => typeof part === 'string') ? parts : []
  } catch {
    return []
  }
}
