import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { aliases, type Declaration, type OperationName, operations } from '../../contract/operations.ts'
import type { Change } from '../database/changes.ts'
import type { Database, Scope } from '../database/database.ts'
import { discardFile, receiveFile, type UploadedFile } from '../files/files.ts'
import { sendDownload } from './download.ts'
import { invalid, noSession } from './errors.ts'
import { EventStreams } from './event-stream.ts'
import { earlierAnswer, type IdempotencyKey, idempotencyKey, keepAnswer } from './idempotency.ts'
import { type Caller, type Operation, refuseRole, refuseScope, refuseWithoutSecondFactor } from './operation.ts'
import { type Call, type Direct, perform, type WithSession } from './perform.ts'
import {
  bearerToken,
  callerOf,
  clearSessionCookie,
  isStillAllowed,
  refuseForeignOrigin,
  type SessionRules,
  setSessionCookie,
} from './session.ts'
import { readParts, withRoom } from './upload.ts'
import { checkOf } from './validation.ts'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined
    /** Whether the operation itself has begun: what fails before is the router's fault (541), not the operation's. */
    begun: boolean
  }
}

export interface ApiParts {
  database: Database
  operations: Operation[]
  sessions: SessionRules
  /** Takes a call to be done later; in the transaction `db`, so that it is taken once with its Idempotency-Key. */
  acceptRequest(
    db: Scope,
    operation: WithSession,
    call: Call,
  ): Promise<{ status: unknown; answer: unknown; wake(): void }>
  /** Keeps who called an operation that is audited, in the transaction of the call. */
  audit(
    db: Scope,
    entry: {
      operation: OperationName
      author: Caller
      address: string
      subject: string
      changes: readonly Change[]
    },
  ): Promise<void>
  /** In bytes. */
  largestUpload: number
}

/** Makes a route of every operation: POST /api/{resource}/{operation}/{id}. */
export function registerOperations(app: FastifyInstance, parts: ApiParts): void {
  app.decorateRequest('caller', undefined)
  app.decorateRequest('begun', false)
  const streams = new EventStreams()
  // The server does not end before its answers have.
  app.addHook('preClose', async () => streams.end())
  for (const operation of parts.operations)
    for (const name of namesOf(operation.name)) registerOperation(app, `/api/${name}`, operation, parts, streams)
}

function namesOf(name: OperationName): string[] {
  const [resource = '', ...rest] = name.split('/')
  const others = Object.entries(aliases).filter(([, original]) => original === resource)
  return [name, ...others.map(([alias]) => [alias, ...rest].join('/'))]
}

function registerOperation(
  app: FastifyInstance,
  path: string,
  operation: Operation,
  parts: ApiParts,
  streams: EventStreams,
): void {
  const declaration: Declaration = operations[operation.name]
  const check = checkOf(declaration.input)
  app.post(path.replace('{id}', ':id'), {
    // Before the body is read: who may not call cannot make the server read 10 MB.
    async onRequest(request, reply) {
      // A token is sent by who has it, and not by any page that a browser shows.
      if (declaration.may === 'ANYONE' || bearerToken(request) === undefined) refuseForeignOrigin(request)
      if (declaration.may === 'ANYONE') return
      request.caller = await callerOf(request, reply, parts.sessions)
      if (request.caller === undefined) throw noSession()
      refuseRole(request.caller, operation.name)
      refuseScope(request.caller, operation)
      refuseWithoutSecondFactor(request.caller, operation.name)
    },
    async handler(request, reply) {
      if (request.isMultipart() && !declaration.upload)
        throw invalid('The body must be JSON, with content-type: application/json.')
      const { input, file } = request.isMultipart()
        ? await takeUpload(request, parts, declaration)
        : { input: request.body, file: undefined }
      try {
        check(input)
        if (isKeptNowhere(operation)) return await admit(operation, request, reply, parts)
        const call = { caller: request.caller as Caller, input: input ?? {}, id: idIn(request), file }
        return await respond(operation, call, request, reply, { ...parts, streams })
      } catch (error) {
        // Nothing refers to it: what was done with it has been undone.
        if (file !== undefined) await discardUpload(request, parts, file.id)
        throw error
      }
    },
  })
}

function respond(
  operation: Exclude<Operation, KeptNowhere>,
  call: Call,
  request: FastifyRequest,
  reply: FastifyReply,
  parts: ApiParts & { streams: EventStreams },
) {
  if (operation.kind === 'downloads') return download(operation, call, request, reply, parts)
  if (operation.kind === 'streams') return stream(operation, call, request, reply, parts)
  return answer(operation, call, request, reply, parts)
}

const idIn = (request: FastifyRequest) => (request.params as { id?: string }).id ?? ''

function takeUpload(request: FastifyRequest, parts: ApiParts, { largest = parts.largestUpload }: Declaration) {
  const caller = request.caller as Caller
  return readParts<UploadedFile>(
    request,
    Math.min(largest, parts.largestUpload),
    (about, content) =>
      receiveFile(parts.database.of(caller.customerId), caller, about, withRoom(parts.database, content)),
    (file) => discardUpload(request, parts, file.id),
  )
}

async function discardUpload(request: FastifyRequest, { database }: ApiParts, fileId: string): Promise<void> {
  const { customerId } = request.caller as Caller
  await discardFile(database.of(customerId), customerId, fileId)
}

async function download(
  operation: Operation & { kind: 'downloads' },
  call: Call,
  request: FastifyRequest,
  reply: FastifyReply,
  parts: ApiParts,
) {
  if (isAsync(request)) throw invalid('A file cannot be the Result of a request: call it without async.')
  request.begun = true
  const file = await operation.run({
    ...call,
    db: parts.database.of(call.caller.customerId),
  } as never)
  await auditOf(operation, call, request, parts)?.(parts.database.of(call.caller.customerId), [])
  return sendDownload(reply, file)
}

async function stream(
  operation: Operation & { kind: 'streams' },
  call: Call,
  request: FastifyRequest,
  reply: FastifyReply,
  { database, sessions, streams }: ApiParts & { streams: EventStreams },
) {
  if (isAsync(request)) throw invalid('A stream cannot be the Result of a request: call it without async.')
  request.begun = true
  const { 'last-event-id': given } = request.headers
  const lastEventId = typeof given === 'string' && given !== '' ? given : undefined
  const db = database.of(call.caller.customerId)
  return streams.send(
    reply,
    call.caller,
    (signal) => operation.run({ ...call, db, lastEventId, signal } as never),
    () => isStillAllowed(request, call.caller, sessions),
  )
}

type KeptNowhere = Operation & { kind: 'admits' | 'confides' }

const isKeptNowhere = (operation: Operation): operation is KeptNowhere =>
  operation.kind === 'admits' || operation.kind === 'confides'

async function admit(operation: KeptNowhere, request: FastifyRequest, reply: FastifyReply, parts: ApiParts) {
  const why =
    operation.kind === 'admits'
      ? 'needs no session, and what is kept of a call must belong to a user'
      : 'deals with a secret, so nothing of the call is kept'
  if (isAsync(request)) throw invalid(`This operation ${why}: call it without async.`)
  if (request.headers['idempotency-key'] !== undefined)
    throw invalid(`This operation ${why}: call it without an Idempotency-Key.`)
  request.begun = true
  const output = await operation.run({
    database: parts.database,
    caller: request.caller,
    id: idIn(request),
    input: (request.body ?? {}) as never,
    address: request.ip,
    userAgent: request.headers['user-agent'],
  } as never)
  const { SessionId, ExpiresDate } = (output ?? {}) as { SessionId?: string; ExpiresDate?: string }
  if (SessionId !== undefined && ExpiresDate !== undefined)
    setSessionCookie(reply, SessionId, ExpiresDate, parts.sessions)
  return output === undefined ? reply.send() : output
}

async function answer(
  operation: WithSession,
  call: Call,
  request: FastifyRequest,
  reply: FastifyReply,
  parts: ApiParts,
) {
  const { caller, input, id, file } = call
  const asked = [operation.name, id, isAsync(request), input, file?.sha256.toString('hex')]
  const key = idempotencyKey(request.headers, asked)
  request.begun = true
  if (operation.name === 'auth/delete') clearSessionCookie(reply, parts.sessions)
  const audit = auditOf(operation, call, request, parts)
  const run =
    operation.kind === 'steps' || isAsync(request)
      ? acceptLater(operation, call, isAsync(request), parts, audit)
      : performNow(operation, call, parts, audit)
  return key === undefined ? send(reply, await run()) : once(caller, key, run, reply, parts)
}

/** What does a call, and keeps its answer with what it has done, when asked to. */
type Run = (alongside?: (db: Scope, output: unknown) => Promise<void>) => Promise<unknown>

type Audit = ((db: Scope, changes: readonly Change[]) => Promise<void>) | undefined

/** What keeps that it was called; undefined of what is not audited. */
function auditOf(operation: Operation, { caller, input, id }: Call, request: FastifyRequest, parts: ApiParts): Audit {
  const { audited }: Declaration = operations[operation.name]
  const { DryRun: doesNothing } = (input ?? {}) as { DryRun?: boolean }
  if (!audited || doesNothing) return undefined
  const entry = { operation: operation.name, author: caller, address: request.ip, subject: id }
  return (db, changes) => parts.audit(db, { ...entry, changes })
}

function performNow(operation: Direct, call: Call, { database }: ApiParts, audit: Audit): Run {
  if (audit === undefined) return (alongside) => perform(database, operation, call, alongside)
  return (alongside) =>
    perform(database, operation, call, async (db, output, changes) => {
      await audit(db, changes)
      await alongside?.(db, output)
    })
}

/** What is done later is audited when it is asked for: then it is known from where. */
function acceptLater(operation: WithSession, call: Call, byAsync: boolean, parts: ApiParts, audit: Audit): Run {
  const { database, acceptRequest } = parts
  return async (alongside) => {
    const { output, wake } = await database
      .of(call.caller.customerId)
      .transaction()
      .execute(async (db) => {
        const { status, answer, wake } = await acceptRequest(db, operation, call)
        const output = byAsync ? status : answer
        await audit?.(db, [])
        await alongside?.(db, output)
        return { output, wake }
      })
    wake()
    return output
  }
}

/**
 * Answers a repeated call with its first answer. Nearly every call is the first with its key, so that is not asked before:
 * a repeat cannot keep an answer of its own, so what it did is undone, and whatever else it failed by has no meaning.
 */
async function once(caller: Caller, key: IdempotencyKey, run: Run, reply: FastifyReply, { database }: ApiParts) {
  const scope = database.of(caller.customerId)
  try {
    return send(reply, await run((db, output) => keepAnswer(db, caller, key, output)))
  } catch (error) {
    const earlier = await earlierAnswer(scope, caller, key)
    if (earlier === undefined) throw error
    return sendText(reply, earlier.text)
  }
}

const isAsync = (request: FastifyRequest) => (request.query as { async?: string }).async === 'true'

const send = (reply: FastifyReply, output: unknown) =>
  output === undefined ? sendText(reply, null) : sendText(reply, JSON.stringify(output))

const sendText = (reply: FastifyReply, json: string | null) =>
  json === null ? reply.send() : reply.type('application/json; charset=utf-8').send(json)
