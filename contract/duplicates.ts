import Type from 'typebox'
import { WebContact } from './contacts.ts'
import { Id, Moment, messageClass, Text } from './message-class.ts'

/** How likely two contacts are one, and why. */
export const likeness = {
  Score: Type.Number({ minimum: 0, maximum: 1, description: 'How likely they are one, from 0 to 1.' }),
  Reasons: Type.Array(
    Type.Object(
      {
        Reason: Type.String({ description: 'For programs, as `SAME_EMAIL`.' }),
        Text: Type.String({ description: 'In words.' }),
      },
      { additionalProperties: false },
    ),
    { description: 'What speaks for it, the strongest first.' },
  ),
}

const paging = {
  PageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: 'Groups a page; 50 when absent.' })),
}

export const ContactsDuplicatesInput = messageClass('ContactsDuplicatesInput', 'How to look for duplicates.', {
  Rescan: Type.Optional(
    Type.Boolean({
      description:
        'Looks through the whole list anew. When absent, that is done the first time alone: what has changed since is followed.',
    }),
  ),
  ...paging,
})

export const ContactsListDuplicatesInput = messageClass('ContactsListDuplicatesInput', 'Which groups of duplicates.', {
  ContactId: Type.Optional(Id('Only the group that this contact is in.')),
  LeastScore: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, description: 'Only groups with a pair of this score.' }),
  ),
  ...paging,
  Cursor: Type.Optional(Text('NextCursor of the page before.', 200)),
})

export const ContactsDuplicates = messageClass('ContactsDuplicates', 'Contacts that may be the same, in groups.', {
  Groups: Type.Array(
    Type.Object(
      {
        Score: likeness.Score,
        Contacts: Type.Array(WebContact, { description: 'Each may be the same as another one of them.' }),
        Pairs: Type.Array(
          Type.Object(
            { Ids: Type.Array(Id('A contact.'), { description: 'The two.' }), ...likeness },
            { additionalProperties: false },
          ),
          {
            description:
              'Which ones, and why; the likeliest first. Of a group with more than 100, these and their contacts.',
          },
        ),
      },
      { additionalProperties: false },
    ),
    { description: 'The likeliest first.' },
  ),
  TotalCount: Type.Integer({ minimum: 0, description: 'How many groups there are in all.' }),
  ScannedDate: Type.Optional(
    Moment('When the whole list was last looked through; absent where it never was: `contacts/duplicates` does it.'),
  ),
  Pending: Type.Integer({
    minimum: 0,
    description: 'How many changes since have not been looked at yet; that takes seconds, after large imports minutes.',
  }),
  NextCursor: Type.Optional(Type.String({ description: 'Where the next page begins; absent on the last.' })),
})

export const ContactsNotDuplicatesInput = messageClass(
  'ContactsNotDuplicatesInput',
  'Contacts of which no two are the same.',
  {
    Ids: Type.Array(Id('A contact.'), { description: 'The contacts.', minItems: 2, maxItems: 20, uniqueItems: true }),
    Undo: Type.Optional(Type.Boolean({ description: 'Takes back that it was said.' })),
  },
)

export const ContactsCheck = messageClass('ContactsCheck', 'What a contact may be a duplicate of.', {
  Duplicates: Type.Array(Type.Object({ Contact: WebContact, ...likeness }, { additionalProperties: false }), {
    description: 'The likeliest first, at most 20, from a score of 0.3 on.',
  }),
  IsThorough: Type.Boolean({
    description:
      'Whether contacts that are alike but for errors were looked for, too. In lists of more than 300 contacts that needs `contacts/duplicates` to have been called once.',
  }),
})
