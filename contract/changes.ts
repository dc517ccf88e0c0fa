import Type from 'typebox'
import { Id, Moment, messageClass } from './message-class.ts'

const sequence = (description: string) => Type.Integer({ description, minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

export const ChangedEntity = Type.Enum(['CONTACT', 'LABEL', 'CONTACT_TYPE', 'CUSTOM_FIELD', 'SEGMENT'], {
  description: 'What kind of thing has changed.',
})

export const ChangeKind = Type.Enum(['CREATED', 'UPDATED', 'DELETED', 'RESTORED', 'ERASED', 'SNAPSHOT'], {
  description:
    'DELETED: a contact is in the trash, anything else is gone. RESTORED: it is there again. ERASED: it is gone for good. SNAPSHOT: of its history nothing is kept but what it came to, which `After` has whole.',
})

const properties = (description: string) => Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description }))

export const Change = messageClass('Change', 'Something that has changed: one thing, at one time.', {
  Sequence: sequence('Its place among all changes of the organisation. It goes up, with gaps.'),
  Entity: ChangedEntity,
  Id: Id('The contact, label, contact type, custom field or segment.'),
  Kind: ChangeKind,
  ChangeSetId: Id('What was changed by the same call or request has the same.'),
  Date: Moment('When it was changed.'),
  UserId: Id('Who has changed it.'),
  Before: properties('The properties that differ as they were, in today’s names; null where there was nothing.'),
  After: properties(
    'The same as they are since, null where they were cleared. Of what is new, and of a SNAPSHOT, all that it has.',
  ),
})

const Entities = Type.Optional(
  Type.Array(ChangedEntity, {
    description: 'Of which kinds of things; of all when absent.',
    minItems: 1,
    uniqueItems: true,
  }),
)

export const ChangesListInput = messageClass('ChangesListInput', 'Which changes.', {
  After: Type.Optional(
    sequence('Those behind this one, as `LastSequence` told it; 0 when absent: from the beginning.'),
  ),
  Limit: Type.Optional(Type.Integer({ description: 'How many at most; 100 when absent.', minimum: 1, maximum: 1000 })),
  Entities,
})

export const ChangesPage = messageClass('ChangesPage', 'Changes in the order in which they came to be.', {
  Changes: Type.Array(Change),
  LastSequence: sequence('How far the page goes: `After` of the next call.'),
  More: Type.Boolean({ description: 'Whether there are changes behind it by now.' }),
})

export const ChangesWatchInput = messageClass('ChangesWatchInput', 'What to watch, and from where on.', {
  After: Type.Optional(
    sequence('Changes behind this one. When absent, those from now on. A header `Last-Event-ID` counts instead.'),
  ),
  Entities,
})
