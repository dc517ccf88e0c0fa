import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Database } from '../database/database.ts'

/** GET /health: the process answers. GET /ready: it reaches its database too, so calls can be sent to it. */
export function registerHealth(app: FastifyInstance, database: Database): void {
  app.get('/health', async () => ({ Status: 'UP' }))
  app.get('/ready', async (_request, reply) => {
    try {
      await sql`select 1`.execute(database.system)
      return { Status: 'READY' }
    } catch {
      return reply.code(503).send({ Status: 'DATABASE_UNREACHABLE' })
    }
  })
}
