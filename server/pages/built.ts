/** The web application, as `npm run build` has left it in web/dist. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { documentOf, sendDocument } from '../http/document.ts'
import { html } from '../http/html.ts'

const folder = new URL('../../web/dist/', import.meta.url)

/** The addresses of its pages: at each of them is the same document, which shows the page (web/app/router.tsx). */
const addresses = [
  '/',
  '/home',
  '/contacts',
  '/imports',
  '/imports/:id',
  '/exports',
  '/spreadsheets',
  '/duplicates',
  '/trash',
  '/settings',
  '/settings/*',
  '/sign-in',
  '/forgot-password',
  '/setup',
  '/invitation',
  '/password',
  '/unsubscribe',
]

export function registerBuilt(app: FastifyInstance): void {
  const document = documentOf('text/html; charset=utf-8', readDocument())
  for (const address of addresses) app.get(address, (request, reply) => sendDocument(request, reply, document))
  const names = new Set(globSync('*.{js,css,svg,woff2}', { cwd: new URL('assets/', folder) }))
  const known = new Map<string, Asset>()
  app.get<{ Params: { name: string } }>('/assets/:name', (request, reply) => {
    const { name } = request.params
    if (!names.has(name)) return reply.callNotFound()
    // Read when it is first asked for: there are hundreds, and a start shall be short.
    const asset = known.get(name) ?? readAsset(name)
    known.set(name, asset)
    return sendAsset(request, reply, asset)
  })
}

function readDocument(): string {
  const index = new URL('index.html', folder)
  if (existsSync(index)) return readFileSync(index, 'utf8')
  return html`<!doctype html><title>Voyzu CRM</title><p>The web application is not built: npm run build does it, and so does npm start.</p>`
    .text
}

interface Asset {
  type: string
  /** By the word for the encoding, the best first. */
  contents: Map<string, Buffer>
}

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

function readAsset(name: string): Asset {
  const contents = new Map<string, Buffer>()
  for (const [encoding, ending] of Object.entries({ br: '.br', gzip: '.gz', identity: '' })) {
    const url = new URL(`assets/${name}${ending}`, folder)
    if (existsSync(url)) contents.set(encoding, readFileSync(url))
  }
  return { type: types[extname(name)] ?? 'application/octet-stream', contents }
}

/** Its name has the hash of its content in it: under this name it never changes. */
function sendAsset(request: FastifyRequest, reply: FastifyReply, { type, contents }: Asset) {
  const accepted = String(request.headers['accept-encoding'] ?? '')
  const [encoding = 'identity'] = [...contents.keys()].filter((each) => each === 'identity' || accepted.includes(each))
  if (encoding !== 'identity') reply.header('content-encoding', encoding)
  return reply
    .type(type)
    .headers({ 'cache-control': 'public, max-age=31536000, immutable', vary: 'accept-encoding' })
    .send(contents.get(encoding))
}
