/** English: the settings. */
export default {
  navigation: 'Sections of the settings',
  back: 'All settings',
  groups: { me: 'Me', organisation: 'Organisation', list: 'List' },
  sections: {
    profile: 'Profile',
  },
  notFound: 'There is no such section.',
}
