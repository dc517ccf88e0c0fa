import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import { type Document, documentOf, javascript, sendDocument } from '../http/document.ts'
import { openApiDocument } from '../http/openapi.ts'
import { referencePage } from '../http/reference-page.ts'
import { registerBuilt } from './built.ts'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

// Pages load what this server serves and nothing else; no script and no style is in a page itself.
const contentSecurity = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'font-src': ["'self'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
  'upgrade-insecure-requests': null,
}

/** The headers that every page is sent with. */
export async function protectPages(app: FastifyInstance): Promise<void> {
  await app.register(helmet, { contentSecurityPolicy: { directives: contentSecurity }, strictTransportSecurity: false })
}

/** What a browser finds here: the web application, and what programmers read. */
export async function registerPages(app: FastifyInstance, publicUrl: string | undefined): Promise<void> {
  await protectPages(app)
  registerBuilt(app)
  const css = 'text/css; charset=utf-8'
  const documents = {
    '/pages.css': () => documentOf(css, read('pages.css')),
    '/docs.css': () => documentOf(css, read('../http/reference-page.css')),
    // The client is served as it is written, without its types.
    '/client.js': () => documentOf(javascript, stripTypeScriptTypes(read('../../client/client.ts'))),
    '/docs': () => documentOf('text/html; charset=utf-8', referencePage()),
    '/api/openapi.json': () =>
      documentOf('application/json; charset=utf-8', JSON.stringify(openApiDocument(publicUrl ?? '/'))),
  }
  for (const [path, make] of Object.entries(documents)) {
    let document: Document | undefined
    app.get(path, (request, reply) => {
      document ??= make()
      return sendDocument(request, reply, document)
    })
  }
}
