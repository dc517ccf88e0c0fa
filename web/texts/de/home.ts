/** German: the first look at what there is, and at what has happened. */
import type english from '../en/home.ts'

const things = (number: string, one: string, several: string) => `${number} ${number === '1' ? one : several}`
const added = (what: string) => `hat ${what} hinzugefügt`
const changed = (what: string) => `hat ${what} geändert`
const deleted = (what: string) => `hat ${what} gelöscht`

export default {
  contacts: 'Kontakte',
  duplicates: 'Mögliche Dubletten',
  lookForDuplicates: 'Noch nicht gesucht',
  trash: 'Im Papierkorb',
  about: (number) => `etwa ${number}`,

  growth: 'Neue Kontakte',
  growthAbout: 'In jedem der letzten 12 Monate, von denen, die in der Liste sind.',
  labels: 'Nach Label',
  noLabels: 'Noch kein Kontakt hat ein Label.',
  types: 'Nach Typ',
  noTypes: 'Noch kein Kontakt hat einen Typ.',

  plan: 'Ihr Tarif ist fast ausgeschöpft',
  planFull: 'Ihr Tarif ist ausgeschöpft',
  planAbout: (used, limit) => `${used} von ${limit} Kontakten.`,
  sharingAbout: (used, limit) => `${used} von ${limit} teilenden Benutzern.`,

  recent: 'Letzte Änderungen',
  noChanges: 'Noch wurde nichts geändert.',
  undone: 'Rückgängig gemacht',
  undo: (what) => `Rückgängig machen: ${what}`,
  moreChanged: (number) => `und ${number} weitere`,
  nothing: 'inzwischen Verschwundenes',
  counts: {
    Contacts: (number) => things(number, 'Kontakt', 'Kontakte'),
    Labels: (number) => things(number, 'Label', 'Labels'),
    ContactTypes: (number) => things(number, 'Kontakttyp', 'Kontakttypen'),
    CustomFields: (number) => things(number, 'Feld', 'Felder'),
    Segments: (number) => things(number, 'Segment', 'Segmente'),
  },
  did: {
    EDIT: changed,
    BATCH: changed,
    BULK: (what) => `hat ${what} auf einmal geändert`,
    IMPORT: (what) => `hat ${what} importiert`,
    MERGE: (what) => `hat ${what} zusammengeführt`,
    UNDO: (what) => `hat Änderungen rückgängig gemacht: ${what}`,
    RESTORE: (what) => `hat ${what} wiederhergestellt`,
    ERASURE: (what) => `hat ${what} endgültig gelöscht`,
    LABELS: changed,
    CONTACT_TYPES: changed,
    CUSTOM_FIELDS: changed,
    SEGMENTS: changed,
  },
  didOne: { CREATED: added, DELETED: deleted, RESTORED: (what) => `hat ${what} wiederhergestellt` },
  named: {
    LABEL: (name) => `das Label „${name}“`,
    CONTACT_TYPE: (name) => `den Typ „${name}“`,
    CUSTOM_FIELD: (name) => `das Feld „${name}“`,
    SEGMENT: (name) => `das Segment „${name}“`,
  },
  didBy: {
    'contacts/create': added,
    'contacts/delete': deleted,
    'contacts/bulk-delete': deleted,
  },

  imports: 'Importe',
  importCounts: (created, updated) => `${created} hinzugefügt, ${updated} geändert`,
  importErrors: (number) => `${number} nicht importierbar`,
  importGoesOn: 'Läuft …',
  importFailed: 'Fehlgeschlagen',
  unreadable: 'Das kann gerade nicht angezeigt werden.',
} satisfies typeof english
