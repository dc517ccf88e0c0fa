import { sql } from 'kysely'
import type { OperationName } from '../../contract/operations.ts'
import type { Scope } from './database.ts'
import { kindOf } from './kinds.ts'
import { nextUuid } from './uuid.ts'

export interface Author {
  customerId: string
  userId: string
  /** The API token that acts for the user; people have a session. */
  token?: { id: string }
}

export interface Change {
  entity: string
  entityId: string
  before: object | null
  after: object | null
}

interface Mark {
  changes: number
  contacts: number
}

/**
 * The change set of one write: what it changed, by whom, through what. It is written at the end of the transaction that
 * makes the changes, so there is never the one without the other.
 */
export class Changes {
  readonly #author: Author
  readonly #operation: OperationName
  readonly #id: string
  readonly #changes: Change[] = []
  #contacts = 0
  /** Whether verdicts were given by how many contacts there was room for: if others have taken it, there are others to give. */
  countsOnRoom = false

  /** @param id of the change set; several transactions with the same one belong together */
  constructor(author: Author, operation: OperationName, id: string = nextUuid()) {
    this.#id = id
    this.#author = author
    this.#operation = operation
  }

  /** Notes a change: the properties that differ, as they were and as they are; null where the thing was not there. */
  record(entity: string, entityId: string, before: object | null, after: object | null): void {
    this.#changes.push({ entity, entityId, before, after })
  }

  get all(): readonly Change[] {
    return this.#changes
  }

  /** How many contacts more (or fewer) there are by what is noted. */
  get contactsAdded(): number {
    return this.#contacts
  }

  /** A point to which what is noted can be taken back, as a savepoint is for what is written. */
  mark(): Mark {
    return { changes: this.#changes.length, contacts: this.#contacts }
  }

  backTo({ changes, contacts }: Mark): void {
    this.#changes.length = changes
    this.#contacts = contacts
  }

  /** Notes how many contacts the Customer has more (or fewer) now. */
  countContacts(more: number): void {
    this.#contacts += more
  }

  /** Writes the change set before there is a change in it. @param undoOf the one that it undoes */
  async open(db: Scope, undoOf: string | null): Promise<void> {
    await sql`
      insert into change_sets (customer_id, id, user_id, via, token_id, operation, kind, undo_of)
      values (${this.#columns}, ${undoOf})`.execute(db)
  }

  get #columns() {
    const { customerId, userId, token } = this.#author
    const via = token === undefined ? 'WEB' : 'TOKEN'
    return sql`${customerId}, ${this.#id}, ${userId}, ${via}, ${token?.id ?? null}::uuid, ${this.#operation},
      ${kindOf(this.#operation)}`
  }

  /**
   * Writes the change set. It takes the Customer's sequence, and with it a lock under which one writer at a time
   * commits; so it is the last statement of its transaction, and goes to the database together with the commit.
   */
  async write(db: Scope): Promise<void> {
    const count = this.#changes.length
    if (count === 0) return
    const { customerId } = this.#author
    await sql`-- at commit: write change set
      with counter as (
        update customer_counters set sequence = sequence + ${count},
          contacts = case
            when ${this.#contacts} > 0 and contacts + ${this.#contacts} > contact_limit then over_contact_limit(contact_limit)
            else contacts + ${this.#contacts} end
        where customer_id = ${customerId} returning sequence
      ), change_set as (
        insert into change_sets as known
          (customer_id, id, user_id, via, token_id, operation, kind, first_sequence, last_sequence, counts)
        select ${this.#columns}, counter.sequence - ${count} + 1, counter.sequence, ${this.#counts}::jsonb from counter
        on conflict (customer_id, id) do update set
          first_sequence = coalesce(known.first_sequence, excluded.first_sequence),
          last_sequence = excluded.last_sequence, counts = added_counts(known.counts, excluded.counts)
      )
      insert into changes (customer_id, sequence, change_set_id, entity, entity_id, before, after)
      select ${customerId}, counter.sequence - ${count} + change.position, ${this.#id}::uuid,
             change.entity, change.entity_id, change.before, change.after
      from counter,
        unnest(${this.#column('entity')}::text[], ${this.#column('entityId')}::uuid[],
               ${this.#json('before')}::jsonb[], ${this.#json('after')}::jsonb[])
          with ordinality as change (entity, entity_id, before, after, position)`.execute(db)
  }

  /** How many changes there are of each entity. */
  get #counts(): string {
    const counts: Record<string, number> = {}
    for (const { entity } of this.#changes) counts[entity] = (counts[entity] ?? 0) + 1
    return JSON.stringify(counts)
  }

  #column(name: 'entity' | 'entityId') {
    return this.#changes.map((change) => change[name])
  }

  #json(name: 'before' | 'after') {
    return this.#changes.map((change) => (change[name] === null ? null : JSON.stringify(change[name])))
  }
}
