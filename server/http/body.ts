import type { FastifyInstance } from 'fastify'
import { type Fault, faulty, invalid } from './errors.ts'

const deepest = 64
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Bodies are JSON in UTF-8 and nothing else; a form or plain text, which a foreign page could post, is refused. */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
    parseBody(body),
  )
}

/** An empty body is no input. */
export function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined
  const value = parseJson(body)
  const faults: Fault[] = []
  collectFaults(value, '', 0, faults)
  if (faults.length > 0) throw faulty(faults.slice(0, 50))
  return value
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(body))
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid('The body is no valid JSON.')
    throw invalid('The body is no valid UTF-8.')
  }
}

/** JSON can write text that PostgreSQL cannot keep: NUL, and halves of UTF-16 surrogate pairs. */
function collectFaults(value: unknown, path: string, depth: number, faults: Fault[]): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) faults.push({ Path: path, Message: 'contains a NUL character' })
    else if (!value.isWellFormed()) faults.push({ Path: path, Message: 'contains half of a surrogate pair' })
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (depth === deepest) throw invalid(`The body is nested deeper than ${deepest} levels.`)
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      collectFaults(item, `${path}[${index}]`, depth + 1, faults)
    })
    return
  }
  for (const [name, item] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`
    if (name === '__proto__' || name.includes('\0') || !name.isWellFormed())
      faults.push({ Path: path, Message: 'has a property with an impossible name' })
    else collectFaults(item, at, depth + 1, faults)
  }
}
