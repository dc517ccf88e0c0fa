/** The e-mails, phones, addresses and other items in the cells of a row. */
import { isDay } from '../http/validation.ts'
import { type Cell, textOf } from '../sheets/sheet.ts'
import { emailsIn, flagIn } from './cell-values.ts'
import { dayIn, dayOf } from './days.ts'
import { type ListProperty, mainPart } from './lists.ts'
import { asMeant, emptyItem, emptyList, googleSeparator, googleStar, isBlank, textIn } from './marks.ts'
import type { ItemPlan, ListPlan, PartPlan } from './plan.ts'
import { isLonger, type Reading, refuse, shown } from './reading.ts'

type Item = Record<string, unknown>

/** An item as it is being read. */
interface Found {
  item: Item
  /** Whether anything is there that makes it an item; a label alone does not. */
  isThere: boolean
  /** Further values of the same cell. */
  more: string[] | undefined
  /** Numbers of a day whose parts stand in several columns. */
  year: string | undefined
  month: string | undefined
  date: string | undefined
}

/** @returns undefined where no item is there */
export function listIn(reading: Reading, { property, items }: ListPlan): Item[] | undefined {
  let list: Item[] | undefined
  for (const plan of items) {
    const found = foundIn(reading, property, plan)
    if (found === undefined) continue
    if (found === 'NONE') {
      list ??= []
      continue
    }
    const { item, more } = found
    if (plan.label !== undefined && item['Label'] === undefined) item['Label'] = plan.label
    list ??= []
    list.push(item)
    if (more !== undefined) for (const Value of more) list.push(furtherItem(item, Value))
  }
  return list
}

/** Another value of the same cell is of the same kind, but not the one to use first. */
function furtherItem({ Primary: _first, ...item }: Item, Value: string): Item {
  return { ...item, Value }
}

/** @returns 'NONE' where a mark says that there is a list without items */
function foundIn(reading: Reading, list: ListProperty, { parts }: ItemPlan): Found | 'NONE' | undefined {
  const found: Found = {
    ...{ item: {}, isThere: false, more: undefined },
    ...{ year: undefined, month: undefined, date: undefined },
  }
  let isEmptyList = false
  for (const part of parts) {
    const cell = reading.cells[part.column]
    if (isBlank(cell)) continue
    if (cell === emptyList && part.part === mainPart(list)) isEmptyList = true
    else if (cell === emptyItem && part.part === 'Street') found.isThere = true
    else readPart(reading, found, part, cell as Cell)
  }
  if (found.year !== undefined || found.month !== undefined || found.date !== undefined)
    readDayOfParts(reading, found, parts)
  if (found.isThere) return found
  return isEmptyList ? 'NONE' : undefined
}

function readPart(reading: Reading, found: Found, part: PartPlan, cell: Cell): undefined {
  switch (part.kind) {
    case 'TEXT':
      return setText(reading, found, part, textIn(cell))
    case 'PHONE':
      return setValues(reading, found, part, severalIn(cell).filter(Boolean))
    case 'SEVERAL':
      return setValues(reading, found, part, severalIn(cell))
    case 'EMAIL': {
      const emails = emailsIn(textIn(cell))
      return emails === undefined
        ? refusePart(reading, part, 'is no e-mail address', cell)
        : setValues(reading, found, part, emails)
    }
    case 'LABEL':
    case 'STARRED_LABEL':
      return setLabel(reading, found, part, textOf(cell))
    case 'FLAG': {
      const flag = flagIn(cell)
      if (flag === undefined) return refusePart(reading, part, 'is neither yes nor no', cell)
      found.item[part.part] = flag
      return
    }
    case 'DAY': {
      const day = dayIn(cell, reading.dateOrder)
      if (day === undefined) return refusePart(reading, part, 'is no date', cell)
      if (day === null) return
      found.item[part.part] = day
      found.isThere = true
      return
    }
    case 'YEAR':
      found.year = textOf(cell).trim()
      return
    case 'MONTH':
      found.month = textOf(cell).trim()
      return
    case 'DATE':
      found.date = textOf(cell).trim()
  }
}

const refusePart = (reading: Reading, { column, path }: PartPlan, message: string, cell: Cell) =>
  refuse(reading, column, path, `${message}: ${shown(cell)}`)

function severalIn(cell: Cell): string[] {
  if (typeof cell !== 'string' || !cell.includes(googleSeparator)) return [textIn(cell)]
  const meant = asMeant(cell)
  return meant === cell ? cell.split(googleSeparator).filter((text) => !isBlank(text)) : [meant]
}

function setText(reading: Reading, found: Found, part: PartPlan, text: string): undefined {
  const { item } = found
  const before = item[part.part]
  const whole = before === undefined ? text : `${before} ${text}`
  if (isLonger(whole, part.longest)) return refuseLength(reading, part)
  item[part.part] = whole
  found.isThere ||= part.part !== 'Protocol'
}

function setValues(reading: Reading, found: Found, part: PartPlan, values: string[]): undefined {
  for (const value of values) if (isLonger(value, part.longest)) return refuseLength(reading, part)
  const [first, ...rest] = values
  if (first === undefined) return
  if (found.isThere) found.more = [...(found.more ?? []), ...values]
  else {
    found.item[part.part] = first
    if (rest.length > 0) found.more = rest
  }
  found.isThere = true
}

/** Google stars the label of the value to use first. */
function setLabel(reading: Reading, found: Found, part: PartPlan, written: string): undefined {
  const isStarred = written.startsWith(googleStar)
  const label = isStarred ? written.slice(googleStar.length) : asMeant(written)
  if (isLonger(label, part.longest)) return refuseLength(reading, part)
  found.item['Label'] = label
  if (isStarred && part.kind === 'STARRED_LABEL') found.item['Primary'] ??= true
}

const refuseLength = (reading: Reading, { column, path, longest }: PartPlan) =>
  refuse(reading, column, path, `must not have more than ${longest} characters`)

function readDayOfParts(reading: Reading, found: Found, parts: PartPlan[]): void {
  const { year, month = '', date = '' } = found
  const day = dayOf(year, month, date)
  if (day !== undefined && isDay(day)) {
    found.item['Value'] = day
    found.isThere = true
    return
  }
  const part = parts.find(({ kind }) => kind === 'YEAR' || kind === 'MONTH' || kind === 'DATE') as PartPlan
  refuse(reading, part.column, part.path, `is no date: "${[year, month, date].filter(Boolean).join('-')}"`)
}
