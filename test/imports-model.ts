/** What an import shall come to, decided anew in the plainest way: contact after contact is looked at for each row. */

export const properties = ['Id', 'FirstName', 'LastName', 'JobTitle', 'Emails', 'Phones', '#Code'] as const
type Property = (typeof properties)[number]
export type Mode = 'REPLACE' | 'APPEND' | 'FILL_IF_EMPTY' | 'SKIP'

/** A contact by what it has; lists as their values. */
export interface Person {
  Id: string
  isTrashed?: boolean
  FirstName?: string | undefined
  LastName?: string | undefined
  JobTitle?: string | undefined
  '#Code'?: string | undefined
  Emails: string[]
  Phones: string[]
}

/** A row: the cells by property; a list has two cells. What is absent is blank. */
export type Cells = Partial<Record<Exclude<Property, 'Emails' | 'Phones'>, string>> & {
  Emails?: string[]
  Phones?: string[]
}

export interface Case {
  matchOn: string[]
  onMatch: 'UPDATE' | 'SKIP' | 'CREATE'
  modes: Partial<Record<Property, Mode>>
  clears: Property[]
  rows: Cells[]
}

export interface Told {
  verdict: 'CREATED' | 'UPDATED' | 'UNCHANGED' | 'DUPLICATE' | 'ERROR'
  person?: Person
  sameAsRow?: number
}

const singles = ['FirstName', 'LastName', 'JobTitle', '#Code'] as const
const lists = ['Emails', 'Phones'] as const

const digits = (text: string) => text.replace(/\D/g, '')
const sameText = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()
const same = (list: string, one: string, other: string) =>
  list === 'Phones' ? digits(one) === digits(other) : sameText(one, other)

/** Does the rows to the people, who are changed. @returns what is told of each row; the first has the number 2 */
export function importOf(people: Person[], given: Case): Told[] {
  const firstRows = new Map<Person, number>()
  return given.rows.map((row, index) => {
    // A column that is skipped is as if it were not there.
    const cells: Cells = Object.fromEntries(
      Object.entries(row).filter(([name]) => given.modes[name as Property] !== 'SKIP'),
    )
    const number = index + 2
    const person = found(people, cells, given)
    if (person === 'FAULT') return { verdict: 'ERROR' }
    const told = person === undefined ? added(people, cells, given, number) : about(person, cells, given)
    const earlier = told.person && firstRows.get(told.person)
    if (told.person !== undefined && earlier === undefined) firstRows.set(told.person, number)
    return earlier === undefined ? told : { ...told, sameAsRow: earlier }
  })
}

/** Whom a row is about; a fault where that cannot be told. */
function found(people: Person[], cells: Cells, { matchOn, onMatch }: Case): Person | 'FAULT' | undefined {
  if (onMatch === 'CREATE') return undefined
  if (matchOn.includes('Id') && cells.Id !== undefined) return withId(people, cells.Id)
  for (const name of matchOn.filter((each) => each !== 'Id')) {
    const property = name.replace('.Value', '') as Exclude<Property, 'Id'>
    const own = valuesOf(cells, property)
    const matching = people.filter(
      (one) =>
        !one.isTrashed && valuesOf(one, property).some((value) => own.some((cell) => same(property, value, cell))),
    )
    if (matching.length > 1) return 'FAULT'
    if (matching.length === 1) return matching[0]
  }
  return undefined
}

const valuesOf = (of: Cells | Person, property: Exclude<Property, 'Id'>): string[] => [of[property] ?? []].flat()

function withId(people: Person[], id: string): Person | 'FAULT' | undefined {
  if (!/^[0-9a-f-]{36}$/i.test(id)) return 'FAULT'
  const one = people.find(({ Id }) => Id === id.toLowerCase())
  return one?.isTrashed ? 'FAULT' : one
}

function added(people: Person[], cells: Cells, { matchOn, onMatch }: Case, number: number): Told {
  const givenId = matchOn.includes('Id') && onMatch !== 'CREATE' ? cells.Id?.toLowerCase() : undefined
  const person: Person = { Emails: [], Phones: [], ...cells, Id: givenId ?? `row ${number}` }
  if (!isNamed(person)) return { verdict: 'ERROR' }
  people.push(person)
  return { verdict: 'CREATED', person }
}

function about(person: Person, cells: Cells, given: Case): Told {
  if (given.onMatch === 'SKIP') return { verdict: 'DUPLICATE', person }
  const next = { ...person }
  for (const single of singles) next[single] = nextText(person, cells, single, given)
  for (const list of lists) next[list] = nextList(person, cells, list, given)
  if (!isNamed(next)) return { verdict: 'ERROR' }
  if (JSON.stringify(shapeOf(next)) === JSON.stringify(shapeOf(person))) return { verdict: 'UNCHANGED', person }
  Object.assign(person, next)
  return { verdict: 'UPDATED', person }
}

const isNamed = ({ FirstName, LastName }: Person) => FirstName !== undefined || LastName !== undefined

const isCleared = (property: Property, { clears, modes }: Case) =>
  clears.includes(property) && modes[property] !== 'FILL_IF_EMPTY' && modes[property] !== 'SKIP'

function nextText(person: Person, cells: Cells, single: (typeof singles)[number], given: Case): string | undefined {
  const [before, value, mode = 'REPLACE'] = [person[single], cells[single], given.modes[single]]
  if (value === undefined) return isCleared(single, given) ? undefined : before
  if (before === undefined || mode === 'REPLACE') return value
  return mode === 'APPEND' && !before.includes(value) ? `${before} ${value}` : before
}

function nextList(person: Person, cells: Cells, list: (typeof lists)[number], given: Case): string[] {
  const [before, values, mode = 'APPEND'] = [person[list], cells[list] ?? [], given.modes[list]]
  if (values.length === 0) return isCleared(list, given) ? [] : before
  if (before.length === 0 || mode === 'REPLACE') return values
  if (mode !== 'APPEND') return before
  return [...before, ...values.filter((value) => !before.some((each) => same(list, each, value)))]
}

/** What a person has, in one order, so that two can be compared. */
export const shapeOf = (person: Person) => [
  ...singles.map((name) => person[name] ?? null),
  ...lists.map((name) => person[name]),
]
