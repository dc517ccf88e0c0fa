/** English: what stands behind the bell. */
export default {
  readAll: 'Mark all as read',
  settings: 'Settings',
  isNew: 'new',
  none: 'Nothing yet. Here you are told when an import or an export has ended, and what else you wish to know.',
}
