import type { Input } from '../../contract/operations.ts'

/** What a user is told, and how; what is absent in the input of `users/update-notification` stays. */
export type Notifications = {
  [Name in keyof Input<'users/update-notification/{id}'>]-?: NonNullable<Input<'users/update-notification/{id}'>[Name]>
}
export type Event = Exclude<keyof Notifications, 'Channels'>

/** What is told to somebody who has not said otherwise. */
const first: Notifications = {
  ImportFinished: true,
  ExportFinished: true,
  ContactsChanged: 'NEVER',
  SyncTrouble: true,
  NewSignIn: true,
  Channels: ['EMAIL', 'APP'],
}

export const notificationsOf = (kept: object): Notifications => ({ ...first, ...kept })

export const wants = (settings: Notifications, event: Event): boolean =>
  settings[event] !== false && settings[event] !== 'NEVER'
