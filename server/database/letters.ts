import { sql } from 'kysely'
import type { Database } from './database.ts'

/**
 * Whether the database takes letters beyond ASCII for letters. With LC_CTYPE C it does not, and its trigram index has none
 * of the words in Cyrillic, Chinese, Arabic and so on: they are found, but by looking at every contact.
 */
export async function knowsLetters({ system }: Database): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`select cardinality(show_trgm('щ文')) > 0 as known`.execute(system)
  return rows[0]?.known ?? false
}

export const unknownLetters =
  'The database was made with LC_CTYPE C: words in scripts other than Latin are found only slowly. ' +
  'Move to a database made with a UTF-8 locale (see docs/operating.md).'
