import { eastAsian } from './contact.ts'

/**
 * The parts of a name that was written as one. `Last, First` says which is which; else the last word is the family name,
 * or the first one in Chinese, Japanese and Korean script. One word alone is taken for a first name.
 */
export function splitName(full: string): { FirstName?: string; LastName?: string } {
  const name = full.replace(/\s+/g, ' ').trim()
  const comma = name.indexOf(',')
  if (comma >= 0) return named(name.slice(comma + 1), name.slice(0, comma))
  if (eastAsian.test(name)) {
    const space = name.indexOf(' ')
    return space < 0 ? named(name, '') : named(name.slice(space), name.slice(0, space))
  }
  const space = name.lastIndexOf(' ')
  return space < 0 ? named(name, '') : named(name.slice(0, space), name.slice(space))
}

function named(first: string, last: string): { FirstName?: string; LastName?: string } {
  const FirstName = first.trim()
  const LastName = last.trim()
  return { ...(FirstName === '' ? {} : { FirstName }), ...(LastName === '' ? {} : { LastName }) }
}
