/** English: what was deleted. */
const contacts = (number: string) => `${number} ${number === '1' ? 'contact' : 'contacts'}`

export default {
  search: 'Search the trash',
  table: 'Contacts in the trash, those deleted last first',
  name: 'Name',
  about: 'About',
  deleted: 'Deleted',
  by: 'By',
  until: 'Kept for',
  days: (days: number) => (days === 1 ? '1 more day' : `${days} more days`),
  merged: 'merged',
  mergedAbout: 'It was merged into another contact. Restored, it is a contact of its own again.',
  restore: 'Restore',
  restoreOne: (name: string) => `Restore ${name}`,
  restored: (name: string) => `${name} is on the list again.`,
  restoring: (number: string) => `Restoring ${contacts(number)} …`,
  restoredSeveral: (number: string) => `${contacts(number)} restored.`,
  noRoom: (number: string) => `Your plan has no room for ${number} more; they stay in the trash.`,
  select: (name: string) => `Select ${name}`,
  selectAll: 'Select all',
  selected: (number: string) => `${number} selected`,
  selectedDeleted: (number: string, isMost: boolean) =>
    `${isMost ? 'Up to ' : ''}${number} selected, without those that were merged`,
  selectNone: 'Select none',
  bar: 'Selected contacts',
  more: 'Show more',
  empty: {
    title: 'The trash is empty',
    about: 'Contacts that are deleted stay here for 60 days, and can be restored.',
  },
  notFound: { title: 'Nobody found', about: 'Nobody in the trash has all of these words.' },
  unreadable: { title: 'The trash cannot be shown', button: 'Try again' },
}
