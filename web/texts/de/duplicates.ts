/** German: contacts that may be the same. */
import type english from '../en/duplicates.ts'

const contacts = (number: string) => `${number} ${number === '1' ? 'Kontakt' : 'Kontakte'}`

export default {
  about: 'Kontakte, die dieselben sein könnten, die wahrscheinlichsten zuerst.',
  list: 'Was dasselbe sein könnte',
  lookAgain: 'Erneut suchen',
  looking: 'Dubletten werden gesucht …',
  isLooking: 'Die Liste wird bereits durchsucht. Sie ist gleich da.',
  done: (number) => (number === '0' ? 'Keine Dubletten gefunden.' : `${number} zu prüfen.`),
  pending: (number) =>
    number === '1' ? '1 Änderung wird noch verglichen' : `${number} Änderungen werden noch verglichen`,
  never: {
    title: 'Kontakte finden, die doppelt in der Liste sind',
    about:
      'Alle Kontakte werden verglichen: Namen, E-Mails, Telefonnummern, Adressen. Geändert wird nichts, bevor Sie es sagen.',
    button: 'Dubletten suchen',
  },
  none: {
    title: 'Keine Dubletten',
    about: 'Was hinzukommt oder sich ändert, wird von selbst verglichen und erscheint hier.',
  },
  unreadable: { title: 'Die Dubletten können nicht angezeigt werden', button: 'Erneut versuchen' },
  gone: {
    title: 'Nichts zu vergleichen',
    about: 'Diese Kontakte wurden inzwischen zusammengeführt oder gelöscht.',
    button: 'Zu den Dubletten',
  },
  chosen: 'Was aus ihnen würde',
  compare: 'Vergleichen',
  more: 'Mehr zeigen',
  place: (at, all) => `${at} von ${all}`,
  previous: 'Zurück',
  next: 'Weiter',

  likely: [
    [0.95, 'Fast sicher dieselben'],
    [0.85, 'Sehr wahrscheinlich dieselben'],
    [0.7, 'Wahrscheinlich dieselben'],
    [0, 'Vielleicht dieselben'],
  ],
  reasons: {
    SAME_EMAIL: 'Gleiche E-Mail',
    ALIKE_EMAIL: 'E-Mails unterscheiden sich durch einen Tippfehler',
    SAME_PHONE: 'Gleiche Telefonnummer',
    SAME_NAME: 'Gleicher Name',
    SAME_FIRST_NAME: 'Gleicher Vorname',
    SAME_LAST_NAME: 'Gleicher Nachname',
    NICKNAME: 'Kurzform des Vornamens',
    INITIAL: 'Vorname und Anfangsbuchstabe',
    TYPO: 'Namen unterscheiden sich durch einen Tippfehler',
    SOUND: 'Namen klingen ähnlich',
    PART_OF_NAME: 'Ein Name ist Teil des anderen',
    SWAPPED: 'Vor- und Nachname vertauscht',
    SAME_ADDRESS: 'Gleiche Adresse',
    ALIKE_ADDRESS: 'Ähnliche Adressen',
    MOVED: 'Andere Adresse, wie nach einem Umzug',
    SAME_BIRTHDAY: 'Gleicher Geburtstag',
    ALIKE_BIRTHDAY: 'Geburtstage unterscheiden sich durch einen Tippfehler',
    SAME_ORGANIZATION: 'Gleiche Organisation',
    ALIKE_ORGANIZATION: 'Ähnliche Organisationen',
    SAME_WEBSITE: 'Gleiche Website',
  },

  table: 'Was jeder von ihnen hat, und was der eine Kontakt haben wird',
  property: 'Feld',
  result: 'Ergebnis',
  all: 'Alle zusammen',
  include: (name) => `${name} gehört dazu`,
  main: 'Hauptkontakt',
  mainHelp: 'Wo sie sich unterscheiden und nichts anderes gewählt ist, gilt sein Wert.',
  added: (date) => `Hinzugefügt ${date}`,
  changed: (date) => `geändert ${date}`,
  open: (name) => `${name} öffnen`,
  merge: (number) => `${contacts(number)} zusammenführen`,
  merged: (number, name) => `${contacts(number)} zu ${name} zusammengeführt.`,
  notSame: 'Nicht dieselben',
  noted: 'Sie werden nicht mehr zusammen gezeigt.',
  tooFew: 'Wählen Sie mindestens zwei, die dieselben sind.',

  sameAs: 'Vielleicht derselbe Kontakt wie',
} satisfies typeof english
