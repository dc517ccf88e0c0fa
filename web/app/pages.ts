import type { IconName } from '../look/icons.tsx'
import { texts } from '../texts/texts.ts'

interface Page {
  to: '/contacts' | '/imports' | '/exports' | '/spreadsheets'
  title: string
  icon: IconName
}

/** The pages, as the navigation and the command palette show them. */
export const pages = (): Page[] => [
  { to: '/contacts', title: texts.contacts.title, icon: 'contacts' },
  { to: '/imports', title: texts.files.imports, icon: 'import' },
  { to: '/exports', title: texts.files.exports, icon: 'export' },
  { to: '/spreadsheets', title: texts.files.spreadsheets, icon: 'spreadsheet' },
]
