import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import { documentOf, javascript, sendDocument } from '../http/document.ts'
import { openApiDocument } from '../http/openapi.ts'
import { referencePage } from '../http/reference-page.ts'

const html = 'text/html; charset=utf-8'
const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

// Pages load what this server serves and nothing else; the reference has its style in itself.
const contentSecurity = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
  'upgrade-insecure-requests': null,
}

/** The headers that every page is sent with. */
export async function protectPages(app: FastifyInstance): Promise<void> {
  await app.register(helmet, { contentSecurityPolicy: { directives: contentSecurity }, strictTransportSecurity: false })
}

/** What a browser finds here before there is a web application: a start page, the forms to begin with, and the reference. */
export async function registerPages(app: FastifyInstance, publicUrl: string | undefined): Promise<void> {
  await protectPages(app)
  const documents = {
    '/': documentOf(html, read('start.html')),
    '/setup': documentOf(html, read('setup.html')),
    '/setup.js': documentOf(javascript, read('setup.js')),
    '/invitation': documentOf(html, read('invitation.html')),
    '/password': documentOf(html, read('password.html')),
    '/unsubscribe': documentOf(html, read('unsubscribe.html')),
    '/unsubscribe.js': documentOf(javascript, read('unsubscribe.js')),
    '/new-password.js': documentOf(javascript, read('new-password.js')),
    '/pages.css': documentOf('text/css; charset=utf-8', read('pages.css')),
    // The client is served as it is written, without its types.
    '/client.js': documentOf(javascript, stripTypeScriptTypes(read('../../client/client.ts'))),
    '/docs': documentOf(html, referencePage()),
    '/api/openapi.json': documentOf(
      'application/json; charset=utf-8',
      JSON.stringify(openApiDocument(publicUrl ?? '/')),
    ),
  }
  for (const [path, document] of Object.entries(documents))
    app.get(path, (request, reply) => sendDocument(request, reply, document))
}
