/** The settings of an import in the Customer's words of the moment. */
import { planOf } from '../columns/plan.ts'
import { findMatching } from '../contacts/match.ts'
import { nameKey, type Vocabulary } from '../vocabulary/vocabulary.ts'
import { wholeMapping } from './given.ts'
import type { Rules } from './judge.ts'
import { isTable, nameNow, type Settings } from './settings.ts'

/** @param room how many contacts may be added */
export function rulesOf(settings: Settings, vocabulary: Vocabulary, importId: string, room: Rules['room']): Rules {
  const all = withFields(vocabulary, settings)
  const matchOn = settings.matchOn.flatMap((name) => nameNow(name, settings, vocabulary) ?? [])
  return {
    settings,
    plan: planFor(settings, all),
    vocabulary: all,
    matchings: matchOn.flatMap((name) => findMatching(name, all) ?? []),
    matchesId: matchOn.includes('Id'),
    fixes: Map.groupBy(settings.fixes ?? [], ({ row }) => row),
    importId,
    room,
  }
}

/** With the fields that a dry run takes as made. */
function withFields(vocabulary: Vocabulary, { wouldBeFields }: Settings): Vocabulary {
  if (wouldBeFields.length === 0) return vocabulary
  const fields = new Map([...vocabulary.fields, ...wouldBeFields.map((field) => [field.Id, field] as const)])
  const keys = wouldBeFields.map(({ Id, Name }) => [nameKey(Name.slice(1)), Id] as const)
  return { ...vocabulary, fields, fieldIds: new Map([...vocabulary.fieldIds, ...keys]) }
}

/** Columns of a field that is there no longer are left out. */
function planFor(settings: Settings, vocabulary: Vocabulary) {
  const { layout, mapping, names, wouldBeFields } = settings
  if (!isTable(layout)) {
    const whole = wholeMapping(vocabulary)
    return planOf(whole.mapping, whole.names, vocabulary, [])
  }
  const present = mapping.flatMap((each) => {
    const Property = nameNow(each.Property, settings, vocabulary)
    return Property === undefined ? [] : { ...each, Property }
  })
  return planOf(present, names, vocabulary, wouldBeFields)
}
