import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import { readJsonBodies } from './body.ts'
import { asApiError, noSuchEndpoint } from './errors.ts'

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
    // Longer than the balancers in front keep an idle connection, so that they, not we, end it.
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 500, caseSensitive: true },
  })
  readJsonBodies(app)
  app.addHook('onRequest', (request, reply, done) => {
    // Answers are one user's own and are data, whatever a browser might take them for.
    reply.headers({ 'request-id': request.id, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    done()
  })
  await app.register(cookie)
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(noSuchEndpoint().body))
  answerErrors(app)
  logAnswers(app)
  return app
}

function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const told = asApiError(error, !request.begun)
    if (told.status >= 500) request.log.error({ err: error }, 'a call failed')
    if (told.retryAfter !== undefined) reply.header('retry-after', told.retryAfter)
    return reply.code(told.status).send(told.body)
  })
}

/** One line an answer, by the pattern of the path: neither ids nor query strings, where a session id could stand. */
function logAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const path = request.routeOptions.url ?? 'none'
    request.log.info(
      { method: request.method, path, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    )
  })
}
