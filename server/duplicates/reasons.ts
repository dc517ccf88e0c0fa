/** Why two contacts may be one: how it is kept, and in words. */

export const reasons = {
  SAME_EMAIL: 'The same e-mail address',
  ALIKE_EMAIL: 'E-mail addresses that differ by a typing error',
  SAME_PHONE: 'The same phone number',
  SAME_NAME: 'The same name',
  SAME_FIRST_NAME: 'The same first name',
  SAME_LAST_NAME: 'The same last name',
  NICKNAME: 'First names of which one is a short or another form of the other',
  INITIAL: 'A first name and its initial',
  TYPO: 'Names that differ by a typing error',
  SOUND: 'Names that sound alike',
  PART_OF_NAME: 'A name that is a part of the other',
  SWAPPED: 'First and last name in each other’s place',
  SAME_ADDRESS: 'The same address',
  ALIKE_ADDRESS: 'Addresses that are alike',
  MOVED: 'Another address, as after a move',
  SAME_BIRTHDAY: 'The same birthday',
  ALIKE_BIRTHDAY: 'Birthdays that differ by a typing error',
  SAME_ORGANIZATION: 'The same organisation',
  ALIKE_ORGANIZATION: 'Names of organisations that are alike',
  SAME_WEBSITE: 'The same web site',
} as const

export type Reason = keyof typeof reasons
