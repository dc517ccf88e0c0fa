import assert from 'node:assert/strict'
import type { Member } from './api.ts'
import type { Server } from './server.ts'

export interface Told {
  id: string
  event?: string
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks at is what the test says
  data?: any
}

export interface Watching {
  status: number
  headers: Headers
  /** What has come so far, but for the comments. */
  told: Told[]
  /** All that came, as it came. */
  text(): string
  /** Is done when the server has ended the stream, or it was cut off. */
  ended: Promise<void>
  stop(): void
}

/** Watches as a program without the client does, and reads by the rules of WHATWG HTML, 9.2.6. */
export async function watch(
  { url }: Pick<Server, 'url'>,
  who: Pick<Member, 'sessionId'>,
  input: object = {},
  headers: Record<string, string> = {},
): Promise<Watching> {
  const stopping = new AbortController()
  const answer = await fetch(`${url}/api/changes/watch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: `voyzu-session-id=${who.sessionId}`, ...headers },
    body: JSON.stringify(input),
    signal: stopping.signal,
  })
  let text = ''
  const told: Told[] = []
  const read = async () => {
    let rest = ''
    assert(answer.body)
    for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
      text += piece
      const blocks = (rest + piece).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: ?(.*)/s)))
        if (fields.id !== undefined)
          told.push({ ...fields, ...(fields.data === undefined ? {} : { data: JSON.parse(fields.data) }) })
      }
    }
  }
  return {
    status: answer.status,
    headers: answer.headers,
    told,
    text: () => text,
    ended: read().catch(() => {}),
    stop: () => stopping.abort(),
  }
}

export const changesIn = ({ told }: Watching) => told.flatMap(({ data }) => (data === undefined ? [] : [data]))
