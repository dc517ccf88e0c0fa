/** The parts list: every resource's operations, and the doors through which they are reached. */
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { operations as declared } from '../contract/operations.ts'
import { recordAudit } from './audit/audit.ts'
import { auditOperations } from './audit/operations.ts'
import { authOperations } from './auth/operations.ts'
import { Sessions } from './auth/sessions.ts'
import { ChangeFeed } from './changes/feed.ts'
import { changeOperations } from './changes/operations.ts'
import type { Config } from './config.ts'
import { contactTypeOperations } from './contact-types/operations.ts'
import { contactOperations } from './contacts/operations.ts'
import { customFieldOperations } from './custom-fields/operations.ts'
import { customerOperations } from './customers/operations.ts'
import type { Database } from './database/database.ts'
import { demoOperations } from './demo/operations.ts'
import { duplicateOperations } from './duplicates/operations.ts'
import { erasureOperations } from './erasure/operations.ts'
import { exportOperations } from './exports/operations.ts'
import { historyOperations } from './history/operations.ts'
import { createHttp } from './http/app.ts'
import { registerClasses } from './http/class-endpoint.ts'
import { registerHealth } from './http/health.ts'
import type { Operation } from './http/operation.ts'
import { registerOperations } from './http/routes.ts'
import type { SessionRules } from './http/session.ts'
import { importOperations } from './imports/operations.ts'
import { requestOperations } from './jobs/operations.ts'
import { Queue } from './jobs/queue.ts'
import { labelOperations } from './labels/operations.ts'
import { mailOperations } from './mails/operations.ts'
import { notificationOperations } from './notifications/operations.ts'
import { registerOpenId } from './openid/browser.ts'
import { idTokenSignIn, openIdOperations } from './openid/operations.ts'
import { Providers } from './openid/providers.ts'
import { registerPages } from './pages/pages.ts'
import { photoOperations } from './photos/operations.ts'
import { secondFactorOperations } from './second-factor/operations.ts'
import { segmentOperations } from './segments/operations.ts'
import { spreadsheetOperations } from './spreadsheets/operations.ts'
import { tokenOperations } from './tokens/operations.ts'
import { Tokens } from './tokens/tokens.ts'
import { undoOperations } from './undo/operations.ts'
import { userOperations } from './users/operations.ts'
import { webhookOperations } from './webhooks/operations.ts'

const operationsOf = (config: Config, sessions: Sessions, tokens: Tokens, providers: Providers, feed: ChangeFeed) => [
  ...authOperations(sessions, idTokenSignIn(providers)),
  ...openIdOperations(providers),
  ...secondFactorOperations(sessions),
  ...customerOperations(config, (customerId) => {
    sessions.forget({ customerId })
    tokens.forget(customerId)
  }),
  ...demoOperations,
  ...userOperations(config, sessions, tokens),
  ...tokenOperations(tokens),
  ...auditOperations,
  ...mailOperations(config),
  ...notificationOperations,
  ...contactOperations,
  ...photoOperations,
  ...duplicateOperations,
  ...labelOperations,
  ...contactTypeOperations,
  ...segmentOperations,
  ...customFieldOperations,
  ...importOperations,
  ...exportOperations,
  ...spreadsheetOperations,
  ...erasureOperations,
  ...changeOperations(feed),
  ...webhookOperations(config.WEBHOOK_ALLOW_PRIVATE),
  ...historyOperations,
  ...undoOperations,
  ...requestOperations,
]

export interface App {
  http: FastifyInstance
  queue: Queue
}

export async function createApp(config: Config, database: Database, log: Logger): Promise<App> {
  const sessions = new Sessions(database)
  const tokens = new Tokens(database)
  const providers = new Providers(config, log)
  const feed = new ChangeFeed(database, config.DATABASE_URL, log)
  const operations: Operation[] = operationsOf(config, sessions, tokens, providers, feed)
  refuseGaps(operations)
  const queue = new Queue(database, operations, log)
  const http = await createHttp(log, config.TRUST_PROXY)
  http.addHook('onClose', () => feed.stop())
  registerHealth(http, database)
  if (config.ROLE === 'worker') return { http, queue }
  const rules: SessionRules = {
    findCaller: (sessionId) => sessions.findCaller(sessionId),
    findTokenCaller: (token) => tokens.findCaller(token),
    development: config.NODE_ENV === 'development',
    secure: config.PUBLIC_URL?.startsWith('https:') ?? false,
  }
  registerOperations(http, {
    database,
    operations,
    acceptRequest: queue.accept,
    audit: recordAudit,
    largestUpload: config.LARGEST_UPLOAD * 1024 * 1024,
    sessions: rules,
  })
  registerClasses(http)
  await http.register((pages) => registerPages(pages, config.PUBLIC_URL))
  await http.register((pages) => registerOpenId(pages, { providers, database, sessions: rules }))
  return { http, queue }
}

/** Every operation of the contract has its function, once. */
function refuseGaps(operations: Operation[]): void {
  const names = operations.map(({ name }) => name).toSorted()
  const promised = Object.keys(declared).toSorted()
  const missing = promised.filter((name, index) => name !== names[index])
  if (missing.length > 0 || names.length > promised.length)
    throw new Error(`Operations without a function, or with two: ${missing}`)
}
