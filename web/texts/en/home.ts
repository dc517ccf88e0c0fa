/** English: the first look at what there is, and at what has happened. `number` is a number as it is written here. */
const things = (number: string, one: string, several: string) => `${number} ${number === '1' ? one : several}`

export default {
  contacts: 'Contacts',
  duplicates: 'Possible duplicates',
  lookForDuplicates: 'Not looked for yet',
  trash: 'In the trash',
  about: (number: string) => `about ${number}`,

  growth: 'Contacts added',
  growthAbout: 'In each of the last 12 months, of those that are on the list.',
  labels: 'By label',
  noLabels: 'No contact has a label yet.',
  types: 'By type',
  noTypes: 'No contact has a type yet.',

  plan: 'Your plan is nearly full',
  planFull: 'Your plan is full',
  planAbout: (used: string, limit: string) => `${used} of ${limit} contacts.`,
  sharingAbout: (used: string, limit: string) => `${used} of ${limit} users who share.`,

  recent: 'Recent changes',
  noChanges: 'Nothing has been changed yet.',
  undone: 'Undone',
  undo: (what: string) => `Undo: ${what}`,
  moreChanged: (number: string) => `and ${number} more`,
  nothing: 'nothing that is left to be seen',
  counts: {
    Contacts: (number: string) => things(number, 'contact', 'contacts'),
    Labels: (number: string) => things(number, 'label', 'labels'),
    ContactTypes: (number: string) => things(number, 'contact type', 'contact types'),
    CustomFields: (number: string) => things(number, 'field', 'fields'),
    Segments: (number: string) => things(number, 'segment', 'segments'),
  },
  /** What somebody did, by the kind of act. */
  did: {
    EDIT: (what: string) => `changed ${what}`,
    BATCH: (what: string) => `changed ${what}`,
    BULK: (what: string) => `changed ${what} at once`,
    IMPORT: (what: string) => `imported ${what}`,
    MERGE: (what: string) => `merged ${what}`,
    UNDO: (what: string) => `took back changes of ${what}`,
    RESTORE: (what: string) => `restored ${what}`,
    ERASURE: (what: string) => `erased ${what}`,
    LABELS: (what: string) => `changed ${what}`,
    CONTACT_TYPES: (what: string) => `changed ${what}`,
    CUSTOM_FIELDS: (what: string) => `changed ${what}`,
    SEGMENTS: (what: string) => `changed ${what}`,
  },
  /** What became of one thing. */
  didOne: {
    CREATED: (what: string) => `added ${what}`,
    DELETED: (what: string) => `deleted ${what}`,
    RESTORED: (what: string) => `restored ${what}`,
  } as Record<string, ((what: string) => string) | undefined>,
  named: {
    LABEL: (name: string) => `the label “${name}”`,
    CONTACT_TYPE: (name: string) => `the type “${name}”`,
    CUSTOM_FIELD: (name: string) => `the field “${name}”`,
    SEGMENT: (name: string) => `the segment “${name}”`,
  },
  /** Where what was called tells more than that. */
  didBy: {
    'contacts/create': (what: string) => `added ${what}`,
    'contacts/delete': (what: string) => `deleted ${what}`,
    'contacts/bulk-delete': (what: string) => `deleted ${what}`,
  } as Record<string, ((what: string) => string) | undefined>,

  imports: 'Imports',
  importCounts: (created: string, updated: string) => `${created} added, ${updated} updated`,
  importErrors: (number: string) => `${number} could not be imported`,
  importGoesOn: 'Under way …',
  importFailed: 'Failed',
  unreadable: 'This cannot be shown at the moment.',
}
