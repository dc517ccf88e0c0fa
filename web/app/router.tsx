/** The pages, and their addresses. The server answers each of them with the same document (server/pages/built.ts). */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { CrmError } from '../../client/client.ts'
import { readAddress } from '../contacts/address.ts'
import { ContactsPage } from '../contacts/page.tsx'
import { crm } from '../crm/crm.ts'
import { isSignedIn, signedIn } from '../crm/session.ts'
import { Problem } from './problem.tsx'
import { Shell } from './shell.tsx'

const root = createRootRoute({ errorComponent: Problem, notFoundComponent: () => <Problem /> })

/** Whoever is not signed in does so first, and comes back to where the link led. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: Shell,
  beforeLoad: async ({ location }) => {
    if (isSignedIn()) return
    try {
      signedIn(await crm.auth.get())
    } catch (error) {
      if (!(error instanceof CrmError && error.code === 'SESSION')) throw error
      throw redirect({ to: '/sign-in', search: location.href === '/contacts' ? {} : { next: location.href } })
    }
  },
})

const contacts = createRoute({
  getParentRoute: () => inside,
  path: '/contacts',
  validateSearch: readAddress,
  component: ContactsPage,
})

const duplicates = createRoute({
  getParentRoute: () => inside,
  path: '/duplicates',
  validateSearch: ({ ids }: Record<string, unknown>): { ids?: string } =>
    typeof ids === 'string' && ids !== '' ? { ids } : {},
  component: lazyRouteComponent(() => import('../duplicates/page.tsx'), 'DuplicatesPage'),
})

const trash = createRoute({
  getParentRoute: () => inside,
  path: '/trash',
  component: lazyRouteComponent(() => import('../trash/page.tsx'), 'TrashPage'),
})

const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  component: lazyRouteComponent(() => import('../settings/page.tsx'), 'SettingsPage'),
})

/** Which section it is, the page looks up itself. */
const settingsSection = createRoute({ getParentRoute: () => settings, path: '$section' })
const imports = createRoute({
  getParentRoute: () => inside,
  path: '/imports',
  component: lazyRouteComponent(() => import('../imports/list.tsx'), 'ImportsPage'),
})

const newImport = createRoute({
  getParentRoute: () => inside,
  path: '/imports/new',
  // The one to import from.
  validateSearch: ({ spreadsheet }: Record<string, unknown>): { spreadsheet?: string } =>
    typeof spreadsheet === 'string' ? { spreadsheet } : {},
  component: lazyRouteComponent(() => import('../imports/new.tsx'), 'NewImportPage'),
})

const oneImport = createRoute({
  getParentRoute: () => inside,
  path: '/imports/$id',
  component: lazyRouteComponent(() => import('../imports/report.tsx'), 'ImportPage'),
})

const exports = createRoute({
  getParentRoute: () => inside,
  path: '/exports',
  component: lazyRouteComponent(() => import('../exports/page.tsx'), 'ExportsPage'),
})

const spreadsheets = createRoute({
  getParentRoute: () => inside,
  path: '/spreadsheets',
  component: lazyRouteComponent(() => import('../spreadsheets/page.tsx'), 'SpreadsheetsPage'),
})

const home = createRoute({
  getParentRoute: () => inside,
  path: '/home',
  component: lazyRouteComponent(() => import('../home/page.tsx'), 'HomePage'),
})

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/contacts' })
  },
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  // Only to an address of this server.
  validateSearch: ({ next }: Record<string, unknown>): { next?: string } =>
    typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {},
  component: lazyRouteComponent(() => import('../entrance/sign-in.tsx'), 'SignInPage'),
})

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('../entrance/forgot-password.tsx'), 'ForgotPasswordPage'),
})

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('../entrance/setup.tsx'), 'SetupPage'),
})

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(() => import('../entrance/invitation.tsx'), 'InvitationPage'),
})

const password = createRoute({
  getParentRoute: () => root,
  path: '/password',
  component: lazyRouteComponent(() => import('../entrance/password.tsx'), 'PasswordPage'),
})

const unsubscribe = createRoute({
  getParentRoute: () => root,
  path: '/unsubscribe',
  component: lazyRouteComponent(() => import('../entrance/unsubscribe.tsx'), 'UnsubscribePage'),
})

const entrance = [signIn, forgotPassword, setup, invitation, password, unsubscribe]

export const router = createRouter({
  routeTree: root.addChildren([
    start,
    inside.addChildren([
      ...[home, contacts, duplicates, trash, imports, newImport, oneImport, exports, spreadsheets],
      settings.addChildren([settingsSection]),
    ]),
    ...entrance,
  ]),
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const given = Object.entries(search).filter(([, value]) => value !== undefined)
    const text = new URLSearchParams(given as [string, string][]).toString()
    // What an address may have as it is stays readable, as a filter.
    return text === '' ? '' : `?${text.replace(/%(?:28|29|7E|2C|3A)/g, decodeURIComponent)}`
  },
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
