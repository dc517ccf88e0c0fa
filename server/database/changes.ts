import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope } from './database.ts'

export interface Author {
  customerId: string
  userId: string
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
  readonly #via: string
  readonly #operation: string
  readonly #id: string
  readonly #changes: Change[] = []
  #contacts = 0
  /** Whether verdicts were given by how many contacts there was room for: if others have taken it, there are others to give. */
  countsOnRoom = false

  /**
   * @param via through what it came, as `API`
   * @param id of the change set; several transactions with the same one belong together
   */
  constructor(author: Author, via: string, operation: string, id: string = randomUUIDv7()) {
    this.#id = id
    this.#author = author
    this.#via = via
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

  /**
   * Writes the change set. It takes the Customer's sequence, and with it a lock under which one writer at a time
   * commits; so it is the last statement of its transaction, and goes to the database together with the commit.
   */
  async write(db: Scope): Promise<void> {
    const count = this.#changes.length
    if (count === 0) return
    const { customerId, userId } = this.#author
    await sql`-- at commit: write change set
      with counter as (
        update customer_counters set sequence = sequence + ${count},
          contacts = case
            when ${this.#contacts} > 0 and contacts + ${this.#contacts} > contact_limit then over_contact_limit(contact_limit)
            else contacts + ${this.#contacts} end
        where customer_id = ${customerId} returning sequence
      ), change_set as (
        insert into change_sets (customer_id, id, user_id, via, operation)
        values (${customerId}, ${this.#id}, ${userId}, ${this.#via}, ${this.#operation})
        on conflict (customer_id, id) do nothing
      )
      insert into changes (customer_id, sequence, change_set_id, entity, entity_id, before, after)
      select ${customerId}, counter.sequence - ${count} + change.position, ${this.#id}::uuid,
             change.entity, change.entity_id, change.before, change.after
      from counter,
        unnest(${this.#column('entity')}::text[], ${this.#column('entityId')}::uuid[],
               ${this.#json('before')}::jsonb[], ${this.#json('after')}::jsonb[])
          with ordinality as change (entity, entity_id, before, after, position)`.execute(db)
  }

  #column(name: 'entity' | 'entityId') {
    return this.#changes.map((change) => change[name])
  }

  #json(name: 'before' | 'after') {
    return this.#changes.map((change) => (change[name] === null ? null : JSON.stringify(change[name])))
  }
}
