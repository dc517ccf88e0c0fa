import type { Organisation } from './fill.ts'
import { combine, commonWords, known, makePeople, rareWords } from './people.ts'

/**
 * What is called at every size, one call after the other. A case that the server does not serve yet (404, or a 400 that
 * says so) is told as such.
 */
export interface SizeCase {
  name: string
  about: string
  path: string
  bodies(organisation: Organisation): object[]
  /** How many calls are measured, at most. */
  calls: number
  /** Whether it gives a page, so that its goal is 30 ms at any size, and at most twice what it takes at the smallest. */
  isPage: boolean
  /** Whether it changes contacts; then it runs on a copy. */
  writes?: boolean
  /** Whether the call is answered before the work is done; then it is measured to its end. */
  isRequest?: boolean
}

const search = { path: '/api/contacts/search', calls: 300, isPage: true }

export const sizeCases: SizeCase[] = [
  {
    ...search,
    name: 'rare',
    about: 'a word that 5 contacts have',
    bodies: () => rareWords.map((SearchText) => ({ SearchText })),
  },
  {
    ...search,
    name: 'common',
    about: 'a word that more than 5 % have, by name',
    bodies: () => commonWords.map((SearchText) => ({ SearchText, Sort: [{ Property: 'DisplayName' }] })),
  },
  {
    ...search,
    name: 'filter',
    about: 'a label, a city and a custom number',
    bodies: () => [50, 60, 70, 80, 90].map((score) => ({ Filter: labelCityScore(score) })),
  },
  { ...search, name: 'first-page', about: 'page 1 of 10', bodies: () => [{ PageSize: 10, PageNumber: 1 }] },
  { ...search, name: 'far-page', about: 'page 1,000 of 10', bodies: () => [{ PageSize: 10, PageNumber: 1000 }] },
  {
    name: 'bulk-label',
    about: 'one label more, then one less, on 5,000 contacts',
    path: '/api/contacts/bulk-update',
    calls: 4,
    isPage: false,
    writes: true,
    isRequest: true,
    bodies: ({ ids }) => [
      { Ids: ids.slice(0, 5000), Add: { Labels: ['#bench'] }, ExpectedCount: 5000 },
      { Ids: ids.slice(0, 5000), Remove: { Labels: ['#bench'] }, ExpectedCount: 5000 },
    ],
  },
  {
    name: 'batch',
    about: '1,000 contacts created in one call',
    path: '/api/contacts/batch',
    calls: 5,
    isPage: false,
    writes: true,
    bodies: () => Array.from({ length: 5 }, (_, round) => ({ Items: creations(1000, round) })),
  },
]

const labelCityScore = (score: number) => ({
  And: [
    { Property: 'Labels', Operator: 'ANY_OF', Values: [known.label] },
    { Property: 'Addresses.City', Operator: 'EQUALS', Value: known.city },
    { Property: known.field, Operator: 'GREATER_OR_EQUAL', Value: score },
  ],
})

function creations(many: number, round: number): object[] {
  const pool = makePeople(500).map(({ contact, locale }) => ({ state: contact as Record<string, unknown>, locale }))
  return [...combine(pool, many, 100 + round)].map((Contact) => ({ Operation: 'CREATE', Contact }))
}
