import { everyonesLabel, labelText } from '../contacts/chips.tsx'
import { crm } from '../crm/crm.ts'
import { words } from '../texts/vocabulary.ts'
import { type Kind, NamedThings } from './named-things.tsx'

const labels: Kind = {
  words: words.labels,
  icon: 'label',
  queryKey: ['labels'],
  list: async () => (await crm.labels.list()).filter(({ Name }) => Name !== everyonesLabel),
  create: (input) => crm.labels.create(input),
  update: (id, input) => crm.labels.update(id, input),
  remove: (id) => crm.labels.delete(id),
  kindOfChange: 'LABELS',
  shown: labelText,
  written: (typed) => `#${labelText(typed)}`,
  address: (name) => ({ label: name }),
}

export const Labels = () => <NamedThings kind={labels} />
