/**
 * The sections of the settings, as their navigation shows them. To add one: a line here, and its component in a file of its own,
 * which begins with a `<SectionTitle>` and is loaded when it is looked at.
 */
import { type ComponentType, lazy } from 'react'
import type { Auth } from '../crm/session.ts'
import type { IconName } from '../look/icons.tsx'
import { words } from '../texts/settings.ts'
import { words as vocabulary } from '../texts/vocabulary.ts'
import { words as webhooks } from '../texts/webhooks.ts'

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
const administrators: Section['who'] = ['ADMINISTRATOR', 'OWNER']

export const sections: Section[] = [
  {
    path: 'profile',
    title: titles.profile,
    icon: 'person',
    group: 'me',
    Component: lazy(async () => ({ default: (await import('./profile.tsx')).Profile })),
  },
  {
    path: 'sign-in',
    title: titles.signIn,
    icon: 'signIn',
    group: 'me',
    Component: lazy(async () => ({ default: (await import('./sign-in.tsx')).SignIn })),
  },
  {
    path: 'devices',
    title: titles.sessions,
    icon: 'devices',
    group: 'me',
    Component: lazy(async () => ({ default: (await import('./sessions.tsx')).Sessions })),
  },
  {
    path: 'notifications',
    title: titles.notifications,
    icon: 'bell',
    group: 'me',
    Component: lazy(async () => ({ default: (await import('./notifications.tsx')).NotificationSettings })),
  },
  {
    path: 'tokens',
    title: titles.tokens,
    icon: 'key',
    group: 'me',
    Component: lazy(async () => ({ default: (await import('./tokens.tsx')).Tokens })),
  },
  {
    path: 'organisation',
    title: titles.organisation,
    icon: 'organisation',
    group: 'organisation',
    who: administrators,
    Component: lazy(async () => ({ default: (await import('./organisation.tsx')).Organisation })),
  },
  {
    path: 'users',
    title: titles.users,
    icon: 'user',
    group: 'organisation',
    who: administrators,
    Component: lazy(async () => ({ default: (await import('./people.tsx')).People })),
  },
  {
    path: 'plan',
    title: titles.plan,
    icon: 'plan',
    group: 'organisation',
    who: administrators,
    Component: lazy(async () => ({ default: (await import('./plan.tsx')).Plan })),
  },
  {
    path: 'audit',
    title: titles.audit,
    icon: 'audit',
    group: 'organisation',
    who: administrators,
    Component: lazy(async () => ({ default: (await import('./audit.tsx')).Audit })),
  },
  {
    path: 'mails',
    title: titles.mails,
    icon: 'email',
    group: 'organisation',
    who: administrators,
    Component: lazy(async () => ({ default: (await import('./mails.tsx')).Mails })),
  },
  {
    path: 'labels',
    title: vocabulary.labels.title,
    icon: 'label',
    group: 'list',
    Component: lazy(async () => ({ default: (await import('./labels.tsx')).Labels })),
  },
  {
    path: 'contact-types',
    title: vocabulary.types.title,
    icon: 'contacts',
    group: 'list',
    Component: lazy(async () => ({ default: (await import('./contact-types.tsx')).ContactTypes })),
  },
  {
    path: 'fields',
    title: vocabulary.fields.title,
    icon: 'field',
    group: 'list',
    Component: lazy(async () => ({ default: (await import('./fields.tsx')).CustomFields })),
  },
  {
    path: 'segments',
    title: vocabulary.segments.title,
    icon: 'search',
    group: 'list',
    Component: lazy(async () => ({ default: (await import('./segments.tsx')).Segments })),
  },
  {
    path: 'webhooks',
    title: webhooks.title,
    icon: 'webhook',
    group: 'list',
    who: administrators,
    Component: lazy(async () => ({ default: (await import('./webhooks.tsx')).Webhooks })),
  },
]
