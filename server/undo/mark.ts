import { sql } from 'kysely'
import type { Scope } from '../database/database.ts'

/**
 * Says of a change set that it is undone. Where it was an undo itself, what it had undone is in force again, and so on.
 * @returns whether it was not undone before: of two calls at once, one does it
 */
export async function markUndone(db: Scope, customerId: string, setId: string, undoId: string): Promise<boolean> {
  const first = await mark(db, customerId, { setId, undoId, isUndone: true })
  for (let [set, undo, isUndone] = [first, setId, false]; set?.undo_of; isUndone = !isUndone) {
    const next = await mark(db, customerId, { setId: set.undo_of, undoId: undo, isUndone })
    undo = set.undo_of
    set = next
  }
  return first !== undefined
}

interface Mark {
  setId: string
  undoId: string
  isUndone: boolean
}

async function mark(db: Scope, customerId: string, { setId, undoId, isUndone }: Mark) {
  const { rows } = await sql<{ undo_of: string | null }>`
    update change_sets set undone_by = ${isUndone ? undoId : null}
    where customer_id = ${customerId} and id = ${setId}
      and ${isUndone ? sql`undone_by is null` : sql`undone_by = ${undoId}`}
    returning undo_of`.execute(db)
  return rows[0]
}
