import { WebContact as WebContactClass } from '../../contract/contacts.ts'
import { valueFault } from '../custom-fields/values.ts'
import { type Fault, faulty } from '../http/errors.ts'
import { checkOf } from '../http/validation.ts'
import { labelFault } from '../vocabulary/names.ts'
import { type Field, nameKey, type Vocabulary } from '../vocabulary/vocabulary.ts'
import { e164, type Patch, type Phone, plainProperties, type WebContact } from './contact.ts'

/** What a caller sends: every property may be null. */
export type ContactInput = { [Name in keyof WebContact]?: WebContact[Name] | null }

/** @throws a 400 where it is no instance of WebContact; null is as absent. What comes with a call is checked by its route. */
export const checkContact = checkOf(WebContactClass)

/** Whether an input says anything that needs the Customer's vocabulary. */
export const usesVocabulary = ({ Labels, ContactTypes, CustomFields }: ContactInput) =>
  [Labels, ContactTypes, CustomFields].some((value) => value !== undefined && value !== null)

/**
 * The input as a patch of the contact's state, with ids in place of names.
 * @param vocabulary undefined where the input uses none of it
 * @param country where phone numbers without a country belong
 * @throws a 400 that names every label, type and field that does not exist or does not fit
 */
export function patchOf(input: ContactInput, vocabulary: Vocabulary | undefined, country: string | null): Patch {
  const patch: Patch = {}
  for (const name of plainProperties) {
    const value = input[name as keyof ContactInput]
    if (value !== undefined) patch[name] = value
  }
  if (Array.isArray(input.Phones)) patch['Phones'] = input.Phones.map((phone) => withE164(phone, country))
  const faults: Fault[] = []
  if (input.Labels !== undefined) patch['Labels'] = input.Labels && idsOfLabels(input.Labels, vocabulary, faults)
  if (input.ContactTypes !== undefined)
    patch['ContactTypes'] = input.ContactTypes && idsOfTypes(input.ContactTypes, vocabulary, faults)
  if (input.CustomFields) Object.assign(patch, fieldPatch(input.CustomFields, vocabulary, faults))
  if (faults.length > 0) throw faulty(faults)
  return patch
}

/** Labels that must exist before the input can be written; faulty ones are told with the other faults. */
export const labelsOf = ({ Labels }: ContactInput) => (Labels ?? []).filter((name) => labelFault(name) === undefined)

function withE164({ E164: _given, ...phone }: Phone, country: string | null): Phone {
  const number = e164(phone.Value, country)
  return number === undefined ? phone : { ...phone, E164: number }
}

function idsOfLabels(names: string[], vocabulary: Vocabulary | undefined, faults: Fault[]) {
  return idsOf(
    'Labels',
    names,
    faults,
    (name) => vocabulary?.labels.idOf(name),
    (name) => labelFault(name) ?? 'does not exist',
  )
}

function idsOfTypes(names: string[], vocabulary: Vocabulary | undefined, faults: Fault[]) {
  const all = vocabulary?.contactTypes.all.join(', ')
  return idsOf(
    'ContactTypes',
    names,
    faults,
    (name) => vocabulary?.contactTypes.idOf(name),
    () => `must be one of ${all}`,
  )
}

function idsOf(
  property: string,
  names: string[],
  faults: Fault[],
  idOf: (name: string) => string | undefined,
  fault: (name: string) => string,
): string[] {
  const ids = names.map((name, index) => {
    const id = idOf(name)
    if (id === undefined) faults.push({ Path: `${property}[${index}]`, Message: fault(name) })
    return id ?? ''
  })
  if (new Set(ids).size < ids.length && faults.length === 0)
    faults.push({ Path: property, Message: 'names one thing twice' })
  return ids
}

function fieldFault(field: Field, value: unknown, patch: Patch): string | undefined {
  if (`#${field.Id}` in patch) return `is ${field.Name} once more`
  return value === null ? undefined : valueFault(field, value)
}

function fieldPatch(values: Record<string, unknown>, vocabulary: Vocabulary | undefined, faults: Fault[]): Patch {
  const patch: Patch = {}
  for (const [name, value] of Object.entries(values)) {
    const Path = `CustomFields.${name}`
    const id = vocabulary?.fieldIds.get(nameKey(name.slice(1)))
    const field = id === undefined ? undefined : vocabulary?.fields.get(id)
    if (field === undefined) {
      faults.push({ Path, Message: 'there is no such custom field; custom-fields/update makes one' })
      continue
    }
    const fault = fieldFault(field, value, patch)
    if (fault !== undefined) faults.push({ Path, Message: fault })
    patch[`#${field.Id}`] = value
  }
  return patch
}
