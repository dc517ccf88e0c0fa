import { type Declaration, operations } from '../../contract/operations.ts'
import { type Change, Changes } from '../database/changes.ts'
import type { Database, Scope } from '../database/database.ts'
import type { UploadedFile } from '../files/files.ts'
import { overContactLimit, tookTooLong } from './errors.ts'
import type { Caller, Operation, Progress } from './operation.ts'

export type WithSession = Exclude<Operation, { kind: 'admits' | 'confides' | 'downloads' | 'streams' }>
export type Direct = Exclude<WithSession, { kind: 'steps' }>
export type Long = Operation & { kind: 'steps' }

export interface Call {
  caller: Caller
  input: unknown
  id: string
  /** What came along with the input. */
  file: UploadedFile | undefined
}

const defaultSeconds = 30
const attempts = 4

/**
 * Runs an operation for a session user, as the route and the queue both do. Whatever it writes, its change set and
 * `alongside` (the answer kept for an Idempotency-Key, the result of a request) are one transaction: all or nothing.
 */
export async function perform(
  database: Database,
  operation: Direct,
  call: Call,
  alongside?: (db: Scope, output: unknown, changes: readonly Change[]) => Promise<void>,
): Promise<unknown> {
  const scope = database.of(call.caller.customerId)
  const { seconds = defaultSeconds }: Declaration = operations[operation.name]
  if (operation.kind === 'reads' && alongside === undefined) return operation.run({ ...call, db: scope } as never)
  const deadline = Date.now() + seconds * 1000
  const begin = () => new Changes(call.caller, operation.name)
  return inTransaction(scope, begin, async (db, changes, afterwards) => {
    const output = await operation.run({ ...call, db, changes, afterwards } as never)
    await alongside?.(db, output, changes.all)
    if (Date.now() > deadline) throw tookTooLong(seconds)
    await changes.write(db)
    return output
  })
}

/**
 * Does one step of a long operation, and keeps where it stands.
 * @param takeUp locks the request and gives the state it is in; undefined where it is not to be gone on with
 * @param keep writes the progress beside what the step has done
 * @returns whether there are more steps to do
 */
export async function performStep(
  database: Database,
  operation: Long,
  call: Call & { requestId: string },
  takeUp: (db: Scope) => Promise<unknown>,
  keep: (db: Scope, progress: Progress<unknown, unknown>) => Promise<void>,
): Promise<boolean> {
  const begin = () => new Changes(call.caller, operation.name, call.requestId)
  return inTransaction(database.of(call.caller.customerId), begin, async (db, changes, afterwards) => {
    const state = await takeUp(db)
    if (state === undefined) return false
    const progress = await operation.run.step({ ...call, db, changes, afterwards, state } as never)
    await keep(db, progress)
    await changes.write(db)
    return 'state' in progress
  })
}

/** What is asked to be done afterwards is done once the transaction is committed, and not where it is undone. */
async function inTransaction<Result>(
  scope: Scope,
  begin: () => Changes,
  run: (db: Scope, changes: Changes, afterwards: (run: () => void) => void) => Promise<Result>,
): Promise<Result> {
  const { result, waiting } = await tryAgain(begin, (changes) =>
    scope.transaction().execute(async (db) => {
      const waiting: (() => void)[] = []
      return { result: await run(db, changes, (each) => waiting.push(each)), waiting }
    }),
  )
  for (const each of waiting) each()
  return result
}

async function tryAgain<Result>(begin: () => Changes, run: (changes: Changes) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const changes = begin()
    try {
      return await run(changes)
    } catch (error) {
      if (attempt === attempts || !isPassing(error, changes)) throw error
    }
  }
}

/** When two transactions wait for each other, PostgreSQL ends one of them with nothing done. */
const deadlocks = new Set(['40P01', '40001'])

/**
 * Whether it may simply begin again: after a deadlock, and where it counted on room for contacts that others have taken. Who asks for
 * one contact more than the plan includes would be told nothing else the second time.
 */
function isPassing(error: unknown, { countsOnRoom }: Changes): boolean {
  const { code = '' } = error as { code?: string }
  return deadlocks.has(code) || (code === overContactLimit && countsOnRoom)
}
