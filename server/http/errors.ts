/** One thing that is wrong with an input. `Path` names the property as a JavaScript programmer would write it. */
export interface Fault {
  Path: string
  Message: string
  /** Where two edits met: what the caller wants, and what another has written meanwhile. */
  Yours?: unknown
  Theirs?: unknown
}

/** What the caller is told: a status, a sentence for the developer, a word for the program. Never anything internal. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly faults: Fault[]
  readonly retryAfter: number | undefined

  constructor(status: number, code: string, message: string, more: { faults?: Fault[]; retryAfter?: number } = {}) {
    super(message)
    this.status = status
    this.code = code
    this.faults = more.faults ?? []
    this.retryAfter = more.retryAfter
  }

  get body() {
    const { message: ErrorMessage, code: ErrorCode, faults } = this
    return faults.length === 0 ? { ErrorMessage, ErrorCode } : { ErrorMessage, ErrorCode, Errors: faults }
  }
}

export const invalid = (message: string, faults: Fault[] = []) => new ApiError(400, 'INVALID', message, { faults })

/** An input with faults; the sentence shows the first ones. */
export function faulty(faults: Fault[]): ApiError {
  const shown = faults.slice(0, 3).map(({ Path, Message }) => (Path === '' ? Message : `${Path}: ${Message}`))
  const more = faults.length > 3 ? ` (and ${faults.length - 3} more, see Errors)` : ''
  return invalid(`The input is not right. ${shown.join('; ')}${more}`, faults)
}

/** What a check has to say against something; it throws a refusal that names faults, or does nothing. */
export function faultsOf(check: () => unknown): Fault[] {
  try {
    check()
    return []
  } catch (error) {
    if (error instanceof ApiError && error.faults.length > 0) return error.faults
    throw error
  }
}

/** Faults of a part of the input, as faults of the whole. */
export const faultsUnder = (path: string, faults: Fault[]): Fault[] =>
  faults.map((fault) => ({ ...fault, Path: fault.Path === '' ? path : `${path}.${fault.Path}` }))

export const notFound = (what: string) => new ApiError(400, 'NOT_FOUND', `There is no such ${what}.`)

export const conflict = (message: string, faults: Fault[]) => new ApiError(400, 'CONFLICT', message, { faults })

/** So many contacts would be changed that their number has to be said, or another one was said. */
export function unexpectedCount(found: number, contacts: number, expected: number | undefined): ApiError {
  const [many, all] = [found.toLocaleString('en'), contacts.toLocaleString('en')]
  const Message =
    expected === undefined
      ? `is needed: this comes to ${many} of ${all} contacts, more than a quarter`
      : `is ${expected.toLocaleString('en')}, but this comes to ${many} of ${all} contacts`
  return new ApiError(
    400,
    'EXPECTED_COUNT',
    `ExpectedCount ${Message}. Nothing was changed. DryRun previews what would be; to do it, send ExpectedCount: ${found}.`,
    { faults: [{ Path: 'ExpectedCount', Message }] },
  )
}

export const noSession = () =>
  new ApiError(
    401,
    'SESSION',
    'This call needs a valid session or API token. Sign in with POST /api/auth; the answer sets the cookie.',
  )

export const foreignOrigin = () =>
  new ApiError(
    401,
    'ORIGIN',
    'A page of another origin may not call with this cookie. Serve the page from the same origin.',
  )

export const wrongCredentials = () => new ApiError(401, 'CREDENTIALS', 'The e-mail or the password is not right.')

export const deactivated = () =>
  new ApiError(
    401,
    'DEACTIVATED',
    'This user has been deactivated. An administrator of the organisation can undo that.',
  )

/** Somebody has shown who it is, and no user is known by that. */
export const notLinked = (message: string) => new ApiError(401, 'NOT_LINKED', message)

export const roleForbids = (role: string, needed: string) =>
  new ApiError(
    401,
    'ROLE',
    `This operation is for the role ${needed}; the session user is ${role}. The session stays valid.`,
  )

export const scopeForbids = (scope: string, needed: string) =>
  new ApiError(
    401,
    'SCOPE',
    needed === 'SESSION'
      ? 'This operation needs a session: no API token is good for it.'
      : `This operation needs an API token of scope ${needed}; this one has ${scope}.`,
  )

/** @param included what the plan has, as `30 contacts` */
export const planExceeded = (included: string) =>
  new ApiError(402, 'PLAN', `The plan of the organisation includes ${included}. Nothing was changed.`)

export const secondFactorNeeded = () =>
  new ApiError(
    401,
    'SECOND_FACTOR',
    'The organisation requires a second factor, and this user has none yet. Set it up with second-factor/begin and second-factor/confirm; the session stays valid, and is good for everything then.',
  )

export const noSuchEndpoint = () =>
  new ApiError(
    404,
    'NO_ENDPOINT',
    'There is no such endpoint. Operations are POST /api/{resource}/{operation}/{id}; /docs lists them.',
  )

export const tooMany = (retryAfter: number, why = 'Too many attempts.') =>
  new ApiError(429, 'TOO_MANY', `${why} Try again in ${retryAfter} s.`, { retryAfter })

export const tooManyStreams = (most: string) =>
  new ApiError(429, 'TOO_MANY', `There are too many streams open: there may be ${most}. Close one, or wait.`, {
    retryAfter: 30,
  })

export const tookTooLong = (seconds?: number) =>
  new ApiError(
    540,
    'TIMEOUT',
    `The operation took longer than ${seconds === undefined ? 'it may' : `${seconds} s`} and was undone. Nothing was changed. Ask for less at once: a narrower Filter or SearchText, fewer items.`,
  )

/** @param partly whether some of it had been done in earlier steps */
export const cancelled = (partly = false) =>
  new ApiError(
    540,
    'CANCELLED',
    `The request was cancelled. ${partly ? 'What had been done before stays.' : 'Nothing was changed.'}`,
  )

const busy = () =>
  new ApiError(540, 'BUSY', 'Others were changing the same things again and again. Nothing was changed. Try again.')

export const noSpace = () =>
  new ApiError(
    540,
    'FULL',
    'The server has no space left on its disk. Nothing of this call was kept; tell its operator.',
  )

const unavailable = (status: 540 | 541) =>
  new ApiError(status, 'UNAVAILABLE', 'The database cannot be reached at the moment. Try again.')

/**
 * What the caller may know of any error. Everything unforeseen becomes a bare 500, whose cause only the log tells.
 * @param before whether the operation itself had not begun
 */
export function asApiError(error: unknown, before = false): ApiError {
  if (error instanceof ApiError) return error
  const { code = '', statusCode, message = '' } = error as { code?: string; statusCode?: number; message?: string }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return invalid('The body is larger than 10 MB.')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return invalid('The body must be JSON, with content-type: application/json.')
  if (code === 'FST_ERR_BAD_URL' || code === 'FST_ERR_MAX_PARAM_LENGTH') return invalid('The path cannot be read.')
  if (code.startsWith('FST_ERR_CTP') || (statusCode === 400 && code.startsWith('FST_')))
    return invalid('The body cannot be read.')
  return asDatabaseError(code, message, before) ?? unforeseen()
}

export const overContactLimit = 'VZ402'

/** By PostgreSQL's error codes (manual, appendix A). */
function asDatabaseError(code: string, message: string, before: boolean): ApiError | undefined {
  if (code === '57014') return tookTooLong()
  // Ours: server/database/migrations/0008-plans.ts.
  if (code === overContactLimit) return planExceeded(`${Number(message).toLocaleString('en')} contacts`)
  // 53200: more locks than the database has room for.
  if (code === '40P01' || code === '40001' || code === '53200') return busy()
  if (code === '53100') return noSpace()
  if (databaseGone.test(code) || (code === '' && connectionLost.test(message))) return unavailable(before ? 541 : 540)
  return undefined
}

const unforeseen = () =>
  new ApiError(500, 'INTERNAL', 'Something went wrong that nobody foresaw. The log has it under this Request-Id.')

/** The same, of a step of a long operation: others were done before it. */
export function asStepError(error: unknown): ApiError {
  const told = asApiError(error)
  if (told.code !== 'TIMEOUT' && told.code !== 'BUSY') return told
  const why = told.code === 'BUSY' ? 'met with others that were changing the same things' : 'took longer than it may'
  return new ApiError(told.status, told.code, `A step ${why}, and was undone. What earlier steps did stays.`)
}

/** Classes 08, 53 and 57P, and sockets that fail. */
const databaseGone = /^(08|53|57P)|^ECONN|^EPIPE$|^ENOTFOUND$|^ETIMEDOUT$/

/** What the driver says without a code when a connection ends, or none is to be had in time. */
const connectionLost =
  /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection/
