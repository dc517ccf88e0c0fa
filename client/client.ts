/**
 * The client of the crm-api, for browser and Node. It imports nothing at run time: the server strips its types and
 * serves it as `/client.js`.
 */
import type { Crm, RequestStatus } from './calls.ts'
import type { ConnectOptions, Fault, PollerOptions, UploadOptions } from './options.ts'

export type { Input, Output } from '../contract/operations.ts'
export type { Crm, RequestStatus } from './calls.ts'
export type { CallOptions, ConnectOptions, Fault, PollerOptions, UploadOptions } from './options.ts'

/**
 * Why a call did not succeed.
 *
 * ```ts
 * try {
 *   await crm.contacts.create({ RecordType: 'PERSON', Emails: [{ Value: 'not an address' }] })
 * } catch (error) {
 *   if (!(error instanceof CrmError)) throw error
 *   console.log(error.status, error.code, error.errors) // 400 INVALID [{ Path: 'Emails[0].Value', Message: … }]
 * }
 * ```
 */
export class CrmError extends Error {
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number
  /** The server's `ErrorCode`; or NETWORK: no answer came, UNREADABLE: it was not the crm-api that answered. */
  readonly code: string
  readonly errors: Fault[]
  /** Names the call in the server's log. */
  readonly requestId: string | undefined
  /** In how many seconds to try again, where the server says so (429). */
  readonly retryAfter: number | undefined

  constructor(message: string, about: Partial<CrmError> & Pick<CrmError, 'status' | 'code'>) {
    super(message, 'cause' in about ? { cause: about.cause } : {})
    this.name = 'CrmError'
    this.status = about.status
    this.code = about.code
    this.errors = about.errors ?? []
    this.requestId = about.requestId
    this.retryAfter = about.retryAfter
  }
}

/**
 * Connects to a server. Nothing is sent until the first call.
 *
 * ```ts
 * const crm = connect({ baseUrl: 'http://localhost:8080' })
 * await crm.auth({ Email: 'ann@example.org', Password: 'correct horse' })
 * const { Id } = await crm.contacts.create({ RecordType: 'PERSON', FirstName: 'Bob' })
 * ```
 */
export function connect(options: ConnectOptions = {}): Crm {
  const connection = new Connection(options)
  const callTo =
    (operation: string, query: string) =>
    (...given: unknown[]) =>
      operation.endsWith('/watch') ? connection.watch(operation, given) : connection.call(operation, query, given)
  const resources = (query: string) => (resource: string) =>
    lazily(callTo(resource, query), (verb) => callTo(`${resource}/${verb}`, query))
  return lazily({ async: lazily({}, resources('?async=true')) }, resources('')) as Crm
}

/**
 * Gives `target` a property for every name that is asked for, and keeps it. What runtimes ask of any object (`then` of
 * what is awaited, `toJSON`, symbols, what objects and functions inherit) is no operation.
 */
function lazily<Target extends object>(target: Target, make: (kebabName: string) => unknown): Target {
  return new Proxy(target, {
    get(_, name) {
      if (typeof name === 'string' && !(name in target) && name !== 'then' && name !== 'toJSON')
        Reflect.set(target, name, make(name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)))
      return Reflect.get(target, name)
    },
  })
}

class Connection {
  readonly #baseUrl: string
  readonly #fetch: typeof fetch
  // Browsers keep the session cookie themselves: there a script can neither send nor read it.
  readonly #keepsSession = new Request('http://localhost', { headers: { cookie: 'a=b' } }).headers.has('cookie')
  #sessionId: string | undefined

  constructor({ baseUrl = '', sessionId, fetch: ownFetch }: ConnectOptions) {
    if (this.#keepsSession && baseUrl === '' && ownFetch === undefined)
      throw new TypeError('connect() needs a baseUrl here, as http://localhost:8080')
    if (!this.#keepsSession && sessionId !== undefined)
      throw new TypeError('connect() takes no sessionId in a browser: the session is a cookie, set by crm.auth()')
    this.#baseUrl = baseUrl.replace(/\/+$/, '')
    this.#fetch = ownFetch ?? fetch
    this.#sessionId = sessionId
  }

  async call(operation: string, query: string, given: unknown[]): Promise<unknown> {
    const { id, input, options } = tellApart(operation, given)
    const path = id === undefined ? operation : `${operation}/${encodeURIComponent(id)}`
    const answer = await this.#post(`${this.#baseUrl}/api/${path}${query}`, input, options)
    if (operation === 'auth/delete' && query === '') this.#sessionId = undefined
    const { SessionId } = (answer ?? {}) as { SessionId?: unknown }
    if (this.#keepsSession && typeof SessionId === 'string') this.#sessionId = SessionId
    return answer
  }

  /** What a stream tells, through lost connections: each goes on where the one before was cut off. */
  async *watch(operation: string, given: unknown[]): AsyncGenerator<unknown> {
    const { input, options } = tellApart(operation, given)
    const url = `${this.#baseUrl}/api/${operation}`
    let last: string | undefined
    for (let failures = 0; ; failures++) {
      try {
        for await (const { id, data } of this.#listen(url, input ?? {}, options.signal, last)) {
          failures = 0
          last = id ?? last
          if (data !== undefined) yield JSON.parse(data)
        }
      } catch (error) {
        options.signal?.throwIfAborted()
        // What never began is not gone on with.
        if (last === undefined || !(error instanceof CrmError && mayPass(error))) throw error
      }
      await pause(Math.min(1000 * 2 ** failures, longestPause), options.signal)
    }
  }

  async *#listen(url: string, input: object, signal: AbortSignal | undefined, last: string | undefined) {
    const lost = new AbortController()
    const stop = signal === undefined ? lost.signal : AbortSignal.any([signal, lost.signal])
    let timer = setTimeout(() => lost.abort(), longestSilence)
    const heard = () => {
      clearTimeout(timer)
      timer = setTimeout(() => lost.abort(), longestSilence)
    }
    try {
      const more = { accept: 'text/event-stream', ...(last === undefined ? {} : { 'last-event-id': last }) }
      const response = await this.#send(url, input, { signal: stop }, more)
      if (!response.ok || response.body === null) readAnswer(response, await response.text())
      else yield* eventsOf(response.body, heard)
    } catch (cause) {
      throw this.#failure(url, cause, signal)
    } finally {
      clearTimeout(timer)
      lost.abort()
    }
  }

  async #post(url: string, input: unknown, options: UploadOptions): Promise<unknown> {
    try {
      const response = await this.#send(url, input, options)
      if (response.ok && response.headers.has('content-disposition')) return await response.blob()
      return readAnswer(response, await response.text())
    } catch (cause) {
      throw this.#failure(url, cause, options.signal)
    }
  }

  #failure(url: string, cause: unknown, signal: AbortSignal | undefined): unknown {
    if (signal?.aborted || cause instanceof CrmError) return cause
    return new CrmError(`No answer from ${url}: ${reasonOf(cause)}`, { status: 0, code: 'NETWORK', cause })
  }

  #send(url: string, input: unknown, { signal, idempotencyKey, file }: UploadOptions, more: HeadersInit = {}) {
    const headers = new Headers({ accept: 'application/json', ...more })
    // Of a form, fetch says itself what it is, and where its parts begin.
    if (input !== undefined && file === undefined) headers.set('content-type', 'application/json')
    if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey)
    if (this.#sessionId !== undefined) headers.set('cookie', `voyzu-session-id=${encodeURIComponent(this.#sessionId)}`)
    const body = file === undefined ? JSON.stringify(input) : formOf(input, file)
    const send = this.#fetch // A browser's fetch is no method of ours.
    // Followed, a redirect would become a GET, whose success is not that of the call.
    return send(url, { method: 'POST', headers, body, signal, credentials: 'same-origin', redirect: 'error' })
  }
}

/** Servers send something every 15 seconds, if only to be heard. */
const longestSilence = 45_000
const longestPause = 30_000

/** The server-sent events of a body, as ours sends them: lines that end with a line feed. @param heard at every piece */
async function* eventsOf(body: ReadableStream<Uint8Array>, heard: () => void) {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    heard()
    const blocks = `${rest}${decoder.decode(piece.value, { stream: true })}`.split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) yield eventOf(block)
  }
}

function eventOf(block: string): { id?: string; data?: string } {
  const fields = block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)])
  return Object.fromEntries(fields)
}

/** No network, too many calls, a server in trouble: another time it may go well. */
const mayPass = ({ code, status }: CrmError) => code === 'NETWORK' || status === 429 || status >= 500

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal?.addEventListener('abort', stop)
  })
}

function formOf(input: unknown, file: Blob): FormData {
  const form = new FormData()
  form.set('input', JSON.stringify(input ?? {}))
  form.set('file', file)
  return form
}

/** Ids are texts, inputs have properties in PascalCase, options have other names: so the arguments need no table. */
function tellApart(operation: string, given: unknown[]): { id?: string; input?: object; options: UploadOptions } {
  const misuse = (why: string) => new CrmError(`${operation} was not called: ${why}.`, { status: 0, code: 'INVALID' })
  const rest = given.slice(0, given.findLastIndex((argument) => argument !== undefined) + 1)
  const id = typeof rest[0] === 'string' ? (rest.shift() as string) : undefined
  // As a segment of a path, dots would lead to another one.
  if (id !== undefined && /^\.{0,2}$/.test(id)) throw misuse(`'${id}' is no id`)
  if (!rest.every(isObject)) throw misuse('an id is a text, and what follows it are objects')
  // A lone {} is an input: of a search, it finds everything.
  const alone = rest[0] !== undefined && Object.keys(rest[0]).length > 0 && isOptions(rest[0])
  const [input, options = {}, ...more] = alone ? [undefined, ...rest] : rest
  if (!isOptions(options) || more.length > 0) throw misuse('its last argument may have signal, idempotencyKey and file')
  return { id, input, options }
}

const isObject = (argument: unknown) => typeof argument === 'object' && argument !== null

const optionNames = ['signal', 'idempotencyKey', 'file']

const isOptions = (argument: object): argument is UploadOptions =>
  Object.keys(argument).every((name) => optionNames.includes(name))

function readAnswer({ ok, status, headers }: Response, text: string): unknown {
  if (ok && text === '') return undefined
  const body = parse(text)
  if (ok && body !== undefined) return body
  const told = (body ?? {}) as { ErrorMessage?: string; ErrorCode?: string; Errors?: Fault[] }
  throw new CrmError(told.ErrorMessage ?? `The answer (status ${status}) is not one of the crm-api.`, {
    status,
    code: told.ErrorCode ?? 'UNREADABLE',
    errors: told.Errors,
    requestId: headers.get('request-id') ?? undefined,
    retryAfter: Number(headers.get('retry-after')) || undefined,
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Node's fetch says only "fetch failed"; why is in its `cause`. */
function reasonOf(error: unknown): string {
  const { message, code } = ((error as Error).cause ?? error) as { message?: string; code?: string }
  return message || code || String(error)
}

/**
 * Follows an asynchronous call to its end. Callbacks are awaited; when one throws, polling ends and `start()` rejects
 * with what it threw.
 *
 * ```ts
 * const request = await crm.async.contacts.create({ RecordType: 'PERSON', FirstName: 'Bob' })
 * const poller = new RequestPoller(crm, request, {
 *   onTick: ({ PercentComplete, Commentary }) => console.log(PercentComplete, Commentary),
 *   onProcessed: (contact) => console.log(contact.Id),
 *   onFail: (error) => console.log(error.message),
 * })
 * const { ProcessStatus } = await poller.start()
 * ```
 */
export class RequestPoller<Result = unknown> {
  readonly #crm: Pick<Crm, 'request'>
  readonly #requestId: string
  readonly #options: PollerOptions<Result>
  readonly #stop = new AbortController()
  readonly #known: RequestStatus<Result> | undefined
  #outcome: Promise<RequestStatus<Result>> | undefined

  constructor(crm: Pick<Crm, 'request'>, request: string | RequestStatus<Result>, options: PollerOptions<Result> = {}) {
    this.#crm = crm
    this.#requestId = typeof request === 'string' ? request : request.RequestId
    this.#known = typeof request === 'string' ? undefined : request
    this.#options = options
  }

  /** Resolves with the final status, FAIL included. Rejects when the poller is stopped or cannot go on. */
  start(): Promise<RequestStatus<Result>> {
    this.#outcome ??= this.#follow()
    return this.#outcome
  }

  /** Stops the poller, not the request: that is `crm.request.cancel(id)`. `start()` rejects with an AbortError. */
  stop(): void {
    this.#markHandled()
    this.#stop.abort(new DOMException('The poller was stopped.', 'AbortError'))
  }

  async #follow(): Promise<RequestStatus<Result>> {
    const { onProcessed, onFail } = this.#options
    const status = await this.#untilDone()
    this.#stop.signal.throwIfAborted()
    if (status.ProcessStatus === 'PROCESSED') await onProcessed?.(status.Result as Result, status)
    else await onFail?.(failureOf(status), status)
    return status
  }

  async #untilDone(): Promise<RequestStatus<Result>> {
    const { onTick, firstDelay = 100 } = this.#options
    let status = this.#known
    let delay = firstDelay
    while (status === undefined || status.ProcessStatus === 'PROCESSING') {
      await this.#wait(delay)
      const percent: number | undefined = status?.PercentComplete
      status = await this.#ask(delay)
      this.#stop.signal.throwIfAborted()
      delay = status.PercentComplete === percent ? this.#longer(delay) : firstDelay
      if (status.ProcessStatus === 'PROCESSING') await onTick?.(status)
    }
    return status
  }

  /** Asks until there is an answer. What may pass is tried again: no network, too many calls, a server in trouble. */
  async #ask(delay: number): Promise<RequestStatus<Result>> {
    for (let attempt = 1; ; attempt++) {
      try {
        return (await this.#crm.request.get(this.#requestId, { signal: this.#stop.signal })) as RequestStatus<Result>
      } catch (error) {
        if (!(error instanceof CrmError)) throw error
        if (!mayPass(error) || attempt === mostAttempts) throw await this.#giveUp(error)
        delay = this.#longer(delay)
        await this.#wait(Math.max(delay, 1000 * (error.retryAfter ?? 0)))
      }
    }
  }

  async #giveUp(error: CrmError): Promise<CrmError> {
    await this.#options.onFail?.(error)
    if (this.#options.onFail) this.#markHandled()
    return error
  }

  #longer(delay: number): number {
    return Math.min(Math.max(1, delay * 1.5), this.#options.longestDelay ?? 5000)
  }

  #wait(milliseconds: number): Promise<void> {
    return pause(milliseconds, this.#stop.signal)
  }

  /** Who uses callbacks alone leaves the promise of `start()` unattended: what they know already is no unhandled rejection. */
  #markHandled(): void {
    this.#outcome?.catch(() => {})
  }
}

const mostAttempts = 10

function failureOf({ ErrorMessage = 'The request failed.', ErrorCode = 'FAIL', ...status }: RequestStatus): CrmError {
  const errors = status.Errors as Fault[] | undefined
  return new CrmError(ErrorMessage, { status: status.StatusCode ?? 540, code: ErrorCode, errors })
}
