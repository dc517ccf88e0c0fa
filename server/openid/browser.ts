/** What browsers are sent to: `/openid/…`. Not operations, since they are answered by redirects and by pages. */
import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { recordAudit } from '../audit/audit.ts'
import { signIn } from '../auth/sign-in.ts'
import { counted, subjectsOf } from '../auth/throttle.ts'
import { Changes } from '../database/changes.ts'
import type { Database } from '../database/database.ts'
import { ApiError, asApiError, noSession } from '../http/errors.ts'
import { callerOf, refuseForeignOrigin, type SessionRules, setSessionCookie } from '../http/session.ts'
import { protectPages } from '../pages/pages.ts'
import { readLink } from '../users/links.ts'
import { begin, finish, goOn } from './code-flow.ts'
import { linkAnother } from './identities.ts'
import type { Providers, Shown } from './providers.ts'
import { refusalPage } from './refusal-page.ts'
import { minutes, type StateRow } from './store.ts'
import { userShown } from './who.ts'

interface Parts {
  providers: Providers
  database: Database
  sessions: SessionRules
}

export async function registerOpenId(app: FastifyInstance, parts: Parts): Promise<void> {
  await protectPages(app)
  app.setErrorHandler(async (error, request, reply) => {
    const told = asApiError(error)
    if (told.status >= 500) request.log.error({ err: error }, 'a sign-in failed')
    if (told.retryAfter !== undefined) reply.header('retry-after', told.retryAfter)
    // A page has asked, and tells the person itself.
    if (request.method === 'POST') return reply.code(told.status).send(told.body)
    return reply.code(told.status).type('text/html; charset=utf-8').send(refusalPage(told))
  })
  app.get('/openid/:provider/sign-in', (request, reply) => beginSignIn(request, reply, parts))
  app.post('/openid/:provider/sign-in', (request, reply) => beginAccepting(request, reply, parts))
  app.get('/openid/:provider/link', (request, reply) => beginLinking(request, reply, parts))
  app.get('/openid/callback', (request, reply) => comeBack(request, reply, parts))
}

async function beginSignIn(request: FastifyRequest, reply: FastifyReply, parts: Parts) {
  const { providers, database } = parts
  return leave(reply, await begin(providers, database, providerIn(request, providers), {}), parts)
}

/**
 * Begins a sign-in that accepts an invitation. Its token would stay in logs and histories as part of an address, so it comes in a
 * body, and here it stays. The page that sends it goes on to the Url by itself: of a form that is redirected to the provider,
 * browsers ask that the page's `form-action` allows the provider.
 */
async function beginAccepting(request: FastifyRequest, reply: FastifyReply, parts: Parts) {
  const { providers, database } = parts
  const provider = providerIn(request, providers)
  // Else a page elsewhere could make people accept invitations that they have never seen.
  refuseForeignOrigin(request)
  const { Token } = (request.body ?? {}) as { Token?: unknown }
  const { url, browser } = await begin(providers, database, provider, { invitation: readLink(String(Token)) })
  setCookie(reply, browser, minutes * 60, parts)
  return reply.send({ Url: url.href })
}

async function beginLinking(request: FastifyRequest, reply: FastifyReply, parts: Parts) {
  const { providers, database } = parts
  const provider = providerIn(request, providers)
  refuseForeignOrigin(request)
  const caller = await callerOf(request, reply, parts.sessions)
  if (caller === undefined) throw noSession()
  const { state } = request.query as { state?: unknown }
  return leave(reply, await goOn(providers, database, provider, String(state), caller), parts)
}

function providerIn({ params }: FastifyRequest, { all }: Providers) {
  const provider = all.find(({ slug }) => slug === (params as { provider: string }).provider)
  if (provider === undefined) throw new ApiError(404, 'NO_PROVIDER', 'This server knows no such provider.')
  return provider
}

async function comeBack(request: FastifyRequest, reply: FastifyReply, parts: Parts) {
  const { providers, database } = parts
  await counted(database, subjectsOf(undefined, request.ip), async () => {
    const browser = parseCookie(request.headers.cookie ?? '')[cookieName]
    setCookie(reply, '', 0, parts)
    const { shown, row } = await finish(providers, database, queryOf(request), browser)
    if (row.user_id === null) await enter(request, reply, shown, row, parts)
    else await link(request, reply, shown, row, parts)
  })
  return reply.redirect('/')
}

const queryOf = ({ url }: FastifyRequest) => (url.includes('?') ? url.slice(url.indexOf('?')) : '')

async function enter(request: FastifyRequest, reply: FastifyReply, shown: Shown, row: StateRow, parts: Parts) {
  const { customer_id: customerId, invitation: hash } = row
  const invitation = customerId === null || hash === null ? undefined : { customerId, hash }
  const user = await userShown(parts.database, shown, invitation)
  const from = { address: request.ip, userAgent: request.headers['user-agent'] }
  const { SessionId, ExpiresDate } = await signIn(
    parts.database,
    user,
    from,
    invitation === undefined ? 'auth' : 'users/accept',
  )
  setSessionCookie(reply, SessionId, ExpiresDate, parts.sessions)
}

/** The session must still be the one that began it: it may have ended, or another user may have signed in since. */
async function link(request: FastifyRequest, reply: FastifyReply, shown: Shown, { session }: StateRow, parts: Parts) {
  const caller = await callerOf(request, reply, parts.sessions)
  if (caller === undefined || !session?.equals(caller.session)) throw noSession()
  await parts.database
    .of(caller.customerId)
    .transaction()
    .execute(async (db) => {
      const changes = new Changes(caller, 'identities/create')
      await linkAnother(db, caller, shown, changes)
      await recordAudit(db, { operation: 'identities/create', author: caller, address: request.ip })
      await changes.write(db)
    })
}

const cookieName = 'voyzu-openid'

function leave(reply: FastifyReply, { url, browser }: { url: URL; browser: string }, parts: Parts) {
  setCookie(reply, browser, minutes * 60, parts)
  return reply.redirect(url.href)
}

/** Lax, since the provider sends the browser back from elsewhere. */
function setCookie(reply: FastifyReply, value: string, maxAge: number, { sessions: { secure } }: Parts): void {
  const attributes = { path: '/openid', httpOnly: true, sameSite: 'lax', secure, maxAge } as const
  reply.header('set-cookie', stringifySetCookie({ name: cookieName, value, ...attributes }))
}
