/** Acts of a random walk: what people do to contacts, labels, types, fields and segments, as data that can be made smaller. */
import fc from 'fast-check'
import { type Answer, type Member, processed } from './api.ts'
import { type Body, csv, imported, upload } from './files.ts'

/** One kind of act. To add one: a line in `acts`. */
interface Kind<Input> {
  input: fc.Arbitrary<Input>
  /** How often, beside the others. */
  weight: number
  /** Does it; that it is refused is no matter. */
  run(who: Member, input: Input): Promise<unknown>
}

export interface Act {
  kind: string
  input: unknown
}

const kind = <Input>(weight: number, input: fc.Arbitrary<Input>, run: Kind<Input>['run']) =>
  ({ weight, input, run }) as Kind<unknown>

const which = fc.nat({ max: 30 })
const labels = ['#a', '#b', '#c']
const types = ['CUSTOMER', 'LEAD', 'GUEST']
const fields = ['#One', '#Two', '#Three']
const some = (names: string[]) => fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 })
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 4 })

/** Few values, so that people meet. */
const patch = fc.record(
  {
    FirstName: orNull(fc.constantFrom('Ada', 'Bob')),
    LastName: orNull(fc.constantFrom('Lovelace', 'Byron')),
    Notes: orNull(fc.constantFrom('1', '2', '3')),
    Status: orNull(fc.constantFrom('warm', 'cold')),
    Emails: orNull(fc.constantFrom([{ Value: 'a@x.com' }], [{ Value: 'b@x.com' }])),
    Labels: orNull(some(labels)),
    ContactTypes: orNull(some(types)),
    CustomFields: orNull(
      fc.dictionary(fc.constantFrom(...fields), orNull(fc.constantFrom<string | number>('5', '05', 7, 'x')), {
        maxKeys: 2,
      }),
    ),
  },
  { requiredKeys: [] },
)
const contact = patch.map((given) => ({ ...given, RecordType: 'PERSON', FirstName: given.FirstName ?? 'Eve' }))

const ids = async (who: Member, input: object = {}): Promise<string[]> =>
  (await who.ok('contacts/search', { Sort: [{ Property: 'CreatedDate' }], PageSize: 100, ...input })).Rows.map(
    ({ Id }: Body) => Id,
  )
const pick = <Item>(list: Item[], index: number): Item | undefined => list[index % Math.max(1, list.length)]
const picked = async (who: Member, path: string, index: number): Promise<Body | undefined> =>
  pick(await who.ok(path), index)

const done = async (who: Member, { status, body }: Answer) => {
  if (status === 200) await processed(who, body.RequestId)
}

const onContact = (run: (who: Member, id: string, input: { patch: object }) => Promise<unknown>) =>
  [
    fc.record({ which, patch }),
    async (who: Member, input: { which: number; patch: object }) => {
      const id = pick(await ids(who), input.which)
      if (id !== undefined) await run(who, id, input)
    },
  ] as const

const named = (resource: string, names: string[]) => {
  const name = fc.constantFrom(...names)
  return {
    [`${resource}/create`]: kind(1, name, (who, Name) => who.call(`${resource}/create`, { Name })),
    [`${resource}/update`]: kind(
      2,
      fc.record({
        which,
        change: fc.record({ Name: name, Color: orNull(fc.constantFrom('#112233', '#445566')) }, { requiredKeys: [] }),
      }),
      async (who, input) => {
        const one = await picked(who, `${resource}/list`, input.which)
        if (one) await who.call(`${resource}/update/${one.Id}`, input.change)
      },
    ),
    [`${resource}/delete`]: kind(1, which, async (who, index) => {
      const one = await picked(who, `${resource}/list`, index)
      if (one) await who.call(`${resource}/delete/${one.Id}`)
    }),
  }
}

const fieldEntry = fc.record({
  Name: fc.constantFrom(...fields),
  Type: fc.constantFrom('TEXT', 'NUMBER', 'LONGTEXT'),
})

const acts: Record<string, Kind<unknown>> = {
  create: kind(4, contact, (who, input) => who.call('contacts/create', input)),
  update: kind(8, ...onContact((who, id, input) => who.call(`contacts/update/${id}`, input.patch))),
  delete: kind(2, ...onContact((who, id) => who.call(`contacts/delete/${id}`))),
  restore: kind(1, which, async (who, index) => {
    const id = pick(await ids(who, { Trash: true }), index)
    if (id !== undefined) await who.call(`contacts/restore/${id}`)
  }),
  'restore version': kind(1, fc.record({ which, Version: fc.integer({ min: 1, max: 4 }) }), async (who, input) => {
    const id = pick(await ids(who), input.which)
    if (id !== undefined) await who.call(`contacts/restore/${id}`, { Version: input.Version })
  }),
  'bulk update': kind(3, fc.record({ Set: patch, Add: fc.record({ Labels: some(labels) }) }), async (who, input) =>
    done(who, await who.call('contacts/bulk-update', { Search: {}, ...input })),
  ),
  'bulk delete': kind(1, fc.constantFrom('1', '2', '3'), async (who, Value) =>
    done(
      who,
      await who.call('contacts/bulk-delete', { Search: { Filter: { Property: 'Notes', Operator: 'EQUALS', Value } } }),
    ),
  ),
  merge: kind(2, fc.array(which, { minLength: 2, maxLength: 3 }), async (who, indexes) => {
    const there = await ids(who)
    const Ids = [...new Set(indexes.flatMap((index) => pick(there, index) ?? []))]
    if (Ids.length > 1) await who.call('contacts/merge', { Ids })
  }),
  batch: kind(
    2,
    fc.array(fc.record({ which, patch, isNew: fc.boolean() }), { minLength: 1, maxLength: 4 }),
    async (who, items) => {
      const there = await ids(who)
      const Items = items.map((item) => {
        const Id = pick(there, item.which)
        if (item.isNew || Id === undefined)
          return { Operation: 'CREATE', Contact: { RecordType: 'PERSON', FirstName: 'Eve', Status: 'warm' } }
        return { Operation: 'UPDATE', Id, Contact: item.patch }
      })
      await who.call('contacts/batch', { Items })
    },
  ),
  import: kind(
    3,
    fc.array(
      fc.tuple(
        fc.constantFrom('a@x.com', 'b@x.com', ''),
        fc.constantFrom('1', '2', ''),
        fc.constantFrom('#a', '#d', ''),
      ),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    async (who, rows) => {
      const file = csv(['Last name', 'Email', 'Notes', 'Labels'], ...rows.map((row) => ['Imported', ...row]))
      const { status, body } = await upload(who, 'imports/create', { Force: true }, file)
      if (status === 200) await imported(who, body)
    },
  ),
  ...named('labels', [...labels, '#d']),
  ...named('contact-types', [...types, 'VENDOR']),
  'add field': kind(2, fieldEntry, async (who, entry) =>
    done(who, await who.call('custom-fields/update', { CustomFields: [entry] })),
  ),
  'change field': kind(2, fc.record({ which, entry: fieldEntry }), async (who, { which: index, entry }) => {
    const field = await picked(who, 'custom-fields/list', index)
    if (field) await done(who, await who.call('custom-fields/update', { CustomFields: [{ ...entry, Id: field.Id }] }))
  }),
  'delete field': kind(1, which, async (who, index) => {
    const field = await picked(who, 'custom-fields/list', index)
    const CustomFields = [{ Id: field?.Id, Name: field?.Name, Delete: true }]
    if (field) await done(who, await who.call('custom-fields/update', { CustomFields }))
  }),
  'segments/create': kind(1, fc.record({ Name: fc.constantFrom('S', 'T'), Shared: fc.boolean() }), (who, input) =>
    who.call('segments/create', { ...input, Search: { SearchText: 'x' } }),
  ),
  'segments/update': kind(
    1,
    fc.record({ which, Name: fc.constantFrom('S', 'T'), Shared: fc.boolean() }),
    async (who, input) => {
      const segment = await picked(who, 'segments/list', input.which)
      const { which: _, ...change } = input
      if (segment) await who.call(`segments/update/${segment.Id}`, change)
    },
  ),
  'segments/delete': kind(1, which, async (who, index) => {
    const segment = await picked(who, 'segments/list', index)
    if (segment) await who.call(`segments/delete/${segment.Id}`)
  }),
  undo: kind(2, which, async (who, index) => {
    const { Rows } = await who.ok('changesets/list')
    const set = pick(Rows as Body[], index)
    if (set) await done(who, await who.call(`changesets/undo/${set.Id}`))
  }),
}

export const act: fc.Arbitrary<Act> = fc.oneof(
  ...Object.entries(acts).map(([name, { weight, input }]) => ({
    weight,
    arbitrary: input.map((given): Act => ({ kind: name, input: given })),
  })),
)

export const perform = (who: Member, { kind: name, input }: Act): Promise<unknown> =>
  (acts[name] as Kind<unknown>).run(who, input)
