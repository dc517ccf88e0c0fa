/** The SQL of identities, and of sign-ins that are under way. */
import { sql } from 'kysely'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'

/** How long a sign-in, or a nonce, may take until it is used. */
export const minutes = 10

/** An account at a provider: OpenID Connect Core 1.0, section 5.7, says that nothing else names one. */
export interface Account {
  issuer: string
  subject: string
}

interface IdentityRow extends Account {
  id: string
  email: string | null
  created_at: string
  used_at: string | null
}

/** Whose account it is, of the whole server. @param db of the system */
export async function readHolder(db: Scope, { issuer, subject }: Account): Promise<Author | undefined> {
  const { rows } = await sql<Author>`
    select customer_id as "customerId", user_id as "userId" from identities
    where issuer = ${issuer} and subject = ${subject}`.execute(db)
  return rows[0]
}

/** @returns whether it was nobody's */
export async function insertIdentity(
  db: Scope,
  { customerId, userId }: Author,
  { id, issuer, subject, email }: Account & { id: string; email: string | null },
): Promise<boolean> {
  const { rows } = await sql`
    insert into identities (customer_id, id, user_id, issuer, subject, email)
    values (${customerId}, ${id}, ${userId}, ${issuer}, ${subject}, ${email})
    on conflict (issuer, subject) do nothing returning id`.execute(db)
  return rows.length > 0
}

export async function readIdentities(db: Scope, { customerId, userId }: Author): Promise<IdentityRow[]> {
  const { rows } = await sql<IdentityRow>`
    select id, issuer, subject, email, created_at, used_at from identities
    where customer_id = ${customerId} and user_id = ${userId} order by created_at, id`.execute(db)
  return rows
}

export async function deleteIdentity(db: Scope, customerId: string, id: string): Promise<void> {
  await sql`delete from identities where customer_id = ${customerId} and id = ${id}`.execute(db)
}

export async function deleteIdentities(db: Scope, { customerId, userId }: Author): Promise<void> {
  await sql`delete from identities where customer_id = ${customerId} and user_id = ${userId}`.execute(db)
}

export async function noteUse(db: Scope, customerId: string, { issuer, subject }: Account): Promise<void> {
  await sql`
    update identities set used_at = now()
    where customer_id = ${customerId} and issuer = ${issuer} and subject = ${subject}`.execute(db)
}

/** A sign-in that is under way. */
export interface StateRow {
  provider: string
  code_verifier: string
  nonce: string
  /** Of the invitation, or of who links. */
  customer_id: string | null
  invitation: Buffer | null
  /** Who links, and with which session. */
  user_id: string | null
  session: Buffer | null
}

/** @param browser the hash of the cookie that must come back with it; undefined until a browser has come with `session` */
export async function insertState(
  db: Scope,
  state: Buffer,
  browser: Buffer | undefined,
  row: StateRow,
): Promise<string> {
  const { rows } = await sql<{ expires_at: string }>`
    insert into openid_states
      (state, browser, provider, code_verifier, nonce, customer_id, invitation, user_id, session, expires_at)
    values (${state}, ${browser ?? null}, ${row.provider}, ${row.code_verifier}, ${row.nonce}, ${row.customer_id},
            ${row.invitation}, ${row.user_id}, ${row.session}, now() + make_interval(mins => ${minutes}))
    returning expires_at`.execute(db)
  return rows[0]?.expires_at ?? ''
}

/** Binds a linking that was begun with a session to the browser that comes with this session; once. */
export async function bindState(
  db: Scope,
  state: Buffer,
  browser: Buffer,
  { provider, session }: { provider: string; session: Buffer },
): Promise<StateRow | undefined> {
  const { rows } = await sql<StateRow>`
    update openid_states set browser = ${browser}
    where state = ${state} and browser is null and provider = ${provider} and session = ${session} and expires_at > now()
    returning provider, code_verifier, nonce, customer_id, invitation, user_id, session`.execute(db)
  return rows[0]
}

/** Takes a state up, once, and only for the browser that it was given to. */
export async function takeState(db: Scope, state: Buffer, browser: Buffer): Promise<StateRow | undefined> {
  const { rows } = await sql<StateRow>`
    delete from openid_states where state = ${state} and browser = ${browser} and expires_at > now()
    returning provider, code_verifier, nonce, customer_id, invitation, user_id, session`.execute(db)
  return rows[0]
}

export async function insertNonce(db: Scope, nonce: Buffer): Promise<string> {
  const { rows } = await sql<{ expires_at: string }>`
    insert into openid_nonces (nonce, expires_at) values (${nonce}, now() + make_interval(mins => ${minutes}))
    returning expires_at`.execute(db)
  return rows[0]?.expires_at ?? ''
}

/** @returns whether it was there, and not used before */
export async function takeNonce(db: Scope, nonce: Buffer): Promise<boolean> {
  const { rows } = await sql`
    delete from openid_nonces where nonce = ${nonce} and expires_at > now() returning nonce`.execute(db)
  return rows.length > 0
}
