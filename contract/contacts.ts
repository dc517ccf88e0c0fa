import Type, { type TProperties } from 'typebox'
import { Id, Moment, messageClass, Text } from './message-class.ts'

const line = (description: string) => Type.Optional(Text(description))
const readOnly = <Schema extends Type.TSchema>(schema: Schema) => Type.Optional({ ...schema, readOnly: true } as Schema)
const label = { Label: line('What it is for, as `work`.') }
const primary = { Primary: Type.Optional(Type.Boolean({ description: 'The one to use first.' })) }
const several = <Properties extends TProperties>(description: string, properties: Properties) =>
  Type.Optional(Type.Array(Type.Object(properties, { additionalProperties: false }), { description, maxItems: 200 }))
const names = (description: string, maxItems: number) =>
  Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { description, maxItems, uniqueItems: true }))

const CustomFieldValue = Type.Union([
  Type.String({ maxLength: 100_000 }),
  Type.Number(),
  Type.Boolean(),
  Type.Array(Type.String({ maxLength: 200 }), { maxItems: 500 }),
  Type.Null(),
])

/**
 * One class for what is created, changed and read. Every property may be null: at `create` that is the same as absent,
 * at `update` it clears. Which properties a new contact needs is a rule (server/contacts/contact.ts), not a shape.
 */
export const WebContact = messageClass('WebContact', 'A person or an organisation on the master list.', {
  Id: readOnly(Id('The contact.')),
  RecordType: Type.Optional(
    Type.Enum(['PERSON', 'ORGANIZATION'], {
      description: 'A PERSON has a first or a last name, an ORGANIZATION its OrganizationName.',
    }),
  ),
  DisplayName: readOnly(Text('The name to show, made from the names below.', 10_000)),
  NamePrefix: line('As `Dr.`'),
  FirstName: line('First name.'),
  MiddleName: line('Middle name.'),
  LastName: line('Last name.'),
  NameSuffix: line('As `Jr.`'),
  Nickname: line('Nickname.'),
  PhoneticFirstName: line('How the first name sounds, as in furigana.'),
  PhoneticLastName: line('How the last name sounds.'),
  OrganizationName: line('The organisation, or where the person works.'),
  JobTitle: line('Job title.'),
  Department: line('Department.'),
  Emails: several('E-mail addresses.', {
    Value: Type.String({ description: 'The address.', format: 'email', maxLength: 320 }),
    ...label,
    ...primary,
  }),
  Phones: several('Phone numbers.', {
    Value: Type.String({ description: 'As it was typed.', minLength: 1, maxLength: 100 }),
    ...label,
    ...primary,
    E164: readOnly(Text('The number as `+14155552670`, where it can be told.', 20)),
  }),
  Addresses: several('Postal addresses.', {
    ...label,
    ...primary,
    Street: line('Street and number.'),
    ExtendedAddress: line('Floor, flat, care of.'),
    City: line('City.'),
    Region: line('State, province, county.'),
    PostalCode: line('Postal code.'),
    Country: line('Country.'),
  }),
  Websites: several('Web pages.', { Value: Text('The address.', 2000), ...label }),
  Dates: several('Birthday (label `birthday`), anniversary and others.', {
    Value: Type.String({ description: '`YYYY-MM-DD`, or `--MM-DD` where the year is not known.', format: 'day' }),
    ...label,
  }),
  Relations: several('People close to this one.', { Value: Text('A name.'), ...label }),
  InstantMessages: several('Names in messengers.', {
    Value: Text('The name.'),
    ...label,
    Protocol: line('As `XMPP`.'),
  }),
  Notes: Type.Optional(Text('Anything else.', 100_000)),
  Status: Type.Optional(Text('Where the Customer stands with this contact.', 100)),
  Unsubscribed: Type.Optional(Type.Boolean({ description: 'Wants no mailings.' })),
  ContactTypes: names("Of the Customer's list; a new Customer has CUSTOMER, LEAD and VENDOR.", 100),
  Labels: names('Each begins with `#`.', 500),
  CustomFields: Type.Optional(
    Type.Record(Type.String({ pattern: '^#' }), CustomFieldValue, {
      description: 'Values by the name of the field, which begins with `#`. At `update`, fields not mentioned stay.',
      additionalProperties: false,
    }),
  ),
  Version: readOnly(
    Type.Integer({
      minimum: 1,
      description: 'Counts the changes. Sent with `update`, it guards what others changed since it was read.',
    }),
  ),
  CreatedDate: readOnly(Moment('When it was created.')),
  CreatedBy: readOnly(Id('The user who created it.')),
  UpdatedDate: readOnly(Moment('When it was last changed.')),
  UpdatedBy: readOnly(Id('The user who last changed it.')),
})

export const ContactsUpsertInput = messageClass(
  'ContactsUpsertInput',
  'A contact that shall be there, found by one of its values.',
  {
    MatchOn: Type.String({
      description:
        '`Id`, `Emails.Value`, `Phones.Value`, a property that holds text, or a custom field by its name (`#…`).',
      maxLength: 100,
    }),
    Contact: WebContact,
  },
)

const searchProperties = {
  SearchText: Type.Optional(
    Text('Words, in any order, each anywhere in names, e-mails, phones, texts. Case and accents do not matter.'),
  ),
  Filter: Type.Optional(Type.Unknown({ description: 'Not served yet: a call that has it is refused.' })),
  Trash: Type.Optional(Type.Boolean({ description: 'Searches what was deleted instead.' })),
  Sort: Type.Optional(
    Type.Array(
      Type.Object(
        {
          Property: Type.String({ description: 'A property that holds one text or date.', maxLength: 100 }),
          Descending: Type.Optional(Type.Boolean({ description: 'From the end.' })),
        },
        { additionalProperties: false },
      ),
      {
        description: 'The order; DisplayName when absent. Contacts without the value come last.',
        minItems: 1,
        maxItems: 5,
      },
    ),
  ),
  PageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'Rows a page; 50 when absent.' })),
  PageNumber: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1_000_000_000, description: 'From 1. Not together with Cursor.' }),
  ),
  Cursor: Type.Optional(Text('NextCursor of the page before.', 20_000)),
  Properties: Type.Optional(
    Type.Array(Type.String({ maxLength: 100 }), {
      description: 'The properties wanted; `Id` always comes too. All when absent.',
      minItems: 1,
      maxItems: 200,
    }),
  ),
  Total: Type.Optional(
    Type.Enum(['EXACT', 'ESTIMATED', 'NONE'], {
      description: 'When absent: exact up to 10,000 found, estimated above.',
    }),
  ),
}
export const ContactsSearchInput = messageClass(
  'ContactsSearchInput',
  'Which contacts, in what order, and how many.',
  searchProperties,
)
export const ContactsSearch = messageClass('ContactsSearch', 'Another name of ContactsSearchInput.', searchProperties)

const resultProperties = {
  Columns: Type.Array(
    Type.Object(
      { Property: Type.String(), Title: Type.String(), Type: Type.String() },
      { additionalProperties: false },
    ),
    { description: 'What the rows have, as a table would head it.' },
  ),
  Rows: Type.Array(WebContact, { description: 'The contacts of this page.' }),
  TotalCount: Type.Optional(Type.Integer({ description: 'How many were found in all.' })),
  TotalKind: Type.Enum(['EXACT', 'ESTIMATED', 'NONE'], { description: 'What TotalCount is.' }),
  NextCursor: Type.Optional(Type.String({ description: 'Where the next page begins; absent on the last.' })),
}
export const ContactsDatatable = messageClass('ContactsDatatable', 'A page of contacts.', resultProperties)
export const ContactsSearchResult = messageClass(
  'ContactsSearchResult',
  'Another name of ContactsDatatable.',
  resultProperties,
)
