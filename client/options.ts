import type { RequestStatus } from './calls.ts'
import type { CrmError } from './client.ts'

export interface ConnectOptions {
  /** Where the server is, as `https://crm.example.org`. In a page that the server itself serves: leave it out. */
  baseUrl?: string
  /** Node only: a session to go on with. A browser keeps its session in a cookie that no script can read. */
  sessionId?: string
  fetch?: typeof fetch
}

/** What every call takes as its last argument; `crm.auth` and `crm.customers.create` only the signal. */
export interface CallOptions {
  /** Ends the wait for the answer: the call then rejects with the signal's reason. What was sent may yet be done. */
  signal?: AbortSignal
  /** Makes it safe to send the same call again: for 24 hours the server repeats its first answer and does nothing twice. */
  idempotencyKey?: string
}

/** What calls take that a file may come with, as `crm.imports.create({}, { file })`. */
export interface UploadOptions extends CallOptions {
  /** The file; a `File` has a name of its own. */
  file?: Blob
}

export interface PollerOptions<Result> {
  /** At each poll that finds the request PROCESSING. */
  onTick?: (status: RequestStatus<Result>) => unknown
  /** With the operation's output. */
  onProcessed?: (result: Result, status: RequestStatus<Result>) => unknown
  /** With a status: the request failed. Without: the poller cannot go on, and the request may yet be done. */
  onFail?: (error: CrmError, status?: RequestStatus<Result>) => unknown
  /** Milliseconds to the next poll at first, and whenever PercentComplete has moved: 100. */
  firstDelay?: number
  /** Milliseconds to the next poll at most: 5000. */
  longestDelay?: number
}

/** One thing that is wrong with what was sent. `Path` names the property, as `Emails[0].Value`. */
export interface Fault {
  Path: string
  Message: string
  /** On a CONFLICT: what this call wants to write, and what somebody else has written meanwhile. */
  Yours?: unknown
  Theirs?: unknown
}
