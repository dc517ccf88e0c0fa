import type { Author, Changes } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'

/** Where contacts are written: a transaction, by whom, and the change set it belongs to. */
export interface Writer {
  db: Scope
  caller: Author
  changes: Changes
  /** How many contacts may be added, where each that is too many is told by itself. */
  room?: { room: number; limit: number }
}
