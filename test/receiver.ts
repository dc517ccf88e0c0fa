import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { Webhook } from 'standardwebhooks'

export interface Received {
  headers: Record<string, string>
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks at is what the test says
  body: any
  text: string
}

/** What it does with a message once that has come. */
export type Reaction = (answer: ServerResponse, received: Received) => unknown

export const saying =
  (code: number, text = '', headers: Record<string, string> = {}): Reaction =>
  (answer) =>
    answer.writeHead(code, headers).end(text)

export interface Receiver {
  url: string
  received: Received[]
  /** From now on. */
  does(reaction: Reaction): void
  /** The message, by a secret; throws where the signature is not right. */
  verify(secret: string, received: Received): unknown
}

/** A real endpoint of webhooks, which answers 204 until it is told otherwise. */
export async function receiver(t: TestContext): Promise<Receiver> {
  const received: Received[] = []
  let react: Reaction = saying(204)
  const server = createServer(async (request: IncomingMessage, answer) => {
    const text = Buffer.concat(await request.toArray().catch(() => [])).toString()
    const one = {
      headers: request.headers as Record<string, string>,
      text,
      body: text === '' ? undefined : JSON.parse(text),
    }
    received.push(one)
    react(answer, one)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    does: (reaction) => {
      react = reaction
    },
    verify: (secret, { text, headers }) => new Webhook(secret).verify(text, headers),
  }
}
