/**
 * What an undo knows of labels, contact types, custom fields and segments, which it treats alike: things with properties,
 * that are there or not.
 */

import { borne, fieldsInUse } from '../contacts/bearers.ts'
import { countFieldValues } from '../contacts/field-values.ts'
import * as fields from '../custom-fields/store.ts'
import { convertValue } from '../custom-fields/values.ts'
import type { Author } from '../database/changes.ts'
import type { Scope } from '../database/database.ts'
import type { Entity } from '../history/entities.ts'
import * as named from '../labels/store.ts'
import * as segments from '../segments/store.ts'
import { currentVocabulary, type Field, nameKey } from '../vocabulary/vocabulary.ts'
import type { Reason } from './undoing.ts'

export type WordEntity = Exclude<Entity, 'contact'>

/** As the change log has it. */
export type Word = Record<string, unknown>

export interface Words {
  /** The properties that go back by themselves. */
  properties(word: Word): Word
  /** The word with other ones of them. */
  withProperties(word: Word, properties: Word): Word
  /** Those that are there, of which no two may have the same name; of segments, those that are asked for. */
  read(db: Scope, author: Author, ids: string[]): Promise<Map<string, Word>>
  insert(db: Scope, author: Author, id: string, word: Word): Promise<void>
  update(db: Scope, author: Author, id: string, word: Word): Promise<void>
  remove(db: Scope, author: Author, id: string): Promise<void>
  /** By what two names are the same; undefined where several may have one. */
  keyOf?(word: Word): string
  /** Which of them contacts use. @param but a change set, what it has changed does not count */
  inUse(db: Scope, customerId: string, ids: string[], but: string | null): Promise<Set<string>>
  /** Whether it may be so, apart from its name. */
  refusal(db: Scope, author: Author, before: Word | undefined, after: Word | undefined): Promise<Reason | undefined>
}

const namedWords = (table: named.Table): Words => ({
  properties: ({ Name, Color = null }) => ({ Name, Color }),
  withProperties: (_, properties) => properties,
  async read(db, { customerId }) {
    const rows = await named.readAll(db, table, customerId)
    return new Map(rows.map(({ id, name, color }) => [id, { Name: name, Color: color }]))
  },
  insert: (db, { customerId }, id, word) => named.insert(db, table, customerId, namedRow(id, word)),
  update: (db, { customerId }, id, word) => named.update(db, table, customerId, namedRow(id, word)),
  remove: (db, { customerId }, id) => named.remove(db, table, customerId, id),
  keyOf: ({ Name }) => nameKey(String(Name)),
  inUse: (db, customerId, ids, but) => borne(db, customerId, table === 'labels' ? 'Labels' : 'ContactTypes', ids, but),
  refusal: async () => undefined,
})

const namedRow = (id: string, { Name, Color = null }: Word) => ({
  id,
  name: String(Name),
  color: Color as string | null,
})

const mostFields = 500

const fieldWords: Words = {
  // What a field holds goes back as one: options without their type would be none.
  properties: ({ Name, Type, Options = null }) => ({ Name, Type: { Type, Options } }),
  withProperties: ({ Id }, { Name, Type }) => {
    const { Options, ...type } = Type as { Type: string; Options: string[] | null }
    return { Id, Name, ...type, ...(Options === null ? {} : { Options }) }
  },
  async read(db, { customerId }) {
    return new Map(Object.entries(Object.fromEntries((await currentVocabulary(db, customerId)).fields)))
  },
  insert: (db, { customerId }, _, word) => fields.insertField(db, customerId, word as Field),
  update: (db, { customerId }, _, word) => fields.updateField(db, customerId, word as Field),
  remove: (db, { customerId }, id) => fields.deleteField(db, customerId, id),
  keyOf: ({ Name }) => nameKey(String(Name)),
  inUse: fieldsInUse,
  async refusal(db, { customerId }, before, after) {
    if (after === undefined) return undefined
    if (before === undefined)
      return (await currentVocabulary(db, customerId)).fields.size >= mostFields ? 'INVALID' : undefined
    const field = after as Field
    if (before['Type'] === field.Type && JSON.stringify(before['Options']) === JSON.stringify(field.Options))
      return undefined
    const values = await countFieldValues(db, customerId, field.Id)
    return values.some(({ value }) => convertValue(field, value) === undefined) ? 'IN_USE' : undefined
  },
}

const segmentWords: Words = {
  properties: ({ Name, Shared, Search }) => ({ Name, Shared, Search }),
  withProperties: (word, properties) => ({ ...word, ...properties }),
  async read(db, { customerId }, ids) {
    const rows = ids.length === 0 ? [] : await segments.readAll(db, customerId, ids)
    return new Map(
      rows.map(({ id, name, shared, search, created_at, created_by }) => [
        id,
        { Name: name, Shared: shared, Search: search, CreatedDate: created_at, CreatedBy: created_by },
      ]),
    )
  },
  async insert(db, author, id, word) {
    const { CreatedBy = author.userId, CreatedDate } = word as { CreatedBy?: string; CreatedDate?: string }
    await segments.insert(db, author, id, segmentState(word), {
      created_by: CreatedBy,
      ...(CreatedDate === undefined ? {} : { created_at: CreatedDate }),
    })
  },
  async update(db, author, id, word) {
    await segments.update(db, author, id, segmentState(word))
  },
  remove: (db, author, id) => segments.remove(db, author, id),
  inUse: async () => new Set(),
  /** What is one's own alone is nothing that others could take back, and only its creator can make it so. */
  refusal: async (_, { userId }, before, after) =>
    [before, after].some((word) => isOthersAlone(word, userId)) ? 'NOT_YOURS' : undefined,
}

export const isOthersAlone = (word: Word | undefined, userId: string) =>
  word !== undefined && word['Shared'] === false && (word['CreatedBy'] ?? userId) !== userId

const segmentState = ({ Name, Shared, Search }: Word) =>
  ({ name: Name, shared: Shared, search: Search }) as segments.SegmentState

export const wordsOf: Record<WordEntity, Words> = {
  label: namedWords('labels'),
  'contact type': namedWords('contact_types'),
  'custom field': fieldWords,
  segment: segmentWords,
}
