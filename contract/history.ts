import Type from 'typebox'
import { Id, Moment, messageClass, Text } from './message-class.ts'

const kinds = [
  ...(['EDIT', 'BATCH', 'BULK', 'IMPORT', 'MERGE', 'UNDO', 'RESTORE', 'ERASURE'] as const),
  ...(['LABELS', 'CONTACT_TYPES', 'CUSTOM_FIELDS', 'SEGMENTS'] as const),
] as const

export type KindName = (typeof kinds)[number]

export const Kind = Type.Enum([...kinds], { description: 'What kind of act it was.' })

export const page = {
  PageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'Rows a page; 50 when absent.' })),
  Cursor: Type.Optional(Text('NextCursor of the page before.', 100)),
}
export const NextCursor = Type.Optional(Type.String({ description: 'Where the next page begins; absent on the last.' }))

/** Who, when, through what. */
export const act = {
  Date: Moment('When it was.'),
  User: Type.Object(
    {
      Id: Id('Who did it.'),
      Name: Type.String({ description: 'The name, or the e-mail; also of who was deleted since.' }),
    },
    { additionalProperties: false, description: 'Who it was.' },
  ),
  Via: Type.Enum(['WEB', 'TOKEN'], { description: 'Through what: a session of the user, or an API token.' }),
  TokenId: Type.Optional(Id('The API token.')),
  Kind,
}

/** What was done to one thing. */
export const done = {
  Change: Type.Enum(['CREATED', 'UPDATED', 'DELETED', 'RESTORED', 'MERGED', 'ERASED', 'SNAPSHOT'], {
    description:
      'What happened. A contact that is DELETED is in the trash; a SNAPSHOT is what a thing was when the history that the server keeps begins.',
  }),
  Version: Type.Optional(Type.Integer({ description: 'The version that the contact had from then on.' })),
  MergedInto: Type.Optional(Id('Of a contact that was MERGED: the one that it is part of now.')),
  Differences: Type.Array(
    Type.Object(
      {
        Property: Type.String({ description: 'A property, or a custom field by its name.' }),
        Before: Type.Optional(Type.Unknown({ description: 'Absent where there was nothing.' })),
        After: Type.Optional(Type.Unknown({ description: 'Absent where there is nothing.' })),
      },
      { additionalProperties: false },
    ),
    {
      description:
        'What differs. Labels, types and fields have their present names; those that were deleted, their last ones.',
    },
  ),
}

export const ContactHistoryInput = messageClass('ContactHistoryInput', 'Which part of a history.', page)

export const ContactHistory = messageClass('ContactHistory', 'What became of a contact, the newest first.', {
  Rows: Type.Array(
    Type.Object(
      {
        Sequence: Type.Integer({ description: 'Counts all changes of the organisation.' }),
        ChangeSetId: Id('What it was a part of; see `changesets/get/{id}`.'),
        ...act,
        ...done,
      },
      { additionalProperties: false },
    ),
  ),
  NextCursor,
})

export const ContactRestoreInput = messageClass('ContactRestoreInput', 'To what a contact is restored.', {
  Version: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'The values that it had at this version. When absent, it is taken out of the trash as it is.',
    }),
  ),
})
