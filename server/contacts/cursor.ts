import { createHash } from 'node:crypto'
import { isUuid } from '../database/uuid.ts'
import { invalid } from '../http/errors.ts'

/** Where a page ended: the sort keys of its last row, and its id. */
export interface Position {
  keys: string[]
  id: string
}

/** What a cursor continues: it is good for the same search, in the same order and by the same Customer, only. */
export type Search = unknown[]

export const encodeCursor = (search: Search, { keys, id }: Position) =>
  Buffer.from(JSON.stringify([seal(search, [id, ...keys]), id, ...keys])).toString('base64url')

/** @param types of the keys. @throws a 400 where the cursor is of another search, cut or forged */
export function decodeCursor(
  cursor: string,
  search: Search,
  types: { type: { reads(key: string): boolean } }[],
): Position {
  const [given, ...position] = parse(cursor)
  const [id, ...keys] = position
  const isRead = keys.length === types.length && types.every(({ type }, index) => type.reads(keys[index] ?? ''))
  if (id === undefined || !isUuid(id) || !isRead || given !== seal(search, position)) {
    const faults = [{ Path: 'Cursor', Message: 'is not the NextCursor of this search' }]
    throw invalid(
      'Cursor continues another search. Send it with the SearchText, Filter, Sort and Trash that gave it.',
      faults,
    )
  }
  return { keys, id }
}

/** Tells a cursor of this search, as it was given, from any other: what the database gets is what it has given. */
const seal = (search: Search, position: string[]) =>
  createHash('sha256')
    .update(JSON.stringify([search, position]))
    .digest('base64url')
    .slice(0, 16)

function parse(cursor: string): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(parts) && parts.every((part) => typeof part === 'string') ? parts : []
  } catch {
    return []
  }
}
