import type { Running } from './processes.ts'

/** A caller who follows what takes long. */
export class Client {
  readonly #server: Running
  readonly #cookie: string

  constructor(server: Running, sessionId: string) {
    this.#server = server
    this.#cookie = `voyzu-session-id=${sessionId}`
  }

  async call(path: string, body: object | string = {}): Promise<object> {
    const isForm = body instanceof FormData
    const answer = await fetch(`${this.#server.url}/api/${path}`, {
      method: 'POST',
      headers: { cookie: this.#cookie, ...(isForm ? {} : { 'content-type': 'application/json' }) },
      body: isForm || typeof body === 'string' ? body : JSON.stringify(body),
    })
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as object
  }

  async send(path: string, body: object | string): Promise<string> {
    return ((await this.call(path, body)) as { RequestId: string }).RequestId
  }

  /** From when it was accepted to its end: how long, how long without a sign, and the most memory meanwhile. */
  async follow(requestId: string): Promise<{ seconds: number; silence: number; memory: number }> {
    const began = performance.now()
    let [silence, memory, seen, seenAt] = [0, 0, '', began]
    for (;;) {
      const status = (await this.call(`request/get/${requestId}`)) as Record<string, string>
      const now = performance.now()
      memory = Math.max(memory, this.#server.memory() ?? 0)
      if (status['Commentary'] !== seen) {
        silence = Math.max(silence, now - seenAt)
        seen = status['Commentary'] ?? ''
        seenAt = now
      }
      if (status['ProcessStatus'] === 'FAIL') throw new Error(status['ErrorMessage'])
      if (status['ProcessStatus'] === 'PROCESSED') return { seconds: (now - began) / 1000, silence, memory }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
