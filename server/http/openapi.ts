import { aliases, classes, type Declaration, operations } from '../../contract/operations.ts'
import { type ClassSchema, classesOf, type NamedSchema, withReferences } from '../../contract/schema-types.ts'
import packageFile from '../../package.json' with { type: 'json' }
import { answers, headerRef, headers, refusal, refusalClasses, refusals } from './openapi-answers.ts'

const messageClasses = Object.values(classes).flatMap((exports) => classesOf(exports))
const known = new Set(messageClasses.map(({ title }) => title))
const referring = (part: object) => withReferences(part, known, '#/components/schemas/')
const parameter = (name: string) => ({ $ref: `#/components/parameters/${name}` })

/** The API as OpenAPI 3.1, which adds nothing to the contract: it says the same in the words of other tools. */
export function openApiDocument(serverUrl: string): object {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Voyzu CRM',
      version: packageFile.version,
      description: rules,
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: serverUrl }],
    externalDocs: { description: 'The same, to be read', url: '/docs' },
    security: [{ session: [] }, { token: [] }],
    tags: Object.keys(classes).map((name) => ({ name, description: aboutResource(name) })),
    paths: { ...operationPaths(), ...classPaths() },
    components: {
      schemas: {
        ...Object.fromEntries(messageClasses.map((each) => [each.title, component(each)])),
        ...refusalClasses,
      },
      parameters,
      headers,
      responses: refusals,
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'voyzu-session-id',
          description: '`POST /api/auth` sets it; it is also the `SessionId` of the answer.',
        },
        token: { type: 'http', scheme: 'bearer', description: 'An API token, as `tokens/create` gives it.' },
      },
    },
  }
}

const rules = `One master list of contacts, and one API over it. Every operation is \`POST /api/{resource}/{operation}/{id}\`;
its body, if it takes one, is an instance of the input class, and its answer one of the output class.

- Sign in with \`POST /api/auth\`; the cookie \`voyzu-session-id\` then goes with every other call.
- With \`?async=true\` a call that needs a session is answered with a \`RequestStatus\` at once, in place of its output.
- Statuses are 200, 400, 401, 429, 540 (failed for a known reason, and undone) and 541 (could not begin). What reads
  or changes something that does not exist answers 400; 404 means that there is no such endpoint. A 500 nobody foresaw.
- A property of the input that is null counts as absent; \`contacts/update\` clears it.`

function aboutResource(resource: string): string {
  const names = Object.entries(aliases).filter(([, original]) => original === resource)
  const others = names.map(([alias]) => ` \`/api/${alias}/…\` is another name of it.`)
  return `Its message classes: \`GET /api/${resource}/class\`.${others.join('')}`
}

const operationPaths = () =>
  Object.fromEntries(
    Object.entries<Declaration>(operations).map(([name, each]) => [`/api/${name}`, { post: operationOf(name, each) }]),
  )

function operationOf(name: string, declaration: Declaration) {
  const { may, input, output, download, stream, secret, limited, about: summary } = declaration
  const needsSession = may !== 'ANYONE'
  const asRequest = needsSession && !download && !stream && !secret
  const names = [
    ...(name.endsWith('/{id}') ? ['Id'] : []),
    ...(asRequest ? ['Async', 'IdempotencyKey'] : []),
    ...(stream ? ['LastEventId'] : []),
  ]
  return {
    operationId: camelCase(name),
    tags: [name.split('/')[0]],
    summary,
    description: `${needsSession ? `For users whose role is ${may} or more.` : 'Needs no session.'}${endOf(declaration)}`,
    ...(needsSession ? {} : { security: [] }),
    ...(names.length > 0 ? { parameters: names.map(parameter) } : {}),
    ...(input || declaration.upload ? { requestBody: { required: true, content: bodiesOf(declaration, input) } } : {}),
    responses: answers(answerOf(declaration), {
      asRequest,
      signsIn: !needsSession && output !== undefined,
      counted: !needsSession || secret === true || stream === true || limited === true,
    }),
  }
}

/** What takes long is a request, which has the result in the end. */
const endOf = ({ result }: Declaration) =>
  result === undefined
    ? ''
    : ` Always runs as a request, whose \`Result\` in the end is a \`${(result as ClassSchema).title}\`.`

const bodiesOf = ({ upload }: Declaration, input: object | undefined) => ({
  ...(input ? json(input) : {}),
  ...(upload ? { 'multipart/form-data': referring({ schema: formSchema(input) }) } : {}),
})

const formSchema = (input: object | undefined) => ({
  type: 'object',
  required: ['file'],
  properties: { ...(input ? { input } : {}), file: { type: 'string', contentMediaType: 'application/octet-stream' } },
})

const answerOf = ({ output, download, stream }: Declaration) => {
  if (stream)
    return { 'text/event-stream': { schema: { type: 'string', description: eventsOf(output as ClassSchema) } } }
  if (download) return { '*/*': { schema: { type: 'string', contentMediaType: 'application/octet-stream' } } }
  return output === undefined ? undefined : json(output)
}

const eventsOf = ({ title }: ClassSchema) =>
  `Server-sent events (WHATWG HTML). The \`data\` of each is a \`${title}\` in JSON, its \`id\` where to go on from.`

const json = (schema: object) => ({ 'application/json': referring({ schema }) })

/** contacts/get/{id} → contactsGet: what generated clients will call it. */
const camelCase = (name: string) =>
  name.replace('/{id}', '').replace(/[-/](\w)/g, (_all, letter: string) => letter.toUpperCase())

const classPaths = () =>
  Object.fromEntries(Object.keys(classes).map((name) => [`/api/${name}/class`, { get: classEndpoint(name) }]))

const classEndpoint = (resource: string) => ({
  operationId: `${camelCase(resource)}Class`,
  tags: [resource],
  summary: `The message classes of ${resource}: a JavaScript module, declarations, or JSON Schema.`,
  security: [],
  parameters: [parameter('Format'), parameter('IfNoneMatch')],
  responses: {
    200: {
      description: 'As `format` asks for; `text/plain` where `Accept` names it.',
      headers: { 'Request-Id': headerRef('RequestId'), ETag: headerRef('ETag') },
      content: Object.fromEntries(
        ['text/javascript', 'application/typescript', 'application/schema+json', 'text/plain'].map((type) => [
          type,
          { schema: type.endsWith('json') ? { type: 'object' } : { type: 'string' } },
        ]),
      ),
    },
    304: { description: 'It is still what `If-None-Match` names.' },
    400: refusal('Invalid'),
  },
})

const parameters = {
  Id: {
    name: 'id',
    in: 'path',
    required: true,
    description: 'What is meant: its `Id` (of a request, its `RequestId`), as an earlier answer gave it.',
    schema: { type: 'string', minLength: 1 },
  },
  Async: {
    name: 'async',
    in: 'query',
    description:
      'With `true` the answer comes at once and is a `RequestStatus` in place of the output; `request/get/{id}` tells how it goes.',
    schema: { type: 'boolean', default: false },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'A text you made up. A repeat with the same key and input within 24 hours is given the first answer and does nothing.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
  LastEventId: {
    name: 'Last-Event-ID',
    in: 'header',
    description: 'The `id` of the last event that was received: the stream goes on behind it, whatever the body says.',
    schema: { type: 'string' },
  },
  Format: {
    name: 'format',
    in: 'query',
    description: 'TypeScript declarations or JSON Schema; when absent, a JavaScript module.',
    schema: { type: 'string', enum: ['d.ts', 'schema'] },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'The `ETag` of an earlier answer.',
    schema: { type: 'string' },
  },
}

const inputs = new Set(Object.values<Declaration>(operations).map(({ input }) => input as ClassSchema | undefined))

/** A class as a component. What is sent may be null where it may be absent, which the contract does not say of each. */
function component(schema: NamedSchema): object {
  const typed = withTypes(referring(schema)) as NamedSchema
  if (!inputs.has(schema)) return typed
  const properties = Object.entries(typed.properties).map(([name, property]) => {
    const mayBeNull = !schema.required?.includes(name) && !property.readOnly && property.type !== undefined
    return [name, mayBeNull ? nullable(property) : property]
  })
  return { ...typed, properties: Object.fromEntries(properties) }
}

const nullable = ({ type, ...rest }: ClassSchema) => ({
  type: [type, 'null'],
  ...rest,
  ...(rest.enum === undefined ? {} : { enum: [...rest.enum, null] }),
})

/** Says of each choice that it is text. JSON Schema does not need that; generated clients would hold it for anything. */
const withTypes = (schema: object): unknown =>
  JSON.parse(JSON.stringify(schema), (_name, value) =>
    Array.isArray(value?.enum) && value.type === undefined ? { type: 'string', ...value } : value,
  )
