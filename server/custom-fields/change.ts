import { isDeepStrictEqual } from 'node:util'
import type { Input } from '../../contract/operations.ts'
import { countFieldValues } from '../contacts/field-values.ts'
import type { Writer } from '../contacts/writer.ts'
import { nextUuid } from '../database/uuid.ts'
import { type Fault, faulty, invalid } from '../http/errors.ts'
import { changeVocabulary, type Field, nameKey } from '../vocabulary/vocabulary.ts'
import { deleteField, insertField, updateField } from './store.ts'
import { convertValue } from './values.ts'

type Entry = Input<'custom-fields/update'>['CustomFields'][number]

const mostFields = 500

/** What is going to be done to one field. */
interface Step {
  before: Field | undefined
  after: Field | undefined
}

/**
 * Adds, renames, converts and deletes fields as the entries say: all of it, or nothing where one is faulty.
 * @returns the ids of those fields whose values on the contacts are to follow
 */
export async function changeCustomFields(writer: Writer, entries: Entry[]): Promise<string[]> {
  const { fields } = await changeVocabulary(writer.db, writer.caller.customerId)
  const steps = plan(fields, entries)
  // Names are given up before they are taken, so that two fields can change names in one call.
  for (const step of steps)
    if (step.before !== undefined && step.after === undefined) await dropField(writer, step.before)
  const renamed = steps.filter(({ before, after }) => before && after && nameKey(before.Name) !== nameKey(after.Name))
  for (const { after } of renamed)
    if (after) await updateField(writer.db, writer.caller.customerId, { ...after, Name: `#${after.Id}` })
  for (const { before, after } of steps) {
    if (after === undefined) continue
    if (before === undefined) await addField(writer, after)
    else await alterField(writer, before, after)
  }
  return steps.flatMap(({ before, after }) => (before !== undefined && !holdsAsBefore(before, after) ? before.Id : []))
}

const holdsAsBefore = (before: Field, after: Field | undefined) =>
  before.Type === after?.Type && isDeepStrictEqual(before.Options, after.Options)

/** @throws a 400 that names every faulty entry */
function plan(fields: Map<string, Field>, entries: Entry[]): Step[] {
  // Fields are listed in the order of their ids.
  const steps = entries.map((entry) => stepOf(entry, fields.get(entry.Id ?? ''), nextUuid()))
  const final = new Map(fields)
  for (const { before, after } of steps) {
    if (before !== undefined) final.delete(before.Id)
    if (after !== undefined) final.set(after.Id, after)
  }
  const faults = [
    ...entries.flatMap((entry, index) => entryFaults(entry, index, entries, fields)),
    ...steps.flatMap(({ after }, index) => (after === undefined ? [] : fieldFaults(after, index, final))),
  ]
  if (final.size > mostFields) faults.push({ Path: 'CustomFields', Message: `there may be ${mostFields} fields` })
  if (faults.length > 0) throw faulty(faults)
  return steps
}

const stepOf = (entry: Entry, before: Field | undefined, newId: string): Step => ({
  before,
  after: entry.Delete ? undefined : fieldAfter(entry, before, newId),
})

function entryFaults({ Id, Delete }: Entry, index: number, entries: Entry[], fields: Map<string, Field>): Fault[] {
  const fault = (Message: string) => [{ Path: `CustomFields[${index}].Id`, Message }]
  if (Id === undefined) return Delete ? fault('is needed to delete a field') : []
  if (!fields.has(Id)) return fault('is no custom field')
  return entries.findIndex((each) => each.Id === Id) === index ? [] : fault('is mentioned twice')
}

function fieldAfter(entry: Entry, before: Field | undefined, newId: string): Field {
  const Type = entry.Type ?? before?.Type ?? 'TEXT'
  const Options = entry.Options ?? before?.Options
  const given = entry.Name === undefined ? undefined : entry.Name.replace(/^#/, '').replace(/ +/g, ' ').trim()
  return {
    Id: before?.Id ?? newId,
    Name: given === undefined ? (before?.Name ?? '#') : `#${given}`,
    Type,
    ...(isList(Type) && Options !== undefined ? { Options } : {}),
  }
}

const isList = (type: Field['Type']) => type === 'LIST' || type === 'MULTILIST'

function fieldFaults(field: Field, index: number, final: Map<string, Field>): Fault[] {
  const { Id, Name, Type, Options = [] } = field
  const fault = (property: string, Message: string) => ({ Path: `CustomFields[${index}].${property}`, Message })
  const twin = [...final.values()].find((other) => other.Id !== Id && nameKey(other.Name) === nameKey(Name))
  const faults: Fault[] = []
  if (Name === '#') faults.push(fault('Name', 'is needed: letters, digits and spaces'))
  if (twin !== undefined && Name !== '#') faults.push(fault('Name', `${twin.Name} is the name of another field`))
  if (isList(Type) && Options.length === 0) faults.push(fault('Options', `is needed for a ${Type}`))
  return faults
}

async function addField({ db, caller, changes }: Writer, field: Field): Promise<void> {
  await insertField(db, caller.customerId, field)
  changes.record('custom field', field.Id, null, field)
}

async function dropField(writer: Writer, field: Field): Promise<void> {
  await deleteField(writer.db, writer.caller.customerId, field.Id)
  writer.changes.record('custom field', field.Id, field, null)
}

async function alterField(writer: Writer, before: Field, after: Field): Promise<void> {
  if (isDeepStrictEqual(before, after)) return
  if (!holdsAsBefore(before, after)) await refuseLoss(writer, after)
  await updateField(writer.db, writer.caller.customerId, after)
  writer.changes.record('custom field', after.Id, before, after)
}

/** @throws a 400 with the number of values that cannot become what the field shall hold */
async function refuseLoss(writer: Writer, field: Field): Promise<void> {
  const values = await countFieldValues(writer.db, writer.caller.customerId, field.Id)
  const lost = values.filter(({ value }) => convertValue(field, value) === undefined)
  if (lost.length > 0) {
    const count = lost.reduce((sum, each) => sum + each.count, 0)
    const some = lost.slice(0, 3).map(({ value }) => JSON.stringify(value).slice(0, 50))
    throw invalid(
      `${count} values of ${field.Name} cannot become ${field.Type}, as ${some.join(', ')}. Nothing was changed.`,
      [{ Path: 'CustomFields', Message: `${count} values of ${field.Name} cannot be converted` }],
    )
  }
}
