import Type, { type Static } from 'typebox'
import { ContactsSearchInput, WebContact } from './contacts.ts'
import { Id, messageClass } from './message-class.ts'

// Checked item by item, so that a faulty one has a verdict of its own and does not refuse the rest.
const ContactInside = Type.Unsafe<Static<typeof WebContact>>({ title: 'WebContact', description: 'A contact.' })

export const Fault = Type.Object(
  {
    Path: Type.String(),
    Message: Type.String(),
    Yours: Type.Optional(Type.Unknown()),
    Theirs: Type.Optional(Type.Unknown()),
  },
  { additionalProperties: false },
)

const whyFailed = {
  ErrorMessage: Type.Optional(Type.String({ description: 'Why it failed, for developers.' })),
  ErrorCode: Type.Optional(Type.String({ description: 'Why it failed, for programs.' })),
  Errors: Type.Optional(Type.Array(Fault, { description: 'The faults one by one, where there are some.' })),
}

export const ContactsBatchInput = messageClass('ContactsBatchInput', 'Many changes in one call.', {
  Items: Type.Array(
    Type.Object(
      {
        Operation: Type.Enum(['CREATE', 'UPDATE', 'UPSERT', 'DELETE'], { description: 'What to do.' }),
        Id: Type.Optional(Id('The contact to update or delete.')),
        MatchOn: Type.Optional(Type.String({ description: 'For UPSERT, as in `contacts/upsert`.', maxLength: 100 })),
        Contact: Type.Optional(ContactInside),
      },
      { additionalProperties: false },
    ),
    { description: 'Done in this order.', minItems: 1, maxItems: 1000 },
  ),
  AllOrNothing: Type.Optional(
    Type.Boolean({ description: 'One that fails refuses them all. When absent, each has its own fate.' }),
  ),
})

export const ContactsBatch = messageClass('ContactsBatch', 'What became of each item.', {
  Results: Type.Array(
    Type.Object(
      {
        Verdict: Type.Enum(['CREATED', 'UPDATED', 'UNCHANGED', 'DELETED', 'FAILED'], { description: 'What was done.' }),
        Id: Type.Optional(Id('The contact.')),
        Version: Type.Optional(Type.Integer({ description: 'Its version now.' })),
        ...whyFailed,
      },
      { additionalProperties: false },
    ),
    { description: 'In the order of the items.' },
  ),
})

/** Of all that can change many contacts at once. */
export const ExpectedCount = (of: string) =>
  Type.Optional(
    Type.Integer({
      minimum: 0,
      description: `${of} Needed where that is more than a quarter of more than 100 contacts; another number than it comes to is refused. A DryRun tells it.`,
    }),
  )

const whichContacts = {
  Search: Type.Optional(ContactsSearchInput),
  Ids: Type.Optional(
    Type.Array(Id('A contact.'), {
      description: 'These contacts, in place of a Search.',
      minItems: 1,
      maxItems: 100_000,
    }),
  ),
  DryRun: Type.Optional(Type.Boolean({ description: 'Tells what would be done, and does nothing.' })),
  ExpectedCount: ExpectedCount('How many contacts the caller expects to be `Found`.'),
}

export const ContactsBulkUpdateInput = messageClass(
  'ContactsBulkUpdateInput',
  'The same change to many contacts. Give a Search (an empty one finds all contacts) or Ids.',
  {
    ...whichContacts,
    Set: Type.Optional(WebContact),
    Add: Type.Optional(WebContact),
    Remove: Type.Optional(WebContact),
  },
)

export const ContactsBulkDeleteInput = messageClass(
  'ContactsBulkDeleteInput',
  'Many contacts to delete. Give a Search (an empty one finds all contacts) or Ids.',
  whichContacts,
)

const { ExpectedCount: _, ...whichInTrash } = whichContacts

export const ContactsBulkRestoreInput = messageClass(
  'ContactsBulkRestoreInput',
  'Many contacts to take out of the trash. Give a Search (an empty one finds all that were deleted) or Ids. Contacts that were merged into others come back only by Ids.',
  whichInTrash,
)

export const ContactsBulkResult = messageClass('ContactsBulkResult', 'What became of many contacts.', {
  Found: Type.Integer({ description: 'How many were found.' }),
  Changed: Type.Integer({ description: 'How many were changed; on a DryRun, would be.' }),
  Unchanged: Type.Integer({ description: 'How many were as they should be already.' }),
  Failed: Type.Integer({ description: 'How many could not be changed.' }),
  Errors: Type.Array(Type.Object({ ContactId: Id('The contact.'), ...whyFailed }, { additionalProperties: false }), {
    description: 'Why, for the first 100 of those.',
  }),
})
