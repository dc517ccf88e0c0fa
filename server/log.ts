import pino, { type Logger } from 'pino'
import type { Config } from './config.ts'

/** One JSON object a line; readable lines in development. What could identify or let in a person is never logged. */
export function createLog({ LOG_LEVEL, NODE_ENV }: Pick<Config, 'LOG_LEVEL' | 'NODE_ENV'>): Logger {
  const options = { level: LOG_LEVEL, serializers: { req: () => undefined, res: () => undefined, err: withoutData } }
  if (NODE_ENV === 'development') return pino({ ...options, transport: { target: 'pino-pretty' } })
  // Many lines a write: one write a line took a tenth of the time of a call. Pino writes what is left when the process ends.
  return pino(options, pino.destination({ sync: false, minLength: 4096, periodicFlush: 500 }))
}

/** The details of a database error quote the row it is about. */
function withoutData(error: Error & { code?: string; table?: string; constraint?: string }) {
  const { name: type, code, table, constraint, stack } = error
  return {
    type,
    message: code === undefined ? error.message : `database error ${code}`,
    code,
    table,
    constraint,
    stack: stack?.replace(/^.*\n/, ''),
  }
}
