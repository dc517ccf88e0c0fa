import { filterText } from '../contacts/filter-text.ts'
import { crm } from '../crm/crm.ts'
import { words } from '../texts/vocabulary.ts'
import { type Kind, NamedThings } from './named-things.tsx'

const types: Kind = {
  words: words.types,
  icon: 'contacts',
  queryKey: ['contact-types'],
  list: () => crm.contactTypes.list(),
  create: (input) => crm.contactTypes.create(input),
  update: (id, input) => crm.contactTypes.update(id, input),
  remove: (id) => crm.contactTypes.delete(id),
  kindOfChange: 'CONTACT_TYPES',
  // As the list of contacts shows them.
  shown: (name) => name.charAt(0) + name.slice(1).toLowerCase(),
  written: (typed) => typed.toUpperCase(),
  address: (name) => ({ filter: filterText({ Property: 'ContactTypes', Operator: 'ANY_OF', Values: [name] }) }),
}

export const ContactTypes = () => <NamedThings kind={types} />
