/** Who did what that matters to the safety of an organisation. It is only ever added to. */
import { sql } from 'kysely'
import type { Input, OperationName, Output } from '../../contract/operations.ts'
import type { Author, Change } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import { isUuid, nextUuid } from '../database/uuid.ts'
import { keptText } from '../files/kept-text.ts'
import { faulty } from '../http/errors.ts'
import type { Caller } from '../http/operation.ts'
import { momentIn } from '../http/validation.ts'
import { shownName } from '../jobs/requests.ts'

export interface Entry {
  operation: OperationName
  /** Who did it, or as whom somebody tried; without a user it was the operator of the server. */
  author: Pick<Author, 'customerId' | 'token'> & Partial<Pick<Author, 'userId'>>
  address: string | undefined
  /** The id in the path. */
  subject?: string
  /** The ErrorCode of a refusal. */
  refusal?: string
  changes?: readonly Change[]
}

/** Adds an entry, in the transaction that does what it tells of. */
export async function recordAudit(db: Scope, { operation, author, address, ...more }: Entry): Promise<void> {
  const { customerId, userId, token } = author
  const { subject = '', refusal = 'OK', changes = [] } = more
  const told = changes.filter(({ entity }) => entity === 'user' || entity === 'customer').map(shownChange)
  await sql`
    insert into audit (customer_id, id, user_id, operation, subject, outcome, address, token_id, changes)
    values (${customerId}, ${nextUuid()}, ${userId ?? null}, ${shownName(operation)},
            ${subject === '' ? null : keptText(subject.slice(0, 100))}, ${refusal}, ${address ?? null}, ${token?.id ?? null},
            ${told.length === 0 ? null : JSON.stringify(told)})`.execute(db)
}

const shownChange = ({ before, after }: Change) => ({ Before: shown(before), After: shown(after) })

/** `first_name` of the table is FirstName of the API. */
const shown = (state: object | null) =>
  state &&
  Object.fromEntries(
    Object.entries(state).map(([name, value]) => [
      name.replace(/(?:^|_)(\w)/g, (_, letter) => letter.toUpperCase()),
      value,
    ]),
  )

interface AuditRow {
  id: string
  user_id: string | null
  operation: string
  subject: string | null
  outcome: string
  address: string | null
  token_id: string | null
  changes: { Before?: unknown; After?: unknown }[] | null
  created_at: string
}

const usualPage = 50

export async function listAudit(
  db: Scope,
  { customerId }: Caller,
  input: Input<'audit/list'>,
): Promise<Output<'audit/list'>> {
  const { UserId, Operation, From, To, Cursor } = input
  if (Cursor && !isUuid(Cursor)) throw faulty([{ Path: 'Cursor', Message: 'is none that this API gave' }])
  if (UserId && !isUuid(UserId)) return { Rows: [] }
  const limit = input.PageSize ?? usualPage
  const conditions = [
    sql`customer_id = ${customerId}`,
    ...(UserId ? [sql`user_id = ${UserId}`] : []),
    ...(Operation ? [sql`operation = ${Operation}`] : []),
    ...(From ? [sql`created_at >= ${momentIn('From', From)}`] : []),
    ...(To ? [sql`created_at < ${momentIn('To', To)}`] : []),
    ...(Cursor
      ? [
          sql`(created_at, id) < (select created_at, id from audit where customer_id = ${customerId} and id = ${Cursor})`,
        ]
      : []),
  ]
  const { rows } = await sql<AuditRow>`
    select id, user_id, operation, subject, outcome, address, token_id, changes, created_at from audit
    where ${sql.join(conditions, sql` and `)}
    order by created_at desc, id desc limit ${limit + 1}`.execute(db)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { Rows: page.map(entryOf), ...(rows.length > limit && last !== undefined ? { NextCursor: last.id } : {}) }
}

const entryOf = (row: AuditRow): Output<'audit/list'>['Rows'][number] => ({
  Id: row.id,
  Date: row.created_at,
  ...(row.user_id === null ? { Operator: true } : { UserId: row.user_id }),
  Operation: row.operation,
  ...(row.subject === null ? {} : { SubjectId: row.subject }),
  Outcome: row.outcome,
  ...(row.address === null ? {} : { Address: row.address }),
  ...(row.token_id === null ? {} : { TokenId: row.token_id }),
  ...(row.changes === null ? {} : { Changes: row.changes }),
})
