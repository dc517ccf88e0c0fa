/** What has been said of an import so far, and what the server is asked with it. */
import type { ImportInput, Preview } from './queries.ts'
import type { Entry } from './targets.ts'

/** A file that was sent, or a spreadsheet that the server keeps. */
export type Source = { FileId: string } | { SpreadsheetId: string }

/** How the file is to be read, where it is not as it was found. */
export type Reading = Pick<
  ImportInput,
  'Format' | 'Sheet' | 'Encoding' | 'Delimiter' | 'HasHeader' | 'HeaderRow' | 'DateOrder'
>

export interface Plan {
  mapping: Entry[]
  matchOn: string[]
  onMatch: 'UPDATE' | 'SKIP' | 'CREATE'
  labels: string[]
  types: string[]
}

export const isTable = ({ Format }: Preview) => Format === 'CSV' || Format === 'XLSX'

/** Where the columns go, as far as the server can tell. */
export const mappingOf = ({ Mapping }: Preview): Entry[] => Mapping.filter(({ Mode }) => Mode !== 'SKIP')

export function firstPlan(preview: Preview): Plan {
  const hasId = !isTable(preview) || preview.Mapping.some(({ Property }) => Property === 'Id')
  return {
    mapping: mappingOf(preview),
    matchOn: [...(hasId ? ['Id'] : []), 'Emails.Value'],
    onMatch: 'UPDATE',
    labels: [],
    types: [],
  }
}

export interface Fix {
  RowNumber: number
  Column: string
  Value: string
}

export function inputOf(source: Source, reading: Reading, preview: Preview, plan: Plan, fixes: Fix[]): ImportInput {
  const { mapping, matchOn, onMatch, labels, types } = plan
  return {
    ...source,
    ...reading,
    FileName: preview.FileName,
    ...(isTable(preview) ? { Mapping: mapping } : {}),
    ...(matchOn.length === 0 ? {} : { MatchOn: matchOn }),
    OnMatch: matchOn.length === 0 ? 'CREATE' : onMatch,
    ...(labels.length === 0 ? {} : { Labels: labels }),
    ...(types.length === 0 ? {} : { ContactTypes: types }),
    ...(fixes.length === 0 ? {} : { Fixes: fixes }),
  }
}
