import { sql } from 'kysely'
import type { Static } from 'typebox'
import type { OperationName } from '../../contract/operations.ts'
import type { RequestStatus as RequestStatusClass } from '../../contract/request.ts'
import type { Scope } from '../database/database.ts'
import { type ApiError, deactivated } from '../http/errors.ts'
import type { Caller } from '../http/operation.ts'
import type { Call } from '../http/perform.ts'

type RequestStatus = Static<typeof RequestStatusClass>

const listed = 1000

interface RequestRow {
  id: string
  operation: string
  process_status: 'PROCESSING' | 'PROCESSED' | 'FAIL'
  percent: number
  commentary: string
  result: unknown
  failure: object | null
  created_at: string
  updated_at: string
}

const columns = sql.raw('id, operation, process_status, percent, commentary, result, failure, created_at, updated_at')

/** Operation names as callers know them, without the `{id}`. */
export const shownName = (name: string) => name.replace('/{id}', '')

function statusOf(row: RequestRow): RequestStatus {
  return {
    RequestId: row.id,
    Operation: shownName(row.operation),
    Commentary: row.commentary,
    PercentComplete: row.percent,
    ProcessStatus: row.process_status,
    CreatedDate: row.created_at,
    UpdatedDate: row.updated_at,
    ...(row.result === null ? {} : { Result: row.result }),
    ...row.failure,
  }
}

export async function insertRequest(
  db: Scope,
  requestId: string,
  operation: OperationName,
  { caller, input, id, file }: Call,
  state?: unknown,
): Promise<RequestStatus> {
  const { rows } = await sql<RequestRow>`
    insert into requests (customer_id, id, user_id, session, token, operation, subject, input, file_id, state, commentary)
    values (${caller.customerId}, ${requestId}, ${caller.userId}, ${caller.session},
            ${caller.token === undefined ? null : JSON.stringify(caller.token)}, ${operation}, ${id},
            ${JSON.stringify(input)}, ${file?.id ?? null}, ${state === undefined ? null : JSON.stringify(state)}, 'Waiting')
    returning ${columns}`.execute(db)
  return statusOf(rows[0] as RequestRow)
}

/** A request of the caller's own. */
export async function readRequest(db: Scope, caller: Caller, id: string): Promise<RequestStatus | undefined> {
  const { rows } = await sql<RequestRow>`
    select ${columns} from requests
    where customer_id = ${caller.customerId} and user_id = ${caller.userId} and id = ${id}`.execute(db)
  return rows[0] && statusOf(rows[0])
}

/** The results are left out: `get` has them. */
export async function listRequests(db: Scope, caller: Caller): Promise<RequestStatus[]> {
  const { rows } = await sql<RequestRow>`
    select id, operation, process_status, percent, commentary, null as result, failure, created_at, updated_at
    from requests where customer_id = ${caller.customerId} and user_id = ${caller.userId}
    order by created_at desc, id desc limit ${listed}`.execute(db)
  return rows.map(statusOf)
}

interface OpenRequest {
  operation: OperationName
  subject: string
  input: unknown
  file_id: string | null
  user_id: string
  session: Buffer
  token: NonNullable<Caller['token']> | null
  role: Caller['role']
  status: string
}

/** What a worker needs to do a request that still has to be done. */
export async function openRequest(db: Scope, customerId: string, id: string) {
  const { rows } = await sql<OpenRequest>`
    update requests set commentary = case when percent = 0 then 'Running' else commentary end, updated_at = now()
    from users
    where requests.customer_id = ${customerId} and requests.id = ${id} and process_status = 'PROCESSING'
      and users.customer_id = requests.customer_id and users.id = requests.user_id
    returning requests.operation, requests.subject, requests.input, requests.file_id, requests.user_id, requests.session,
      requests.token, users.role, users.status`.execute(db)
  const [row] = rows
  if (row === undefined) return undefined
  const { user_id: userId, role, session, token, ...request } = row
  const caller: Caller = { customerId, userId, role, session, ...(token === null ? {} : { token }) }
  return { ...request, caller }
}

/**
 * Marks a request as done, in the transaction that does it.
 * @returns whether it was still to be done: not cancelled, nor done by another worker
 */
export async function finishRequest(db: Scope, customerId: string, id: string, result: unknown): Promise<boolean> {
  const { rows } = await sql`
    update requests set process_status = 'PROCESSED', percent = 100, commentary = 'Done', updated_at = now(),
      result = ${result === undefined ? null : JSON.stringify(result)}, input = null, state = null
    where customer_id = ${customerId} and id = ${id} and process_status = 'PROCESSING' returning id`.execute(db)
  return rows.length > 0
}

/**
 * The state in which a long operation was left, held until the end of the transaction; undefined where it has ended.
 * @param isCertain whether it is gone on with, though its user may no longer do anything
 */
export async function lockState(db: Scope, customerId: string, id: string, isCertain: boolean): Promise<unknown> {
  const { rows } = await sql<{ state: unknown; status: string }>`
    select state, status from requests
      join users on users.customer_id = requests.customer_id and users.id = requests.user_id
    where requests.customer_id = ${customerId} and requests.id = ${id} and process_status = 'PROCESSING'
    for update of requests`.execute(db)
  const [request] = rows
  // Who may no longer do anything does not go on doing it.
  if (request !== undefined && request.status !== 'ACTIVE' && !isCertain) throw deactivated()
  return request?.state ?? undefined
}

export async function keepState(
  db: Scope,
  customerId: string,
  id: string,
  { state, percent, commentary }: { state: unknown; percent: number; commentary: string },
): Promise<void> {
  await sql`
    update requests set state = ${JSON.stringify(state)}, percent = ${percent}, commentary = ${commentary}, updated_at = now()
    where customer_id = ${customerId} and id = ${id}`.execute(db)
}

/**
 * What a long operation had done before it failed stays, and its commentary goes on telling how much that is.
 * @returns whether it was still to be done
 */
export async function failRequest(db: Scope, customerId: string, id: string, error: ApiError): Promise<boolean> {
  const failure = JSON.stringify({ ...error.body, StatusCode: error.status })
  const { rows } = await sql`
    update requests set process_status = 'FAIL', updated_at = now(), failure = ${failure}, input = null, state = null,
      commentary = case when percent = 0 then 'Failed' else 'Failed; what was done stays: ' || commentary end
    where customer_id = ${customerId} and id = ${id} and process_status = 'PROCESSING' returning id`.execute(db)
  return rows.length > 0
}

interface Standing {
  Status: RequestRow['process_status']
  ErrorMessage?: string
}

/** How things stand that requests make and that have their ids, of whosever they are. Requests are forgotten after a week. */
export async function standings(db: Scope, customerId: string, things: { id: string; done: boolean }[]) {
  const open = things.filter(({ done }) => !done).map(({ id }) => id)
  const requests = open.length === 0 ? [] : await statusesOf(db, customerId, open)
  const found = new Map(requests.map(({ id, ...status }) => [id, status]))
  return ({ id, done }: { id: string; done: boolean }): Standing => {
    if (done) return { Status: 'PROCESSED' }
    const { status, message } = found.get(id) ?? { status: 'FAIL' as const, message: 'It did not end.' }
    return { Status: status, ...(message === null ? {} : { ErrorMessage: message }) }
  }
}

/** As a thing stood when it was read: where it has ended since, what was read of it is not yet what came of it. */
export const whenRead = ({ done }: { done: boolean }, standing: Standing): Standing =>
  !done && standing.Status === 'PROCESSED' ? { Status: 'PROCESSING' } : standing

async function statusesOf(db: Scope, customerId: string, ids: string[]) {
  const { rows } = await sql<{ id: string; status: RequestRow['process_status']; message: string | null }>`
    select id, process_status as status, failure ->> 'ErrorMessage' as message from requests
    where customer_id = ${customerId} and id = any(${ids}::uuid[])`.execute(db)
  return rows
}

/** Whether an operation on this subject is still to be done, or being done. */
export async function isUnderWay(db: Scope, customerId: string, operation: OperationName, subject: string) {
  const { rows } = await sql`
    select from requests
    where customer_id = ${customerId} and operation = ${operation} and subject = ${subject}
      and process_status = 'PROCESSING' limit 1`.execute(db)
  return rows.length > 0
}

/** Forgets the results that name a thing, of requests that have ended. @returns how many */
export async function forgetResults(db: Scope, customerId: string, id: string): Promise<number> {
  const { rows } = await sql`
    update requests set result = null
    where customer_id = ${customerId} and process_status <> 'PROCESSING'
      and position(${id.toLowerCase()} in result::text) > 0 returning id`.execute(db)
  return rows.length
}
