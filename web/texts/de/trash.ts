/** German: what was deleted. */
import type english from '../en/trash.ts'

const many = (number: string, one: string, several: string) => `${number} ${number === '1' ? one : several}`

export default {
  search: 'Papierkorb durchsuchen',
  table: 'Kontakte im Papierkorb, zuletzt gelöschte zuerst',
  name: 'Name',
  about: 'Näheres',
  deleted: 'Gelöscht',
  by: 'Von',
  until: 'Bleibt noch',
  days: (days) => (days === 1 ? '1 Tag' : `${days} Tage`),
  merged: 'zusammengeführt',
  mergedAbout: 'Der Kontakt ist in einem anderen aufgegangen. Wiederhergestellt ist er wieder ein eigener Kontakt.',
  restore: 'Wiederherstellen',
  restoreOne: (name) => `${name} wiederherstellen`,
  restored: (name) => `${name} ist wieder in der Liste.`,
  restoring: (number) => `${many(number, 'Kontakt wird', 'Kontakte werden')} wiederhergestellt …`,
  restoredSeveral: (number) => `${many(number, 'Kontakt', 'Kontakte')} wiederhergestellt.`,
  noRoom: (number) =>
    `In Ihrem Tarif ist kein Platz für ${many(number, 'weiteren; er bleibt', 'weitere; sie bleiben')} im Papierkorb.`,
  select: (name) => `${name} auswählen`,
  selectAll: 'Alle auswählen',
  selected: (number) => `${number} ausgewählt`,
  selectedDeleted: (number, isMost) => `${isMost ? 'Bis zu ' : ''}${number} ausgewählt, ohne die zusammengeführten`,
  selectNone: 'Auswahl aufheben',
  bar: 'Ausgewählte Kontakte',
  more: 'Mehr zeigen',
  empty: {
    title: 'Der Papierkorb ist leer',
    about: 'Gelöschte Kontakte bleiben 60 Tage hier und können wiederhergestellt werden.',
  },
  notFound: { title: 'Niemand gefunden', about: 'Niemand im Papierkorb hat all diese Wörter.' },
  unreadable: { title: 'Der Papierkorb kann nicht angezeigt werden', button: 'Erneut versuchen' },
} satisfies typeof english
