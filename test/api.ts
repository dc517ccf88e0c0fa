import assert from 'node:assert/strict'
import { type Server, secrets, setupToken } from './server.ts'

export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks at is what the test says
  body: any
  text: string
}

interface CallOptions {
  method?: string
  headers?: Record<string, string>
  /** A body sent as it is, in place of JSON. */
  raw?: BodyInit
}

/** A user of the API who is signed in. */
export interface Member {
  customerId: string
  userId: string
  email: string
  password: string
  sessionId: string
  call(path: string, body?: unknown, options?: CallOptions): Promise<Answer>
  /** A call that must succeed; gives its body. */
  ok(path: string, body?: unknown, options?: CallOptions): Promise<Answer['body']>
  /** A call that must be refused, with a 400 unless another status is given; gives its body. */
  refused(path: string, body?: unknown, status?: number, options?: CallOptions): Promise<Answer['body']>
}

/** One HTTP call, as a program makes it. `path` is behind `/api/`, unless it begins with a slash. */
export async function call(
  { url }: Pick<Server, 'url'>,
  path: string,
  body?: unknown,
  options: CallOptions = {},
): Promise<Answer> {
  const { method = 'POST', headers = {}, raw } = options
  const content = method === 'POST' ? (raw ?? JSON.stringify(body ?? {})) : undefined
  const answer = await fetch(url + (path.startsWith('/') ? path : `/api/${path}`), {
    method,
    redirect: 'manual',
    headers: {
      ...(content === undefined || raw !== undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(content === undefined ? {} : { body: content }),
  })
  // A stream goes on for ever: of it, the head is looked at.
  const isStream = answer.headers.get('content-type') === 'text/event-stream'
  if (isStream) await answer.body?.cancel()
  const text = isStream ? '' : await answer.text()
  return { status: answer.status, headers: answer.headers, body: parsed(text), text }
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}

/** A refusal tells what is wrong, and nothing of the inside. */
export function assertRefused(answer: Answer, status = 400): Answer['body'] {
  assert.equal(answer.status, status, `${answer.status} ${answer.text.slice(0, 300)}`)
  assert.equal(typeof answer.body?.ErrorMessage, 'string', answer.text.slice(0, 300))
  assert.match(answer.body.ErrorCode, /^[A-Z_]+$/)
  assert.doesNotMatch(answer.text, /node_modules|\bat .*:\d+:\d+|\bselect\b.*\bfrom\b|insert into|\/server\//i)
  return answer.body
}

export function assertOk(answer: Answer): Answer['body'] {
  assert.equal(answer.status, 200, `${answer.status} ${answer.text.slice(0, 300)}`)
  return answer.body
}

let organisations = 0

/** Makes an organisation of its own for a test, and signs its owner in. */
export async function newCustomer(server: Pick<Server, 'url'>, more: Record<string, unknown> = {}): Promise<Member> {
  const OwnerEmail = `owner-${process.pid}-${organisations++}@example.com`
  const OwnerPassword = 'correct horse battery'
  const input = { Name: `Organisation ${organisations}`, OwnerEmail, OwnerPassword, SetupToken: setupToken, ...more }
  const auth = assertOk(await call(server, 'customers/create', input))
  secrets.add(OwnerPassword)
  return member(server, auth, OwnerEmail, OwnerPassword)
}

export function member(server: Pick<Server, 'url'>, auth: Answer['body'], email: string, password: string): Member {
  const cookie = `voyzu-session-id=${auth.SessionId}`
  // Of who comes in with a provider there is no password, and the demo's is printed.
  if (auth.SessionId) secrets.add(auth.SessionId)
  const own = (path: string, body?: unknown, { headers, ...rest }: CallOptions = {}) =>
    call(server, path, body, { ...rest, headers: { cookie, ...headers } })
  return {
    customerId: auth.Customer.Id,
    userId: auth.User.Id,
    sessionId: auth.SessionId,
    email,
    password,
    call: own,
    ok: async (path, body, options) => assertOk(await own(path, body, options)),
    refused: async (path, body, status, options) => assertRefused(await own(path, body, options), status),
  }
}

let colleagues = 0

/** Another user of the same Customer: invited, as an owner invites, and signed in with a password of the same length. */
export async function newColleague(server: Pick<Server, 'url'>, owner: Member, Role = 'USER'): Promise<Member> {
  const Email = `colleague-${process.pid}-${colleagues++}@example.com`
  await owner.ok('users/create', { Email, Role })
  const Token = await mailedToken(owner, Email)
  return member(
    server,
    assertOk(await call(server, 'users/accept', { Token, Password: owner.password })),
    Email,
    owner.password,
  )
}

/** What stands behind the # of the link in the last mail to somebody, as an owner reads it in the outbox. */
export async function mailedToken(owner: Member, to: string): Promise<string> {
  const mails = await owner.ok('mails/list')
  const { Text = '' } = mails.find(({ To }: { To: string }) => To === to) ?? {}
  const [, token] = /#(\S+)/.exec(Text) ?? []
  assert(token, `no link in a mail to ${to}`)
  secrets.add(token)
  return token
}

/** The same user, with the same session, at another server of the same installation. */
export function at(server: Pick<Server, 'url'>, who: Member): Member {
  const { customerId, userId, sessionId, email, password } = who
  return member(server, { SessionId: sessionId, Customer: { Id: customerId }, User: { Id: userId } }, email, password)
}

/** Asks again and again, less and less often, until it gets something else than undefined. */
export async function eventually<Found>(
  what: string,
  ask: () => Promise<Found | undefined> | Found | undefined,
  within = 20_000,
): Promise<Found> {
  const deadline = Date.now() + within
  for (let pause = 20; Date.now() < deadline; pause = Math.min(pause * 1.25, 150)) {
    const found = await ask()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  assert.fail(`${what}: not within ${within} ms`)
}

/** Waits until a request is no longer PROCESSING. */
export function processed(who: Member, requestId: string, within = 20_000): Promise<Answer['body']> {
  return eventually(
    'the request is done',
    async () => {
      const status = await who.ok(`request/get/${requestId}`)
      return status.ProcessStatus === 'PROCESSING' ? undefined : status
    },
    within,
  )
}

/** Changes custom fields, and waits until the contacts have followed. @returns the report */
export async function changeFields(who: Member, CustomFields: object[]): Promise<Answer['body']> {
  const { RequestId } = await who.ok('custom-fields/update', { CustomFields })
  const { ProcessStatus, Result, ErrorMessage } = await processed(who, RequestId)
  assert.equal(ProcessStatus, 'PROCESSED', ErrorMessage)
  return Result
}

export const person = (more: Record<string, unknown> = {}) => ({
  RecordType: 'PERSON',
  FirstName: 'Ada',
  LastName: 'Lovelace',
  ...more,
})

/** The properties that a refusal names, sorted. */
export const faultyPaths = ({ Errors = [] }: Answer['body']): string[] =>
  Errors.map(({ Path }: { Path: string }) => Path).sort()

/** How many contacts the Customer has, on the list and in the trash. */
export async function contactCount(who: Member): Promise<number> {
  const { TotalCount } = await who.ok('contacts/search', { Total: 'EXACT' })
  const trash = await who.ok('contacts/search', { Total: 'EXACT', Trash: true })
  return TotalCount + trash.TotalCount
}

/** The display names that a search finds, in its order. */
export async function namesFound(who: Member, search: Record<string, unknown>): Promise<string[]> {
  const { Rows } = await who.ok('contacts/search', search)
  return Rows.map(({ DisplayName }: { DisplayName: string }) => DisplayName)
}

/** All contacts of a Customer, page after page. */
export async function allContacts(who: Member): Promise<Answer['body'][]> {
  const rows: Answer['body'][] = []
  let Cursor: string | undefined
  do {
    const page = await who.ok('contacts/search', { PageSize: 1000, Total: 'NONE', ...(Cursor ? { Cursor } : {}) })
    rows.push(...page.Rows)
    Cursor = page.NextCursor
  } while (Cursor !== undefined)
  return rows
}
