import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** A public text that stays the same as long as the server runs. */
export interface Document {
  type: string
  text: string
  etag: string
}

export const javascript = 'text/javascript; charset=utf-8'

export function documentOf(type: string, text: string): Document {
  return { type, text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` }
}

/** Any page may import it; a browser asks each time whether it has changed, which costs no body (RFC 9110, 13.1.2). */
export function sendDocument(request: FastifyRequest, reply: FastifyReply, { type, text, etag }: Document) {
  reply
    .header('etag', etag)
    .header('cache-control', 'public, max-age=0, must-revalidate')
    .header('vary', 'accept')
    .header('access-control-allow-origin', '*')
    .header('cross-origin-resource-policy', 'cross-origin')
  if (isKnown(etag, request.headers['if-none-match'])) return reply.code(304).send()
  const wantsPlain = /\btext\/plain\b/.test(request.headers.accept ?? '')
  return reply.type(wantsPlain ? 'text/plain; charset=utf-8' : type).send(text)
}

/** A proxy that compresses has made the tag a weak one, which is as good here (RFC 9110, 8.8.3.2). */
const isKnown = (etag: string, known = '') =>
  known.split(/\s*,\s*/).some((each) => each === '*' || each.replace(/^W\//, '') === etag)
