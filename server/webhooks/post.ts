/** Sends one message, and tells in words how that went. */
import { Agent as HttpAgent, type IncomingMessage, request as requestByHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestByHttps } from 'node:https'
import { isPublic, lookupPublic, NoPublicAddress, urlFault } from './address.ts'

/** In milliseconds, from beginning to end. */
export const longestAnswer = 15_000
/** Of what a failure says, in characters. */
const keptOfAnswer = 500
/** For what comes behind the head of a success, which nobody reads; in milliseconds. */
const longestRest = 1000
const readOfAnswer = 16 * 1024

export interface Posted {
  isDelivered: boolean
  code?: number
  /** How the answer of a failure begins. */
  response?: string
  error?: string
  milliseconds: number
}

/** Connections to one endpoint, which are kept from one message to the next. */
export interface Line {
  post(headers: Record<string, string>, body: string): Promise<Posted>
  hangUp(): void
}

/**
 * @param allowPrivate whether it may lead inside the operator's network
 * @param signal ends what is under way
 */
export function lineTo(url: string, allowPrivate: boolean, signal: AbortSignal): Line {
  const isHttps = url.startsWith('https:')
  const agent = new (isHttps ? HttpsAgent : HttpAgent)({ keepAlive: true, maxFreeSockets: 1 })
  return {
    async post(headers, body) {
      const began = performance.now()
      const outcome = await attempt(headers, body)
      return { ...outcome, milliseconds: Math.round(performance.now() - began) }
    },
    hangUp: () => agent.destroy(),
  }

  async function attempt(headers: Record<string, string>, body: string): Promise<Omit<Posted, 'milliseconds'>> {
    // It was right when it was written; the setting of the server may be another today.
    const fault = urlFault(url, allowPrivate)
    if (fault !== undefined) return { isDelivered: false, error: `Its address ${fault}.` }
    const limit = AbortSignal.any([signal, AbortSignal.timeout(longestAnswer)])
    try {
      const answer = await send(headers, body, limit)
      const code = answer.statusCode ?? 0
      if (code >= 200 && code < 300) {
        answer.on('error', () => {})
        drain(answer)
        return { isDelivered: true, code }
      }
      const address = answer.socket.remoteAddress
      const text = await beginningOf(answer)
      // What a server inside the network says, nobody outside need know.
      const isTold = address !== undefined && isPublic(address) && text !== ''
      return { isDelivered: false, code, error: reasonOf(code), ...(isTold ? { response: text } : {}) }
    } catch (error) {
      return { isDelivered: false, error: wordsFor(error as Error, limit) }
    }
  }

  function send(
    headers: Record<string, string>,
    body: string,
    limit: AbortSignal,
    isAgain = false,
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const request = (isHttps ? requestByHttps : requestByHttp)(url, {
        method: 'POST',
        agent,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        signal: limit,
        ...(allowPrivate ? {} : { lookup: lookupPublic }),
      })
      request.once('response', resolve).on('error', (error: Error & { code?: string }) => {
        // The endpoint has ended a connection that was kept, while this was on its way.
        if (request.reusedSocket && error.code === 'ECONNRESET' && !isAgain) resolve(send(headers, body, limit, true))
        else reject(error)
      })
      // A 101, or a 200 to a CONNECT, would be no answer.
      request.once('upgrade', (_answer, socket) => socket.destroy())
      request.end(body)
    })
  }
}

/** Lets the connection be used again, unless what is left is much, or takes long. */
function drain(answer: IncomingMessage): void {
  let length = 0
  const cutOff = () => answer.destroy()
  const over = setTimeout(cutOff, longestRest)
  answer.once('close', () => clearTimeout(over))
  answer.on('data', (piece: Buffer) => {
    length += piece.length
    if (length > readOfAnswer) cutOff()
  })
}

async function beginningOf(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let length = 0
  try {
    for await (const piece of answer) {
      pieces.push(piece)
      length += piece.length
      if (length >= readOfAnswer) break
    }
  } catch {
    // What came before it was cut off is enough.
  }
  const text = Buffer.concat(pieces).toString('utf8').toWellFormed()
  return Array.from(text.replaceAll('\0', '\ufffd')).slice(0, keptOfAnswer).join('').trim()
}

function reasonOf(code: number): string {
  if (code === 410) return 'It answers 410 Gone: nobody wants the messages any more.'
  if (code >= 300 && code < 400) return `It answers ${code}, which leads elsewhere. Redirects are not followed.`
  return `It answers ${code}. What arrives is to be answered with a 2xx.`
}

function wordsFor(error: Error & { code?: string }, limit: AbortSignal): string {
  if (error instanceof NoPublicAddress) return 'Its name does not lead to a public address.'
  if (limit.aborted) return `It did not answer within ${longestAnswer / 1000} s.`
  const { code = '' } = error
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'Its name leads to no address.'
  if (code === 'ECONNREFUSED') return 'It refuses connections.'
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'It has cut off the connection.'
  if (code.startsWith('HPE_')) return 'Its answer is no HTTP.'
  if (/CERT|SSL|TLS|SELF_SIGNED|ISSUER|SIGNATURE/.test(code)) return `Its certificate is not right (${code}).`
  return `The connection failed${code === '' ? '' : ` (${code})`}.`
}
