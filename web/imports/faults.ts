import { propertyTitle } from '../contacts/properties.ts'
import { words } from '../texts/imports.ts'
import type { Import, ImportRow } from './queries.ts'

type Fault = NonNullable<ImportRow['Errors']>[number]

const isNameless = ({ Column, Path }: Fault) =>
  Column === undefined && ['FirstName', 'OrganizationName', 'RecordType'].includes(Path)

/** Why a row cannot be imported: in words of ours where it is plain what is meant, else in those of the file's report. */
export function faultText(fault: Fault): string {
  const { Path, Message, Value } = fault
  const { faults } = words.rows
  if (isNameless(fault)) return faults.name
  const list = /^(Emails|Phones|Dates|Websites)/.exec(Path)?.[1] as 'Emails' | undefined
  return list !== undefined && Value ? faults[list] : Message
}

/** The column or property that the sentence is about, where it does not say so itself. */
export function faultSubject(fault: Fault): string | undefined {
  if (fault.Column !== undefined) return fault.Column
  return fault.Path === '' || isNameless(fault) ? undefined : propertyTitle(fault.Path)
}

/** The cell to mend, and what stands in it. Who has no name at all may be given one in any column for names. */
export function cellOf(fault: Fault, { Mapping = [] }: Import): { column: string; value: string } | undefined {
  if (fault.Column !== undefined && fault.Value !== undefined) return { column: fault.Column, value: fault.Value }
  if (!isNameless(fault)) return undefined
  const column = ['LastName', 'FirstName', 'DisplayName', 'OrganizationName'].flatMap((name) =>
    Mapping.flatMap(({ Property, Column }) => (Property === name ? [String(Column)] : [])),
  )[0]
  return column === undefined ? undefined : { column, value: '' }
}
