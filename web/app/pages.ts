import type { IconName } from '../look/icons.tsx'
import { texts } from '../texts/texts.ts'

interface Page {
  to: '/contacts' | '/settings'
  title: string
  icon: IconName
}

/** The pages, as the navigation and the command palette show them. */
export const pages = (): Page[] => [
  { to: '/contacts', title: texts.contacts.title, icon: 'contacts' },
  { to: '/settings', title: texts.settings.title, icon: 'settings' },
]
