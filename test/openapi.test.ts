import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { validate } from '@hyperjump/json-schema/openapi-3-1'
import { classes, type Declaration, operations } from '../contract/operations.ts'
import { classesOf } from '../contract/schema-types.ts'
import { html, prose } from '../server/http/html.ts'
import { openApiDocument } from '../server/http/openapi.ts'
import { assertOk, call, newCustomer } from './api.ts'
import { onEachDatabase } from './server.ts'

const declared: [string, Declaration][] = Object.entries(operations)
const names = Object.values(classes).flatMap((exports) => classesOf(exports).map(({ title }) => title))
// biome-ignore lint/suspicious/noExplicitAny: what a test looks at is what the test says
const document: any = JSON.parse(JSON.stringify(openApiDocument('https://crm.example.org')))

test('the OpenAPI document is valid, its schemas included', async () => {
  const dialect = 'https://spec.openapis.org/oas/3.1/schema-base'
  assert.deepEqual(await validate(dialect, document, 'BASIC'), { valid: true })
  const faulty = structuredClone(document)
  faulty.components.schemas.WebContact.properties.Id.maxLength = 'many'
  assert.equal((await validate(dialect, faulty)).valid, false)
})

test('the OpenAPI document has every operation, with what goes in and what comes out', () => {
  for (const [name, { may, input, output, upload, download, stream, secret, limited }] of declared) {
    const { post } = document.paths[`/api/${name}`]
    const parameters = (post.parameters ?? []).map(({ $ref }: { $ref: string }) => $ref.split('/').at(-1))
    assert.equal(parameters.includes('Id'), name.includes('{id}'), name)
    const isKept = may !== 'ANYONE' && !download && !stream && !secret
    assert.equal(parameters.includes('Async'), isKept, name)
    assert.equal(parameters.includes('IdempotencyKey'), isKept, name)
    assert.equal('multipart/form-data' in (post.requestBody?.content ?? {}), upload === true, name)
    assert.deepEqual(post.security, may === 'ANYONE' ? [] : undefined, name)
    assert.deepEqual(
      Object.keys(post.responses),
      ['200', '400', '401', ...(may === 'ANYONE' || secret || stream || limited ? ['429'] : []), '540', '541'],
      name,
    )
    if (name.startsWith('users/invite')) assert.ok(post.responses[429], name)
    assert.deepEqual(schemaIn(post.requestBody), referenceTo(input), name)
    assert.equal('text/event-stream' in (post.responses[200].content ?? {}), stream === true, name)
    assert.deepEqual(schemaIn(post.responses[200]), stream ? undefined : referenceTo(output), name)
  }
  assert.equal(Object.keys(document.paths).length, declared.length + Object.keys(classes).length)
  const ids = Object.values<object>(document.paths).flatMap((path) =>
    Object.values(path).map((each) => each.operationId),
  )
  assert.equal(new Set(ids).size, ids.length)
})

const schemaIn = (body?: { content?: Record<string, { schema: object }> }) =>
  body?.content?.['application/json']?.schema

function referenceTo(schema: Declaration['input']): object | undefined {
  const { title, items } = (schema ?? {}) as { title?: string; items?: Declaration['input'] }
  if (items !== undefined) return { type: 'array', items: referenceTo(items) }
  return title === undefined ? undefined : { $ref: `#/components/schemas/${title}` }
}

test('every $ref of the OpenAPI document leads somewhere, and every class is a component', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]*)"/g)].map(([, path = '']) => path)
  assert.ok(references.length > 100)
  for (const path of new Set(references)) {
    const target = path.split('/').reduce((part, name) => part?.[name], document)
    assert.equal(typeof target, 'object', path)
  }
  for (const name of names) assert.equal(document.components.schemas[name].title, name)
  assert.equal(
    document.components.schemas.ContactsDatatable.properties.Rows.items.$ref,
    '#/components/schemas/WebContact',
  )
})

test('what may be cleared may be null in the OpenAPI document', () => {
  const { WebContact, Auth, ContactsUpsertInput } = document.components.schemas
  assert.deepEqual(WebContact.properties.JobTitle.type, ['string', 'null'])
  assert.ok(WebContact.properties.RecordType.enum.includes(null))
  assert.equal(WebContact.properties.Id.type, 'string')
  assert.equal(ContactsUpsertInput.properties.MatchOn.type, 'string')
  assert.equal(Auth.properties.SessionId.type, 'string')
})

test('markup in a text of the contract is shown, not obeyed', () => {
  assert.equal(html`<p>${'<b title="a">&\''}</p>`.text, '<p>&lt;b title=&quot;a&quot;&gt;&amp;&#39;</p>')
  assert.equal(html`${['<', html`<br>`, undefined, 3]}`.text, '&lt;<br>3')
  assert.equal(prose('as `<i>`, <i>').text, 'as <code>&lt;i&gt;</code>, &lt;i&gt;')
})

onEachDatabase((server) => {
  test('the served document is the same, and costs no body when it has not changed', async () => {
    for (const path of ['/api/openapi.json', '/docs']) {
      const first = await call(server(), path, undefined, { method: 'GET' })
      assertOk(first)
      const etag = first.headers.get('etag') ?? ''
      assert.match(etag, /^"[\w-]+"$/)
      const again = await call(server(), path, undefined, { method: 'GET', headers: { 'if-none-match': etag } })
      assert.deepEqual([again.status, again.text], [304, ''])
    }
    const { body } = await call(server(), '/api/openapi.json', undefined, { method: 'GET' })
    assert.deepEqual(body, { ...document, servers: [{ url: '/' }] })
  })

  test('the reference has every operation and class, and needs no script', async () => {
    const { text, headers } = await call(server(), '/docs', undefined, { method: 'GET' })
    assert.match(headers.get('content-type') ?? '', /^text\/html/)
    const shown = text.replaceAll('<wbr>', '')
    for (const [name] of declared) assert.ok(shown.includes(`<code>/api/${name}</code>`), name)
    for (const name of names) assert.ok(shown.includes(`<h3 id="${name}">${name}</h3>`), name)
    for (const resource of Object.keys(classes)) assert.ok(shown.includes(`href="/api/${resource}/class"`), resource)
    assert.doesNotMatch(text, /<script|\son\w+=|javascript:|undefined|\[object/)
    const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id)
    assert.equal(new Set(ids).size, ids.length)
    for (const [, target = ''] of text.matchAll(/href="#([^"]*)"/g)) assert.ok(ids.includes(target), target)
  })

  test('the examples of the reference work as they are written', async (t) => {
    if (!hasCurl()) return t.skip('there is no curl here')
    await newCustomer(server(), { OwnerEmail: 'you@example.com', OwnerPassword: 'your password' })
    const answers = await runExamples(server().url)
    const [auth, created, found, changed, accepted, requests, declarations] = answers
    assert.match(auth ?? '', /"SessionId"/)
    assert.match(created ?? '', /"DisplayName":"Ada Lovelace"/)
    assert.match(found ?? '', /"Rows":\[\{[^\]]*ada@example\.org/)
    assert.match(changed ?? '', /"JobTitle":"Countess"/)
    assert.match(accepted ?? '', /"ProcessStatus":"PROCESS/)
    assert.match(requests ?? '', /"Operation":"contacts\/create"/)
    assert.match(declarations ?? '', /class WebContact/)
    assert.equal(answers.length, 7)
  })
})

function hasCurl(): boolean {
  try {
    execFileSync('curl', ['--version'])
    return true
  } catch {
    return false
  }
}

/** Runs the shell examples of /docs in their order, in a folder of their own, against this server. */
async function runExamples(url: string): Promise<string[]> {
  const page = await call({ url }, '/docs', undefined, { method: 'GET' })
  const examples = [...page.text.matchAll(/<code class="shell">([^<]*)<\/code>/g)].map(([, command = '']) => command)
  const cwd = mkdtempSync(join(tmpdir(), 'voyzu-examples-'))
  try {
    return examples.map((command) => {
      const here = command.replace('http://127.0.0.1:8080', url).replace(/^curl/, 'curl --fail-with-body -sS')
      return execFileSync('sh', ['-c', here], { cwd, encoding: 'utf8' })
    })
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}
