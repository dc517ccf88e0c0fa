import {
  type Declaration,
  type Input,
  type OperationName,
  type Operations,
  type Output,
  operations,
  type Result,
} from '../../contract/operations.ts'
import type { Changes } from '../database/changes.ts'
import type { Database, Scope } from '../database/database.ts'
import type { UploadedFile } from '../files/files.ts'
import { type ApiError, roleForbids, scopeForbids, secondFactorNeeded } from './errors.ts'

export type Role = 'USER' | 'ADMINISTRATOR' | 'OWNER'

/** Whose session a call bears. */
export interface Caller {
  customerId: string
  userId: string
  role: Role
  /** The hash of the secret of the session, or of the token: names it in the database. */
  session: Buffer
  /** The API token that was sent in place of a session. */
  token?: { id: string; scope: TokenScope }
  /** Whether the user has yet to set up the second factor that the Customer requires. */
  lacksSecondFactor?: boolean
}

export type TokenScope = 'READ' | 'WRITE' | 'ADMIN'

/** What an operation that only reads is given. */
export interface Reading<Name extends OperationName> {
  caller: Caller
  /** Statements in the caller's Customer. */
  db: Scope
  input: Input<Name>
  /** The {id} of the path; empty where the path has none. */
  id: string
}

/** What an operation that streams is given. */
export interface Streaming<Name extends OperationName> extends Reading<Name> {
  /** The id of the last event that the caller has got, of a stream that is gone on with. */
  lastEventId: string | undefined
  /** Aborted when nobody listens any longer. */
  signal: AbortSignal
}

/** Something that a stream tells, as JSON; without `data`, only how far it is. */
export interface StreamEvent {
  id: string
  event?: string
  data?: string
}

/** What an operation that writes is given: all of `db` is one transaction, in which the change set is written last. */
export interface Writing<Name extends OperationName> extends Reading<Name> {
  changes: Changes
  /** Has something done once the transaction is committed. */
  afterwards(run: () => void): void
  /** What was sent along, of an operation with `upload`; it is swept away unless it is kept. */
  file: UploadedFile | undefined
}

/** What an operation without a session is given. */
export interface Admitting<Name extends OperationName> {
  database: Database
  input: Input<Name>
  /** The caller's network address. */
  address: string
  userAgent: string | undefined
}

/** What an operation is given that deals with a secret; it makes its own transactions. */
export interface Confiding<Name extends OperationName> extends Admitting<Name> {
  caller: Caller
  /** The {id} of the path; empty where the path has none. */
  id: string
}

/** What a long operation is given when it is accepted. */
export interface Beginning<Name extends OperationName> extends Writing<Name> {
  /** Also that of its change set. */
  requestId: string
}

/** What a step of a long operation is given; what it leaves in `state`, the next one finds there. */
export interface Stepping<Name extends OperationName, State> extends Beginning<Name> {
  state: State
}

/** How a long operation has ended: with its output, or by what it failed. */
export interface Ending<Name extends OperationName> extends Reading<Name> {
  requestId: string
  output: Result<Name> | undefined
  failure: ApiError | undefined
}

/** A file as an answer. */
export interface Download {
  name: string
  mediaType: string
  /** In bytes, where that is known beforehand. */
  size?: number
  content: AsyncIterable<Buffer | string>
}

/** Where a long operation stands after a step: somewhere on its way, or at its end. */
export type Progress<State, Output> = { state: State; percent: number; commentary: string } | { output: Output }

/** How far a long operation is that goes from contact to contact; 100 % is for its end. */
export const passedOf = (passed: number, total: number) => ({
  percent: percentOf(passed, total),
  commentary: `${passed.toLocaleString('en')} of ${total.toLocaleString('en')} contacts`,
})

export const percentOf = (passed: number, total: number) =>
  Math.min(99, Math.floor((100 * passed) / Math.max(total, passed, 1)))

/**
 * The two parts of a long operation. `begin` runs while the call is answered, in the transaction that accepts the request:
 * it refuses what cannot be done, does what cannot wait, and gives the first state. Each `step` is a transaction of its
 * own, in which its state is kept: a step is done once, though the process dies, and what earlier steps have done stays.
 * All of them share one change set. Where the output is not the RequestStatus, `answer` gives it after `begin`.
 */
export interface Steps<Name extends OperationName, State> {
  begin(call: Beginning<Name>): Promise<State>
  answer?(call: Beginning<Name> & { state: State }): Promise<Output<Name>>
  step(call: Stepping<Name, State>): Promise<Progress<State, Result<Name>>>
  /** Is told of the end, in the transaction that is it. Nobody is told of one that was cancelled. */
  ended?(call: Ending<Name>): Promise<void>
}

export type Operation =
  | { name: OperationName; kind: 'steps'; run: Steps<never, unknown> }
  | { name: OperationName; kind: 'reads'; run(call: Reading<never>): Promise<unknown> }
  | { name: OperationName; kind: 'writes'; run(call: Writing<never>): Promise<unknown> }
  | { name: OperationName; kind: 'downloads'; run(call: Reading<never>): Promise<Download> }
  | { name: OperationName; kind: 'streams'; run(call: Streaming<never>): Promise<AsyncIterable<StreamEvent[]>> }
  | { name: OperationName; kind: 'admits'; run(call: Admitting<never>): Promise<unknown> }
  | { name: OperationName; kind: 'confides'; run(call: Confiding<never>): Promise<unknown> }

type ForAnyone = { [Name in OperationName]: Operations[Name]['may'] extends 'ANYONE' ? Name : never }[OperationName]
type LongOperation = {
  [Name in OperationName]: Operations[Name] extends { result: object } ? Name : never
}[OperationName]
type DownloadOperation = {
  [Name in OperationName]: Operations[Name] extends { download: true } ? Name : never
}[OperationName]
type StreamOperation = {
  [Name in OperationName]: Operations[Name] extends { stream: true } ? Name : never
}[OperationName]
type SecretOperation = {
  [Name in OperationName]: Operations[Name] extends { secret: true } ? Name : never
}[OperationName]
type WithSession = Exclude<
  OperationName,
  ForAnyone | LongOperation | DownloadOperation | StreamOperation | SecretOperation
>

/** An operation of the contract that changes nothing. */
export const reads = <Name extends WithSession>(name: Name, run: (call: Reading<Name>) => Promise<Output<Name>>) =>
  ({ name, kind: 'reads', run }) as Operation & { name: Name }

/** An operation of the contract that changes something: all of it or, when it throws, nothing. */
export const writes = <Name extends WithSession>(name: Name, run: (call: Writing<Name>) => Promise<Output<Name>>) =>
  ({ name, kind: 'writes', run }) as Operation & { name: Name }

/** An operation of the contract that takes long: it is always done as a request. */
export const inSteps = <Name extends LongOperation, State>(name: Name, run: Steps<Name, State>) =>
  ({ name, kind: 'steps', run }) as unknown as Operation & { name: Name }

/** An operation of the contract that answers a file, which is read while it is sent. */
export const downloads = <Name extends DownloadOperation>(
  name: Name,
  run: (call: Reading<Name>) => Promise<Download>,
) => ({ name, kind: 'downloads', run }) as Operation & { name: Name }

/** An operation of the contract whose answer goes on: it gives some events or none, again every few seconds. */
export const streams = <Name extends StreamOperation>(
  name: Name,
  run: (call: Streaming<Name>) => Promise<AsyncIterable<StreamEvent[]>>,
) => ({ name, kind: 'streams', run }) as Operation & { name: Name }

/** An operation of the contract that needs no session; where it answers a SessionId, that becomes the cookie. */
export const admits = <Name extends ForAnyone>(name: Name, run: (call: Admitting<Name>) => Promise<Output<Name>>) =>
  ({ name, kind: 'admits', run }) as Operation & { name: Name }

/** An operation of the contract that is told a secret or tells one: nothing of the call is kept. */
export const confides = <Name extends SecretOperation>(
  name: Name,
  run: (call: Confiding<Name>) => Promise<Output<Name>>,
) => ({ name, kind: 'confides', run }) as Operation & { name: Name }

const ranks = { ANYONE: 0, USER: 1, ADMINISTRATOR: 2, OWNER: 3 }

/** @throws a 401 where the caller's role is not enough for the operation */
export function refuseRole({ role }: Caller, name: OperationName): void {
  const { may } = operations[name]
  if (!isAtLeast(role, may)) throw roleForbids(role, may)
}

const scopes = { READ: 1, WRITE: 2, ADMIN: 3, SESSION: 4 }

/** @throws a 401 where the caller's token is not good for the operation */
export function refuseScope({ token }: Caller, operation: Operation): void {
  if (token === undefined) return
  const needed = scopeOf(operation)
  if (scopes[token.scope] < scopes[needed]) throw scopeForbids(token.scope, needed)
}

/** What a token needs. What is secret, or ends and makes other ways in, is done by people alone. */
export function scopeOf({ name, kind }: Pick<Operation, 'name' | 'kind'>): keyof typeof scopes {
  const { may, secret, scope }: Declaration = operations[name]
  if (scope !== undefined) return scope
  if (secret) return 'SESSION'
  if (may !== 'USER') return 'ADMIN'
  return kind === 'reads' || kind === 'downloads' || kind === 'streams' ? 'READ' : 'WRITE'
}

/** @throws a 401 where the caller must set up a second factor before the operation */
export function refuseWithoutSecondFactor({ lacksSecondFactor }: Caller, name: OperationName): void {
  const { beforeSecondFactor }: Declaration = operations[name]
  if (lacksSecondFactor && !beforeSecondFactor) throw secondFactorNeeded()
}

export const isAtLeast = (role: Role, least: keyof typeof ranks): boolean => ranks[role] >= ranks[least]
