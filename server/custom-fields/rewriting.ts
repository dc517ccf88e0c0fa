/**
 * What a change of custom fields leaves to be done on the contacts. The fields themselves change at once: a deleted one is
 * not shown any longer, and a value of an earlier type is shown as one of the present type. Here the contacts follow, in
 * steps, each behind the last contact of the one before.
 */
import type { Result } from '../../contract/operations.ts'
import { countFieldBearers, type Rewrite, rewriteFieldValues } from '../contacts/field-values.ts'
import { noUuid } from '../database/uuid.ts'
import { type Progress, passedOf, type Stepping } from '../http/operation.ts'
import { holdVocabulary } from '../vocabulary/vocabulary.ts'
import { convertValue } from './values.ts'

type Report = Result<'custom-fields/update'>

interface State {
  fields: string[]
  last: string
  passed: number
  /** How many contacts there are to do; 0 until they are counted. */
  total: number
  report: Report
}

const atOnce = 500

export const beginRewriting = (fields: string[]): State => ({
  fields,
  last: noUuid,
  passed: 0,
  total: 0,
  report: { Converted: 0, Deleted: 0 },
})

/** A field may have been changed once more since: what counts is what it is now. */
export async function rewriteStep(call: Stepping<'custom-fields/update', State>): Promise<Progress<State, Report>> {
  const { db, caller, changes, state } = call
  if (state.fields.length === 0) return { output: state.report }
  const { fields } = await holdVocabulary(db, caller.customerId, [], changes)
  const report = { ...state.report }
  const rewrite: Rewrite = (id, value) => {
    const field = fields.get(id)
    report[field === undefined ? 'Deleted' : 'Converted']++
    // Whatever cannot be converted was not there when the change was admitted; it is not lost.
    return field === undefined ? undefined : (convertValue(field, value) ?? value)
  }
  const ids = await rewriteFieldValues(call, state.fields, { after: state.last, limit: atOnce }, () => rewrite)
  if (ids.length < atOnce) return { output: report }
  const passed = state.passed + ids.length
  const counted = state.total || (await countFieldBearers(db, caller.customerId, state.fields)) + passed
  const total = Math.max(counted, passed)
  return {
    state: { ...state, last: ids.at(-1) ?? state.last, passed, total, report },
    ...passedOf(passed, total),
  }
}
