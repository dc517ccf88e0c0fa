import { randomBytes } from 'node:crypto'
import { operations as declared, type OperationName } from '../contract/operations.ts'
import { contactOperations } from '../server/contacts/operations.ts'
import type { Operation } from '../server/http/operation.ts'
import { type Direct, perform } from '../server/http/perform.ts'
import type { SizeCase } from './size-cases.ts'
import { type Filled, within } from './stage.ts'

/** More than five, after which PostgreSQL may change to a plan that serves any values. */
const runs = 12

/** Makes PostgreSQL send the plan of every statement, those inside of functions too, to the client that runs it. */
const explainAll = `
  load 'auto_explain';
  set auto_explain.log_min_duration = 0;
  set auto_explain.log_nested_statements = on;
  set auto_explain.log_analyze = on;
  set auto_explain.log_timing = off;
  set auto_explain.log_level = notice;
`

/**
 * Runs the operations of the cases in this process and looks at the plans of their statements.
 * @returns the plan, once a case and statement, where it reads the contacts one by one
 */
export function plansOf({ data, size, organisation }: Filled, cases: SizeCase[]): Promise<string[]> {
  return within(data, async (database) => {
    const plans: string[] = []
    database.pool.on('connect', (client) => {
      client.on('notice', ({ message }) => plans.push(message ?? ''))
      void client.query(explainAll)
    })
    const found: string[] = []
    const { customerId, userId } = organisation
    const caller = { customerId, userId, role: 'OWNER' as const, session: randomBytes(32) }
    for (const each of cases) {
      plans.length = 0
      const bodies = each.bodies(organisation)
      for (let run = 0; run < runs; run++)
        await perform(database, operationAt(each.path), {
          caller,
          input: bodies[run % bodies.length],
          id: '',
          file: undefined,
        })
      if (plans.length === 0) throw new Error('PostgreSQL sends no plans')
      const scanning = new Map(plans.filter(scansContacts).map((plan) => [statementOf(plan), plan]))
      for (const plan of scanning.values())
        found.push(
          `\`${each.name}\` at ${size.toLocaleString('en-US')} contacts scans them:\n\n\`\`\`\n${plan}\n\`\`\``,
        )
    }
    return found
  })
}

function operationAt(path: string): Direct {
  const name = path.slice('/api/'.length) as OperationName
  const operation = (contactOperations as Operation[]).find((each) => each.name === name)
  if (operation === undefined || operation.kind !== 'reads') throw new Error(`${name} of ${Object.keys(declared)}`)
  return operation
}

const scansContacts = (plan: string) => /Seq Scan on (public\.)?contacts\b(?!_)/.test(plan)

const statementOf = (plan: string) =>
  plan
    .replace(/^[\s\S]*?Query Text:/, '')
    .split('\n')
    .slice(0, 2)
    .join(' ')
