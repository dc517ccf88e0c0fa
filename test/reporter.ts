import { inspect } from 'node:util'

interface TestEvent {
  type: string
  data: {
    name: string
    file?: string
    message?: string
    details?: { type?: string; duration_ms: number; error?: Error & { cause?: unknown; failureType?: string } }
  }
}

/** A line for each test that ends, the whole of each failure, and at the end `N passed, N failed`. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncIterable<string> {
  let passed = 0
  let failed = 0
  for await (const event of events) {
    if (event.type === 'test:stdout' || event.type === 'test:stderr') yield event.data.message ?? ''
    if (passes(event)) passed++
    if (fails(event)) failed++
    if (passes(event) || fails(event)) yield lineOf(event)
  }
  yield `\n${passed} passed, ${failed} failed\n`
}

const isSuite = ({ data }: TestEvent) => data.details?.type === 'suite'
const passes = (event: TestEvent) => event.type === 'test:pass' && !isSuite(event)
/** A suite fails with its tests, which are counted themselves; it counts where it fails on its own, as in `before`. */
const fails = ({ type, data }: TestEvent) =>
  type === 'test:fail' && data.details?.error?.failureType !== 'subtestsFailed'

function lineOf(event: TestEvent): string {
  const { name, file = '', details } = event.data
  const title = `${file.split('/').at(-1)?.replace('.test.ts', '')}: ${name}`
  if (passes(event)) return `ok      ${title} (${Math.round(details?.duration_ms ?? 0)} ms)\n`
  return `FAILED  ${title}\n${inspect(details?.error?.cause ?? details?.error).replace(/^/gm, '        ')}\n`
}
