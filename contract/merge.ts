import Type from 'typebox'
import { WebContact } from './contacts.ts'
import { Id, messageClass } from './message-class.ts'

export const ContactsMergeInput = messageClass(
  'ContactsMergeInput',
  'Contacts that are the same, to become one. The others go into the trash, and their ids go on meaning the one.',
  {
    Ids: Type.Array(Id('A contact.'), {
      description: 'The contacts; the first survives, unless Into says which.',
      minItems: 2,
      maxItems: 20,
      uniqueItems: true,
    }),
    Into: Type.Optional(Id('Which of them survives.')),
    Choose: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Id('A contact.'), {
        description:
          'By property, as `FirstName`, `Emails` or `#Tier`: of which contact the value is taken. When absent: lists, labels and notes of all join; of single values the survivor’s counts, or where it has none, that of the contact that was changed last; who has unsubscribed anywhere stays so.',
      }),
    ),
    Values: Type.Optional(WebContact),
    DryRun: Type.Optional(Type.Boolean({ description: 'Tells what would become of them, and does nothing.' })),
  },
)

export const ContactsMerge = messageClass('ContactsMerge', 'What became of contacts that were merged.', {
  Contact: WebContact,
  Merged: Type.Array(Id('A contact.'), { description: 'Those that are in the trash now; on a DryRun, would be.' }),
  Left: Type.Array(
    Type.Object(
      {
        ContactId: Id('The contact that had it, and has it still, in the trash or in its history.'),
        Property: Type.String({ description: 'Which one.' }),
        Value: Type.Unknown({ description: 'The value.' }),
      },
      { additionalProperties: false },
    ),
    { description: 'Values that the one contact does not have.' },
  ),
})
