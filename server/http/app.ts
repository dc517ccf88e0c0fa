import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { Logger } from 'pino'
import { readJsonBodies } from './body.ts'
import { asApiError, noSuchEndpoint } from './errors.ts'
import { readUploads } from './upload.ts'

const largestBody = 10 * 1024 * 1024

/** The HTTP server without any resource: its limits, headers, errors and logs. */
export async function createHttp(log: Logger, trustProxy: boolean): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: largestBody,
    trustProxy,
    forceCloseConnections: 'idle',
    // What comes in over an open connection while the server stops is still answered, like what is under way.
    return503OnClosing: false,
    // Longer than the balancers in front keep an idle connection, so that they, not we, end it.
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 500, caseSensitive: true },
    frameworkErrors: refuseUnreadablePath,
  })
  readJsonBodies(app)
  await readUploads(app)
  app.addHook('onRequest', (request, reply, done) => {
    setCommonHeaders(request, reply)
    done()
  })
  endConnectionsOnClose(app)
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(noSuchEndpoint().body))
  answerErrors(app)
  logAnswers(app)
  return app
}

/** Answers are one user's own and are data, whatever a browser might take them for. */
function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({ 'request-id': request.id, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
}

/** Else a connection that was busy when the server began to stop would be kept alive, and keep the server waiting. */
function endConnectionsOnClose(app: FastifyInstance): void {
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
  })
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close')
  })
}

/** A path that the router cannot read, as one with `%zz`, comes past all hooks. */
function refuseUnreadablePath(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  setCommonHeaders(request, reply)
  const { status, body } = asApiError(error)
  request.log.info({ method: request.method, path: 'none', status }, 'answered')
  reply.code(status).send(body)
}

function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler(async (error, request, reply) => {
    const told = asApiError(error, !request.begun)
    const isTooLarge = (error as { code?: string }).code === 'FST_ERR_CTP_BODY_TOO_LARGE'
    if (isTooLarge || (request.caller !== undefined && !request.raw.complete)) await drain(request.raw)
    if (told.status >= 500) request.log.error({ err: error }, 'a call failed')
    // Fastify would close the connection on a body that is too large.
    reply.removeHeader('connection')
    if (told.retryAfter !== undefined) reply.header('retry-after', told.retryAfter)
    return reply.code(told.status).send(told.body)
  })
}

const longestDrain = 10_000

/** A caller who is still sending would lose the answer with the connection, so the rest is read, for a while. */
async function drain(body: IncomingMessage): Promise<void> {
  body.resume()
  const over = AbortSignal.timeout(longestDrain)
  await finished(body, { writable: false, signal: over }).catch(() => {})
}

/** One line an answer, by the pattern of the path: neither ids nor query strings, where a session id could stand. */
function logAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const path = request.routeOptions.url ?? 'none'
    request.log.info(
      { method: request.method, path, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    )
    done()
  })
}
