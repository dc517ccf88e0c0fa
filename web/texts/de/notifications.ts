/** German: what stands behind the bell. */
import type english from '../en/notifications.ts'

export default {
  readAll: 'Alle als gelesen markieren',
  settings: 'Einstellungen',
  isNew: 'neu',
  none: 'Noch nichts. Hier erfahren Sie, wenn ein Import oder Export beendet ist, und was Sie sonst wissen möchten.',
} satisfies typeof english
