import { inspect } from 'node:util'

interface TestEvent {
  type: string
  data: {
    name: string
    nesting: number
    file?: string
    skip?: boolean | string
    message?: string
    details?: { type?: string; duration_ms: number; error?: Error & { cause?: unknown; failureType?: string } }
  }
}

/** A line for each test that ends, the whole of each failure, and at the end `N passed, N failed`. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncIterable<string> {
  let passed = 0
  let failed = 0
  const suites: string[] = []
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message ?? ''
    if (type === 'test:start') suites[data.nesting] = data.name
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const isSuite = data.details?.type === 'suite'
    const ofChildren = data.details?.error?.failureType === 'subtestsFailed'
    if (type === 'test:pass' && isSuite) continue
    if (type === 'test:fail' && ofChildren) continue
    const file = data.file?.split('/').at(-1)?.replace('.test.ts', '') ?? ''
    if (type === 'test:pass') {
      passed++
      yield `ok      ${file}: ${data.name} (${Math.round(data.details?.duration_ms ?? 0)} ms)\n`
    } else {
      failed++
      yield `FAILED  ${file}: ${data.name}\n${indented(inspect(data.details?.error?.cause ?? data.details?.error))}\n`
    }
  }
  yield `\n${passed} passed, ${failed} failed\n`
}

const indented = (text: string) => text.replace(/^/gm, '        ')
