import { words } from '../texts/imports.ts'
import { number } from '../texts/texts.ts'
import type { Import } from './queries.ts'

/** What came of the rows, in a line: only what there is. */
export function countsText({ Created, Updated, Unchanged, Duplicates, Errors }: Import['Counts']): string {
  const { created, updated, unchanged, duplicates, errors, none } = words.counts
  const told: [number, (number: string) => string][] = [
    [Created, created],
    [Updated, updated],
    [Unchanged, unchanged],
    [Duplicates, duplicates],
    [Errors, errors],
  ]
  return told.flatMap(([count, say]) => (count === 0 ? [] : [say(number(count))])).join(' · ') || none
}
