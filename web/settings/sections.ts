/**
 * The sections of the settings, as their navigation shows them. To add one: a line here, and its component in a file of its own,
 * which begins with a `<SectionTitle>` and is loaded when it is looked at.
 */
import { type ComponentType, lazy } from 'react'
import type { Auth } from '../crm/session.ts'
import type { IconName } from '../look/icons.tsx'
import { words } from '../texts/settings.ts'

export type GroupName = keyof typeof words.groups

export interface Section {
  /** Its address, behind `/settings/`. */
  path: string
  title: string
  icon: IconName
  group: GroupName
  /** Who sees it; everybody, where nothing is said. */
  who?: Auth['User']['Role'][]
  Component: ComponentType
}

const { sections: titles } = words

export const sections: Section[] = [
  {
    path: 'profile',
    title: titles.profile,
    icon: 'person',
    group: 'me',
    Component: lazy(async () => ({ default: (await import('./profile.tsx')).Profile })),
  },
]
