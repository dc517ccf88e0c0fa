/**
 * How good the rules for duplicates are: for each `*.csv` of a folder and its `*.pairs.tsv`, which names the pairs that are the
 * same, it prints precision, recall and F1 of the pairs that `contacts/duplicates` would list. The columns are those of
 * FEBRL (Freely Extensible Biomedical Record Linkage), and `email` and `phone`; `soc_sec_id`, which would give it away, is
 * not looked at.
 *
 *   node bench/duplicates-quality.ts ../shared/data/dedupe
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { e164, type State } from '../server/contacts/contact.ts'
import { compare, listedFrom } from '../server/duplicates/compare.ts'
import { groupsOf } from '../server/duplicates/group.ts'
import { comparedOf, isTelling, keysOf } from '../server/duplicates/keys.ts'
import { Profile } from '../server/duplicates/profile.ts'
import { count, countedAtMost, Shares } from '../server/duplicates/statistics.ts'
import { table } from './table.ts'

type Row = Record<string, string>

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('Which folder?')
const rows = globSync('*.csv', { cwd: folder })
  .toSorted()
  .map((name) => measure(join(folder, name)))
const head = [
  'file',
  'contacts',
  'pairs',
  'precision',
  'recall',
  'F1',
  'as groups: precision',
  'recall',
  'F1',
  'seconds',
]
console.log(table(head, rows))

function measure(path: string): string[] {
  const records: Row[] = parse(readFileSync(path), { columns: true, trim: true, skip_empty_lines: true })
  const same = pairsIn(path.replace(/\.csv$/, '.pairs.tsv'))
  const began = performance.now()
  const profiles = records.map((row) => new Profile(row['rec_id'] ?? '', contactOf(row)))
  const found = find(profiles)
  const seconds = (performance.now() - began) / 1000
  const grouped = groupsOf(found).flatMap(({ members }) =>
    members.flatMap((one, at) => members.slice(at + 1).map((other) => ({ one, other }))),
  )
  const figures = [found, grouped].flatMap((pairs) => figuresOf(pairs, same))
  const name = path.replace(/^.*\//, '')
  return [name, String(records.length), String(same.size), ...figures, seconds.toFixed(1)]
}

function keyOf(one: string, other: string): string {
  return [one, other].toSorted().join('\t')
}

function pairsIn(path: string): Set<string> {
  const lines = readFileSync(path, 'utf8').split(/\r?\n/).filter(Boolean)
  return new Set(lines.map((line) => keyOf(...(line.split('\t') as [string, string]))))
}

function figuresOf(pairs: { one: string; other: string }[], same: Set<string>): string[] {
  const right = pairs.filter(({ one, other }) => same.has(keyOf(one, other))).length
  const [precision, recall] = [right / Math.max(1, pairs.length), right / Math.max(1, same.size)]
  return [precision, recall, (2 * precision * recall) / Math.max(1e-9, precision + recall)].map((each) =>
    each.toFixed(3),
  )
}

/** As the server does it (server/duplicates/look.ts), with the keys in memory. */
function find(profiles: Profile[]) {
  const every = Math.ceil(profiles.length / countedAtMost)
  const counted = profiles.filter((_, at) => at % every === 0)
  const shares = new Shares(count(profiles.length, counted))
  const holders = new Map<string, Profile[]>()
  return profiles.flatMap((profile) => {
    const others = new Set<Profile>()
    for (const key of keysOf(profile)) {
      const alike = holders.get(key) ?? []
      for (const other of comparedOf(alike, isTelling(key))) others.add(other)
      alike.push(profile)
      holders.set(key, alike)
    }
    return [...others].flatMap((other) => {
      const { score } = compare(other, profile, shares)
      return score < listedFrom ? [] : { one: other.id, other: profile.id, score }
    })
  })
}

function contactOf(row: Row): State {
  const { given_name: FirstName, surname: LastName, address_2, suburb, postcode, state, email, phone } = row
  const Street = [row['street_number'], row['address_1']].filter(Boolean).join(' ')
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(row['date_of_birth'] ?? '') ?? []
  return {
    RecordType: 'PERSON',
    FirstName,
    LastName,
    Addresses: [{ Street, ExtendedAddress: address_2, City: suburb, PostalCode: postcode, Region: state }],
    Dates: year === undefined ? [] : [{ Value: `${year}-${month}-${day}`, Label: 'birthday' }],
    Emails: email ? [{ Value: email }] : [],
    Phones: phone ? [{ Value: phone, E164: e164(phone, 'AU') }] : [],
  }
}
