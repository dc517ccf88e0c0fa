import Type from 'typebox'
import { ContactsSearchInput } from './contacts.ts'
import { Id, Moment, messageClass } from './message-class.ts'
import { Name, readOnly } from './named.ts'

const { SegmentId, ImportId, PageSize, PageNumber, Cursor, ...saved } = ContactsSearchInput.properties

export const SegmentSearch = messageClass(
  'SegmentSearch',
  'A ContactsSearchInput without what belongs to one page, or to another segment.',
  saved,
)

export const Segment = messageClass('Segment', 'A saved search, private or shared.', {
  Id: readOnly(Id('The segment.')),
  Name: Name('A new segment needs it. Several may have the same.'),
  Shared: Type.Optional(
    Type.Boolean({
      description:
        'Whether all users see and change it. When absent or false, it is its creator’s alone; only they can make it so.',
    }),
  ),
  Search: Type.Optional(SegmentSearch),
  CreatedDate: readOnly(Moment('When it was created.')),
  CreatedBy: readOnly(Id('The user who created it.')),
  UpdatedDate: readOnly(Moment('When it was last changed.')),
  UpdatedBy: readOnly(Id('The user who last changed it.')),
})
