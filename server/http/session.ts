import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { foreignOrigin } from './errors.ts'
import type { Caller } from './operation.ts'

const cookieName = 'voyzu-session-id'

export interface FoundCaller {
  caller: Caller
  /** When the session ends, where this call has just put that off. */
  renewedUntil?: string
}

export interface SessionRules {
  /** Tells whose a SessionId is; undefined where it is none, or has ended. */
  findCaller(sessionId: string): Promise<FoundCaller | undefined>
  /** Tells whose an API token is; undefined where it is none, or has ended. */
  findTokenCaller(token: string): Promise<Caller | undefined>
  /** Whether the SessionId may stand in the query string. */
  development: boolean
  /** Whether browsers reach the server by https. */
  secure: boolean
}

/** The caller of a request, who may be nobody. A browser's cookie is made to last as long as the session does. */
export async function callerOf(
  request: FastifyRequest,
  reply: FastifyReply,
  rules: SessionRules,
): Promise<Caller | undefined> {
  const token = bearerToken(request)
  if (token !== undefined) return rules.findTokenCaller(token)
  const { sessionId, isOfQuery } = sessionOf(request, rules)
  if (sessionId === undefined) return undefined
  const found = await rules.findCaller(sessionId)
  if (found?.renewedUntil !== undefined && !isOfQuery) setSessionCookie(reply, sessionId, found.renewedUntil, rules)
  return found?.caller
}

function sessionOf(request: FastifyRequest, { development }: SessionRules) {
  const fromQuery = development ? (request.query as Record<string, unknown>)[cookieName] : undefined
  const isOfQuery = typeof fromQuery === 'string'
  return { isOfQuery, sessionId: isOfQuery ? fromQuery : parseCookie(request.headers.cookie ?? '')[cookieName] }
}

/** Whether a call that goes on could still be made: its session or token is there, and its user is who it was. */
export async function isStillAllowed(request: FastifyRequest, caller: Caller, rules: SessionRules): Promise<boolean> {
  const token = bearerToken(request)
  const { sessionId = '' } = sessionOf(request, rules)
  const now = token === undefined ? (await rules.findCaller(sessionId))?.caller : await rules.findTokenCaller(token)
  return now !== undefined && now.role === caller.role && now.lacksSecondFactor === caller.lacksSecondFactor
}

/** What the header Authorization bears (RFC 6750, 2.1). */
export const bearerToken = ({ headers }: FastifyRequest): string | undefined =>
  /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]

/**
 * A browser sends the cookie with the calls of any page, so calls of foreign pages are refused: by Sec-Fetch-Site, which
 * every present browser sends (W3C Fetch Metadata), else by Origin (RFC 6454). Programs send neither.
 */
export function refuseForeignOrigin(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) {
    if (site !== 'same-origin' && site !== 'none') throw foreignOrigin()
    return
  }
  const { origin, host } = request.headers
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)) throw foreignOrigin()
}

export function setSessionCookie(
  reply: FastifyReply,
  sessionId: string,
  expires: string,
  { secure }: SessionRules,
): void {
  setCookie(reply, { value: sessionId, secure, expires: new Date(expires) })
}

export function clearSessionCookie(reply: FastifyReply, { secure }: SessionRules): void {
  setCookie(reply, { value: '', secure, expires: new Date(0) })
}

function setCookie(reply: FastifyReply, cookie: { value: string; secure: boolean; expires: Date }): void {
  const attributes = { name: cookieName, path: '/', httpOnly: true, sameSite: 'lax' } as const
  reply.header('set-cookie', stringifySetCookie({ ...attributes, ...cookie }))
}
