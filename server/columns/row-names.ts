/** The labels, contact types and options in the cells of a row. */
import { fold } from '../contacts/folding.ts'
import type { Cell } from '../sheets/sheet.ts'
import { textOf } from '../sheets/sheet.ts'
import { labelFault } from '../vocabulary/names.ts'
import { nameKey } from '../vocabulary/vocabulary.ts'
import { emptyList, googleStar, isBlank } from './marks.ts'
import { namesIn } from './name-cells.ts'
import { type NamesPlan, type Options, optionIn } from './plan.ts'
import { isLonger, type Reading, refuse, shown } from './reading.ts'

/** @returns undefined where no name is there, nor a mark that says so */
export function namesOf(reading: Reading, plan: NamesPlan): string[] | undefined {
  const names: string[] = []
  let isEmptyList = false
  for (const column of plan.columns) {
    const cell = reading.cells[column]
    if (isBlank(cell)) continue
    if (cell === emptyList) isEmptyList = true
    else addNames(reading, plan, names, column, namesIn(textOf(cell as Cell)))
  }
  if (names.length === 0) return isEmptyList ? names : undefined
  // An option may be there twice; a label that is there twice is the same label.
  return plan.kind === 'OPTIONS' || names.length === 1 ? names : different(names)
}

/** One fault a cell is enough to find it. */
function addNames(reading: Reading, plan: NamesPlan, names: string[], column: number, written: string[]): undefined {
  const { kind, options, property } = plan
  for (const each of written) {
    const name = kind === 'LABELS' ? labelOf(each) : nameOf(options, each)
    if (name === undefined) continue
    const fault = kind === 'LABELS' ? ownFault(name) : optionFault(options, name)
    if (fault !== undefined) return refuse(reading, column, property, `${fault}: ${shown(each)}`)
    names.push(name)
  }
}

const longestName = 100

const ownFault = (name: string) =>
  labelFault(name) ?? (isLonger(name, longestName) ? `must not have more than ${longestName} characters` : undefined)

const nameOf = (options: Options | undefined, written: string) =>
  options === undefined ? written : (optionIn(options, written) ?? written)

function optionFault(options: Options | undefined, name: string): string | undefined {
  if (options === undefined || options.has(name)) return undefined
  return `must be one of ${[...new Set(options.values())].join(', ')}`
}

/** Google's groups of everybody, and of those who are in none. */
const sayingNothing = new Set(['mycontacts', 'othercontacts'])

/** Labels begin with #, Google's own groups with a star. */
function labelOf(written: string): string | undefined {
  if (written.startsWith('#')) return written
  const name = written.startsWith(googleStar) ? written.slice(googleStar.length).trim() : written
  return sayingNothing.has(fold(name).replace(' ', '')) ? undefined : `#${name}`
}

function different(names: string[]): string[] {
  const seen = new Set<string>()
  return names.filter((name) => {
    const key = nameKey(name)
    return seen.has(key) ? false : seen.add(key)
  })
}
