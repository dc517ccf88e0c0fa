import Type from 'typebox'
import { act, done, Kind, NextCursor, page } from './history.ts'
import { Id, Moment, messageClass, Text } from './message-class.ts'

const entities = ['CONTACT', 'LABEL', 'CONTACT_TYPE', 'CUSTOM_FIELD', 'SEGMENT'] as const
const Entity = Type.Enum([...entities], { description: 'What it is.' })
const count = (description: string) => Type.Integer({ minimum: 0, description })

const about = {
  Id: Id('The change set.'),
  ...act,
  Operation: Text('What was called, as `contacts/update`.'),
  Counts: Type.Object(
    {
      Contacts: count('Changes of contacts.'),
      Labels: count('Changes of labels.'),
      ContactTypes: count('Changes of contact types.'),
      CustomFields: count('Changes of custom fields.'),
      Segments: count('Changes of segments.'),
    },
    { additionalProperties: false, description: 'How many changes it is of. One thing may be changed several times.' },
  ),
  UndoOf: Type.Optional(Id('The change set that this one has undone.')),
  UndoneDate: Type.Optional(Moment('When it was undone, unless that was undone in turn.')),
  UndoneBy: Type.Optional(Id('The change set by which it was undone.')),
}

export const ChangeSet = messageClass('ChangeSet', 'What one call, or one request, has changed.', about)

export const ChangeSetsListInput = messageClass('ChangeSetsListInput', 'Which change sets; all when nothing is said.', {
  UserId: Type.Optional(Id('Those of this user.')),
  Kind: Type.Optional(Kind),
  ContactId: Type.Optional(Id('Those that changed this contact.')),
  From: Type.Optional(Moment('From this moment on.')),
  To: Type.Optional(Moment('Up to before this moment.')),
  ...page,
})

export const ChangeSetsPage = messageClass('ChangeSetsPage', 'Some change sets, the newest first.', {
  Rows: Type.Array(ChangeSet),
  NextCursor,
})

export const ChangeSetGetInput = messageClass('ChangeSetGetInput', 'Which changes of a change set.', {
  Entity: Type.Optional(Entity),
  ...page,
})

export const ChangeSetChanges = messageClass('ChangeSetChanges', 'A change set with its changes, in their order.', {
  ...about,
  Rows: Type.Array(
    Type.Object(
      {
        Sequence: Type.Integer({ description: 'Counts all changes of the organisation.' }),
        Entity,
        EntityId: Id('Which one.'),
        Name: Type.Optional(Type.String({ description: 'What it is called, if it is there or was not erased.' })),
        ...done,
      },
      { additionalProperties: false },
    ),
  ),
  NextCursor,
})

export const ChangeSetUndoInput = messageClass('ChangeSetUndoInput', 'How to undo.', {
  DryRun: Type.Optional(Type.Boolean({ description: 'Tells what would be done, and does nothing.' })),
})

export const ChangeSetUndo = messageClass('ChangeSetUndo', 'What undoing a change set came to.', {
  ChangeSetId: Type.Optional(Id('The change set that this is; undo it, and all is as before. Not on a DryRun.')),
  Changed: count('Contacts that have earlier values again.'),
  Trashed: count('Contacts that were put into the trash, because the change set had added or restored them.'),
  Restored: count('Contacts that were taken out of the trash.'),
  Others: count('Labels, contact types, custom fields and segments that are there again, are as before, or are gone.'),
  Left: count('What could not be taken back, or not whole.'),
  Kept: Type.Array(
    Type.Object(
      {
        Entity,
        Id: Id('Which one.'),
        Name: Type.Optional(Type.String({ description: 'What it is called.' })),
        Properties: Type.Array(Type.String(), {
          description: 'What stays as it is. `Trash` is whether a contact is in the trash.',
        }),
        Reason: Type.Enum(['CHANGED', 'GONE', 'IN_USE', 'NAME_TAKEN', 'INVALID', 'PLAN', 'NOT_YOURS'], {
          description:
            'Somebody has changed it since; it was erased; others use it; another has the name; it would be no valid one; the plan includes no more; it is for its creator alone.',
        }),
      },
      { additionalProperties: false },
    ),
    { description: 'The first 1,000 of those.' },
  ),
})
