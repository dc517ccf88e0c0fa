/**
 * Servers that test files use one after the other: to start one takes longer than most of them. Each is lent to one file at a
 * time, which makes organisations of its own in it.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { type DatabaseKind, emptyDatabase, refuseSecretsIn, type Server, startServer } from './server.ts'

/** What is left in a server, as guesses and contacts, is not to be felt by those who come later. */
const mostLoans = 12

interface Lent {
  server: Server
  loans: number
}

export interface Lender {
  url: string
  stop(): Promise<void>
}

/** Lends servers by HTTP, since each test file is a process of its own. */
export async function lendServers(): Promise<Lender> {
  const free: Lent[] = []
  const out = new Map<string, Lent>()

  async function lend(kind: DatabaseKind): Promise<Pick<Server, 'url' | 'kind' | 'data'>> {
    const at = free.findIndex(({ server }) => server.kind === kind)
    const [known] = at === -1 ? [] : free.splice(at, 1)
    const lent = known ?? { server: await startServer(await emptyDatabase(kind)), loans: 0 }
    lent.loans++
    const { url, data } = lent.server
    out.set(url, lent)
    return { url, kind, data }
  }

  /** @throws where the server has printed one of the secrets */
  async function takeBack(url: string, secrets: string[]): Promise<void> {
    const lent = out.get(url)
    if (lent === undefined) throw new Error(`${url} is not lent`)
    out.delete(url)
    if (lent.loans >= mostLoans) await lent.server.stop()
    else free.push(lent)
    refuseSecretsIn(lent.server.output(), secrets)
  }

  const lender = createServer(async (request, response) => {
    try {
      // biome-ignore lint/suspicious/noExplicitAny: what server.ts sends
      const { kind, url, secrets } = (await json(request)) as any
      response.end(JSON.stringify(url === undefined ? await lend(kind) : await takeBack(url, secrets)))
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => lender.once('listening', resolve))
  return {
    url: `http://127.0.0.1:${(lender.address() as AddressInfo).port}/`,
    async stop() {
      lender.close()
      await Promise.all([...free, ...out.values()].map(({ server }) => server.stop()))
    },
  }
}
