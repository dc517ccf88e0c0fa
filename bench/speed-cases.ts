import type { ContactInput } from '../server/contacts/input.ts'
import type { Organisation } from './fill.ts'
import type { Load } from './load.ts'
import { combine, makePeople } from './people.ts'

/** What is called side by side at the server and at the bare handler. */
export interface SpeedCase {
  name: string
  /** The least that the server may do of the calls a second of the bare handler. */
  goal: number
  keyed?: boolean
  calls(organisation: Organisation): Load['calls']
}

/** Contacts with everything that people usually have: labels, types, a custom field, an e-mail, a phone, an address. */
export const newContacts: ContactInput[] = [
  ...combine(
    makePeople(500).map(({ contact, locale }) => ({ state: contact as Record<string, unknown>, locale })),
    500,
    3,
  ),
]

export const speedCases: SpeedCase[] = [
  {
    name: 'get',
    goal: 0.6,
    calls: ({ ids }) => shuffled(ids).map((id) => ({ path: `/api/contacts/get/${id}` })),
  },
  { name: 'page', goal: 0.6, calls: () => [{ path: '/api/contacts/search', body: { PageSize: 50 } }] },
  { name: 'create', goal: 0.5, calls: () => creations },
  { name: 'create-keyed', goal: 0.5, keyed: true, calls: () => creations },
]

const creations = newContacts.map((body) => ({ path: '/api/contacts/create', body }))

/** Steps of a prime through the list, so that neighbours are not read one after the other. */
const shuffled = <Item>(list: Item[]): Item[] => list.map((_, index) => list[(index * 7919) % list.length] as Item)
