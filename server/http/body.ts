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
  const faults = faultsIn(value, '', 0)
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
function faultsIn(value: unknown, path: string, depth: number): Fault[] {
  if (typeof value === 'string') return faultOf(path, textFault(value))
  if (typeof value !== 'object' || value === null) return []
  if (depth === deepest) throw invalid(`The body is nested deeper than ${deepest} levels.`)
  if (Array.isArray(value)) return value.flatMap((item, index) => faultsIn(item, `${path}[${index}]`, depth + 1))
  return Object.entries(value).flatMap(([name, item]) => {
    const isImpossible = name === '__proto__' || textFault(name) !== undefined
    if (isImpossible) return faultOf(path, 'has a property with an impossible name')
    return faultsIn(item, path === '' ? name : `${path}.${name}`, depth + 1)
  })
}

const faultOf = (Path: string, Message: string | undefined): Fault[] =>
  Message === undefined ? [] : [{ Path, Message }]

function textFault(text: string): string | undefined {
  if (text.includes('\0')) return 'contains a NUL character'
  return text.isWellFormed() ? undefined : 'contains half of a surrogate pair'
}
