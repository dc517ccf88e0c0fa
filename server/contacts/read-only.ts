import { isDeepStrictEqual } from 'node:util'
import { type Fault, faulty } from '../http/errors.ts'
import { type Phone, readOnlyProperties, type WebContact } from './contact.ts'
import type { ContactInput } from './input.ts'

/** What moves with every change: whoever holds an older Version rightly holds other values of these. */
const moving = ['DisplayName', 'Photo', 'UpdatedDate', 'UpdatedBy', 'DeletedDate', 'MergedInto']

/**
 * Read-only properties may be sent back as they were read, so that what was read can be changed and sent; anything else
 * is refused.
 * @param current the contact as it is; undefined where it is being created
 * @param isStale whether the caller says to hold an older version
 */
export function refuseReadOnly(input: ContactInput, current: WebContact | undefined, isStale = false): void {
  const faults: Fault[] = []
  for (const name of readOnlyProperties as (keyof WebContact)[]) {
    const given = input[name] ?? undefined
    if (given === undefined || name === 'Version' || (isStale && moving.includes(name))) continue
    if (!isDeepStrictEqual(given, current?.[name])) faults.push({ Path: name, Message: readOnly(current?.[name]) })
  }
  if (input.Version && current === undefined) faults.push({ Path: 'Version', Message: readOnly(undefined) })
  faults.push(...phoneFaults(input, current))
  if (faults.length > 0) throw faulty(faults)
}

const readOnly = (value: unknown) =>
  value === undefined ? 'is read only: the server gives it' : `is read only; it is ${JSON.stringify(value)}`

function phoneFaults(input: ContactInput, current: WebContact | undefined): Fault[] {
  const known = new Set(((current?.Phones ?? []) as Phone[]).map(({ E164 }) => E164))
  return ((input.Phones ?? []) as Phone[]).flatMap(({ E164 }, index) =>
    E164 === undefined || known.has(E164) ? [] : [{ Path: `Phones[${index}].E164`, Message: readOnly(undefined) }],
  )
}
