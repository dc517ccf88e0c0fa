import { type Cell, textOf } from '../sheets/sheet.ts'

/**
 * What the columns of a table are called, each by another name: the header's text; `Email (2)` where it was there
 * before; `Column 5` where it is blank, or there is no header.
 * @param width how many columns there are
 */
export function columnNames(header: Cell[] | undefined, width: number): string[] {
  const taken = new Set<string>()
  const last = new Map<string, number>()
  return Array.from({ length: width }, (_, index) => {
    const text = textOf(header?.[index] ?? null).trim() || `Column ${index + 1}`
    let name = text
    for (let count = last.get(text) ?? 2; taken.has(name); count++) {
      name = `${text} (${count})`
      last.set(text, count + 1)
    }
    taken.add(name)
    return name
  })
}
