import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { eventually } from './api.ts'

export interface MailServer {
  url: string
  /** What it has taken, in order. */
  taken: Email[]
  /** The mail to somebody, once it is there. */
  mailTo(address: string): Promise<Email>
  stop(): Promise<void>
}

/**
 * A real mail server that keeps what it is given.
 * @param refuse what it says to a recipient, if anything; 550 is for good, 451 for now
 */
export async function mailServer(
  t: TestContext,
  refuse: (address: string) => number = () => 0,
  port = 0,
): Promise<MailServer> {
  const taken: Email[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, done) {
      const code = refuse(address)
      done(code === 0 ? null : Object.assign(new Error('No'), { responseCode: code }))
    },
    async onData(stream, _session, done) {
      // Who is killed in the middle has handed over nothing.
      const pieces = await stream.toArray().catch(() => undefined)
      if (pieces !== undefined) taken.push(await PostalMime.parse(Buffer.concat(pieces)))
      done()
    },
  })
  server.on('error', () => {})
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()))
  t.after(stop)
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    taken,
    mailTo: (address) =>
      eventually(`a mail to ${address}`, () => taken.find(({ to }) => to?.some((each) => each.address === address))),
    stop,
  }
}

/** The one link of a mail. @throws when text and HTML have not the same one */
export function linkIn({ text = '', html = '' }: Email): string {
  const [link = 'none'] = /https?:\/\/\S+#\S+/.exec(text) ?? []
  if (!html.includes(`href="${link}"`)) throw new Error(`text has the link ${link}; html is ${html}`)
  return link
}
