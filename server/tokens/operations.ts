import type { Output } from '../../contract/operations.ts'
import { recordAudit } from '../audit/audit.ts'
import { ownRows } from '../auth/own-rows.ts'
import { isUuid } from '../database/uuid.ts'
import { faulty } from '../http/errors.ts'
import { confides, reads, writes } from '../http/operation.ts'
import { tellOfToken } from './letter.ts'
import { createToken, deleteToken, readTokens, type TokenRow, type Tokens } from './tokens.ts'

type Token = Output<'tokens/create'>

export const tokenOperations = (tokens: Tokens) => [
  reads('tokens/list', async ({ db, caller }) => (await readTokens(db, ownRows('tokens', caller))).map(tokenOf)),

  confides('tokens/create', async ({ database, caller, input, address }): Promise<Token> => {
    const expires = input.ExpiresDate ?? undefined
    if (expires !== undefined && Date.parse(expires) <= Date.now())
      throw faulty([{ Path: 'ExpiresDate', Message: 'has passed' }])
    return database
      .of(caller.customerId)
      .transaction()
      .execute(async (db) => {
        const { row, secret } = await createToken(db, caller, { name: input.Name, scope: input.Scope, expires })
        await tellOfToken(db, caller, row)
        await recordAudit(db, { operation: 'tokens/create', author: caller, address, subject: row.id })
        return { ...tokenOf(row), Secret: secret }
      })
  }),

  writes('tokens/delete/{id}', async ({ db, caller, id, afterwards }) => {
    if (isUuid(id)) await deleteToken(db, ownRows('tokens', caller), id)
    afterwards(() => tokens.forget(caller.customerId, id))
    return undefined
  }),
]

function tokenOf(row: TokenRow): Token {
  return {
    Id: row.id,
    Name: row.name,
    Scope: row.scope,
    UserId: row.user_id,
    CreatedDate: row.created_at,
    ...(row.used_at === null ? {} : { UsedDate: row.used_at }),
    ...(row.expires_at === null ? {} : { ExpiresDate: row.expires_at }),
  }
}
