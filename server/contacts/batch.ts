/** Up to 1,000 changes in one call. Neighbours of one kind are done in one statement; each has a verdict of its own. */
import { sql } from 'kysely'
import type { Input, Output } from '../../contract/operations.ts'
import { nextUuid } from '../database/uuid.ts'
import { ApiError, faultsUnder, faulty } from '../http/errors.ts'
import { contactRoom } from '../plans/plans.ts'
import { type ContactInput, checkContact } from './input.ts'
import { upsertContact } from './match.ts'
import { changeContacts, createContacts, deleteContacts, type Edit, type Outcome } from './write.ts'
import type { Writer } from './writer.ts'

type Item = Input<'contacts/batch'>['Items'][number]
type Verdict = Output<'contacts/batch'>['Results'][number]
type Kind = Item['Operation']

/** @throws a 400 with the faults of all items, where it is all or nothing and some failed */
export async function doBatch(writer: Writer, { Items, AllOrNothing }: Input<'contacts/batch'>) {
  const verdicts = Items.map((item) => itemFault(item))
  writer.changes.countsOnRoom = true
  const limited = { ...writer, room: await contactRoom(writer.db, writer.caller.customerId) }
  for (const run of runsOf(Items, verdicts)) {
    const results = await doers[run.kind](
      limited,
      run.items.map(({ item }) => item),
    )
    for (const [at, { index }] of run.items.entries()) verdicts[index] = results[at]
  }
  const Results = verdicts.map((verdict) => verdict as Verdict)
  if (AllOrNothing) refuseFailed(Results)
  return { Results }
}

interface Run {
  kind: Kind
  items: { item: Item; index: number }[]
}

/** Neighbours that can be done at once: of one kind, and of different contacts. */
function* runsOf(items: Item[], verdicts: (Verdict | undefined)[]): Iterable<Run> {
  let run: Run | undefined
  let ids = new Set<string>()
  for (const [index, item] of items.entries()) {
    if (verdicts[index] !== undefined) continue
    const id = item.Id?.toLowerCase()
    if (run === undefined || run.kind !== item.Operation || (id !== undefined && ids.has(id))) {
      if (run !== undefined) yield run
      run = { kind: item.Operation, items: [] }
      ids = new Set()
    }
    run.items.push({ item, index })
    if (id !== undefined) ids.add(id)
  }
  if (run !== undefined) yield run
}

const contactOf = ({ Contact }: Item) => (Contact ?? {}) as ContactInput

const doers: Record<Kind, (writer: Writer, items: Item[]) => Promise<Verdict[]>> = {
  async CREATE(writer, items) {
    const edits = items.map((item): Edit => ({ id: nextUuid(), input: contactOf(item) }))
    return (await createContacts(writer, edits)).map(verdictOf)
  },
  async UPDATE(writer, items) {
    const edits = items.map((item): Edit => ({ id: item.Id ?? '', input: contactOf(item) }))
    return (await changeContacts(writer, edits)).map(verdictOf)
  },
  async UPSERT(writer, items) {
    const verdicts: Verdict[] = []
    for (const item of items) verdicts.push(await upsert(writer, item))
    return verdicts
  },
  async DELETE(writer, items) {
    const deleted = await deleteContacts(
      writer,
      items.map(({ Id }) => Id ?? ''),
    )
    return items.map(({ Id = '' }) => ({ Verdict: deleted.has(Id.toLowerCase()) ? 'DELETED' : 'UNCHANGED', Id }))
  },
}

/** An upsert that fails may have begun to write; that is taken back. */
async function upsert(writer: Writer, { MatchOn = '', Contact }: Item): Promise<Verdict> {
  const { db, changes } = writer
  await sql`savepoint item`.execute(db)
  const mark = changes.mark()
  try {
    const outcome = await upsertContact(writer, { MatchOn, Contact: Contact ?? {} })
    if (outcome instanceof ApiError) throw outcome
    await sql`release savepoint item`.execute(db)
    return verdictOf(outcome)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    await sql`rollback to savepoint item`.execute(db)
    changes.backTo(mark)
    return failed(error)
  }
}

function verdictOf(outcome: Outcome): Verdict {
  if (outcome instanceof ApiError) return failed(outcome)
  const { Id, Version } = outcome.contact
  return { Verdict: outcome.verdict, ...(Id ? { Id } : {}), ...(Version ? { Version } : {}) }
}

const failed = ({ body }: ApiError): Verdict => ({ Verdict: 'FAILED', ...body })

/** What is wrong with an item on its face. */
function itemFault({ Operation, Id, MatchOn, Contact }: Item): Verdict | undefined {
  const wants = {
    Id: Operation === 'UPDATE' || Operation === 'DELETE',
    MatchOn: Operation === 'UPSERT',
    Contact: Operation !== 'DELETE',
  }
  const given = { Id, MatchOn, Contact }
  const faults = (Object.keys(wants) as (keyof typeof wants)[]).flatMap((Path) => {
    const isGiven = given[Path] !== undefined
    if (isGiven === wants[Path]) return []
    return { Path, Message: wants[Path] ? `is needed to ${Operation}` : `does not go with ${Operation}` }
  })
  if (faults.length > 0) return failed(faulty(faults))
  if (Contact === undefined) return undefined
  try {
    checkContact(Contact)
    return undefined
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return failed(error)
  }
}

function refuseFailed(verdicts: Verdict[]): void {
  const faults = verdicts.flatMap(({ Verdict, ErrorMessage = '', Errors }, index) => {
    if (Verdict !== 'FAILED') return []
    const at = `Items[${index}]`
    return Errors === undefined ? { Path: at, Message: ErrorMessage } : faultsUnder(at, Errors)
  })
  const plan = verdicts.find(({ ErrorCode }) => ErrorCode === 'PLAN')
  if (plan !== undefined) throw new ApiError(402, 'PLAN', plan.ErrorMessage ?? '', { faults })
  if (faults.length > 0) throw faulty(faults)
}
