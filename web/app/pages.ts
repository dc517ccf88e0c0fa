import type { IconName } from '../look/icons.tsx'
import { texts } from '../texts/texts.ts'

interface Page {
  to: '/home' | '/contacts' | '/duplicates' | '/trash' | '/imports' | '/exports' | '/spreadsheets' | '/settings'
  title: string
  icon: IconName
}

/** The pages, as the navigation and the command palette show them. */
export const pages = (): Page[] => [
  { to: '/home', title: texts.home.title, icon: 'home' },
  { to: '/contacts', title: texts.contacts.title, icon: 'contacts' },
  { to: '/duplicates', title: texts.duplicates.title, icon: 'duplicates' },
  { to: '/trash', title: texts.trash.title, icon: 'delete' },
  { to: '/imports', title: texts.files.imports, icon: 'import' },
  { to: '/exports', title: texts.files.exports, icon: 'export' },
  { to: '/spreadsheets', title: texts.files.spreadsheets, icon: 'spreadsheet' },
  { to: '/settings', title: texts.settings.title, icon: 'settings' },
]
