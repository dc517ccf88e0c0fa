import { type ChildProcess, fork, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../test/postgres.ts'
import type { Load, Measured } from './load.ts'

/** A process that answers HTTP. */
export interface Running {
  url: string
  /** Milliseconds from its start to the first answer of /health. */
  startedIn: number
  /** Resident memory in bytes, where the system tells. */
  memory(): number | undefined
  stop(): Promise<void>
}

const scripts = { server: '../server/main.ts', bare: './bare.ts' }

/** Starts the server or the bare handler; what it logs goes to a file, as it does where servers run. */
export async function start(
  what: keyof typeof scripts,
  settings: Record<string, string>,
  options: string[] = [],
): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'voyzu-bench-log-'))
  const logPath = join(folder, 'log')
  const log = openSync(logPath, 'w')
  const port = await freePort()
  const env = {
    PATH: process.env['PATH'],
    NODE_ENV: 'production',
    PORT: String(port),
    SETUP_TOKEN: 'bench',
    ...settings,
  }
  const script = join(import.meta.dirname, scripts[what])
  const began = performance.now()
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...options, script], {
    env,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const url = `http://127.0.0.1:${port}`
  await answering(url, child, () => readFileSync(logPath, 'utf8'))
  return {
    url,
    startedIn: performance.now() - began,
    memory: () => memoryOf(child),
    async stop() {
      child.kill('SIGTERM')
      await ended(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const ended = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })

async function answering(url: string, child: ChildProcess, log: () => string): Promise<void> {
  for (const until = performance.now() + 60_000; performance.now() < until && child.exitCode === null; ) {
    const answer = await fetch(`${url}/health`).catch(() => undefined)
    if (answer?.status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`${url} does not answer:\n${log().slice(-2000)}`)
}

function memoryOf({ pid }: ChildProcess): number | undefined {
  try {
    const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
  } catch {
    return undefined
  }
}

/** A process that sends calls. It is kept from one measurement to the next, so that its code is warm. */
export class LoadProcess {
  readonly #child = fork(join(import.meta.dirname, 'load.ts'))

  run(load: Load): Promise<Measured> {
    return new Promise((resolve, reject) => {
      this.#child.once('message', ({ measured, failure }: { measured?: Measured; failure?: string }) =>
        measured === undefined ? reject(new Error(failure)) : resolve(measured),
      )
      this.#child.send(load)
    })
  }

  stop(): void {
    this.#child.kill()
  }
}
