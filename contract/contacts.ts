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
  Photo: readOnly(Id('Its picture, which `contacts/photo` gives; another picture has another id.')),
  ImportId: readOnly(Id('The import that added it.')),
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
  DeletedDate: readOnly(
    Moment('Of one in the trash: since when. After 60 days it is gone for good. Neither filtered nor sorted by.'),
  ),
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

const operators = [
  ...(['EQUALS', 'NOT_EQUALS', 'IN', 'NOT_IN', 'CONTAINS', 'NOT_CONTAINS', 'STARTS_WITH', 'ENDS_WITH'] as const),
  ...(['EMPTY', 'NOT_EMPTY', 'GREATER', 'GREATER_OR_EQUAL', 'LESS', 'LESS_OR_EQUAL', 'BETWEEN'] as const),
  ...(['ANY_OF', 'ALL_OF', 'NONE_OF', 'WITHIN_LAST', 'WITHIN_NEXT'] as const),
] as const

export type Operator = (typeof operators)[number]

export type FilterValue = string | number | boolean

/** Either one of And, Or, Not, or a condition. */
export interface Filter {
  And?: Filter[]
  Or?: Filter[]
  Not?: Filter
  Property?: string
  Operator?: Operator
  Value?: FilterValue
  Values?: FilterValue[]
  Unit?: 'DAY' | 'WEEK' | 'MONTH' | 'YEAR'
}

// A class cannot contain itself before it is there; by its name, those who read the schema know which one is meant. What
// is inside is checked by server/contacts/filter.ts, which also knows the properties and what fits them.
const FilterInside = Type.Unsafe<Filter>({ title: 'Filter', description: 'A Filter in turn.' })
const filterValue = { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] }
export const FilterClass = messageClass(
  'Filter',
  'Which contacts: one of And, Or and Not, or a condition (Property, Operator and what to compare with).',
  {
    And: Type.Optional(Type.Array(FilterInside, { description: 'All of these.' })),
    Or: Type.Optional(Type.Array(FilterInside, { description: 'At least one of these.' })),
    Not: Type.Optional(FilterInside),
    Property: Type.Optional(
      Type.String({
        description:
          'A property of WebContact; a part of one that has several, as `Emails.Value`; a custom field by its name (`#…`).',
      }),
    ),
    Operator: Type.Optional(
      Type.Enum([...operators], { description: 'How to compare. One that does not fit the property is refused.' }),
    ),
    Value: Type.Optional(
      Type.Unsafe<FilterValue>({ ...filterValue, description: 'What to compare with; of WITHIN_…, how many units.' }),
    ),
    Values: Type.Optional(
      Type.Array(Type.Unsafe<FilterValue>(filterValue), {
        description: 'For IN, NOT_IN, ANY_OF, ALL_OF, NONE_OF; for BETWEEN the two ends, which are included.',
      }),
    ),
    Unit: Type.Optional(
      Type.Enum(['DAY', 'WEEK', 'MONTH', 'YEAR'], { description: 'For WITHIN_LAST and WITHIN_NEXT.' }),
    ),
  },
)

const searchProperties = {
  SearchText: Type.Optional(
    Text('Words, in any order, each anywhere in names, e-mails, phones, texts. Case and accents do not matter.'),
  ),
  Filter: Type.Optional(FilterInside),
  SegmentId: Type.Optional(Id('Only contacts of this segment. Its order holds where Sort is absent.')),
  ImportId: Type.Optional(Id('Only contacts that this import added.')),
  Trash: Type.Optional(Type.Boolean({ description: 'Searches what was deleted instead.' })),
  Sort: Type.Optional(
    Type.Array(
      Type.Object(
        {
          Property: Type.String({
            description: 'As in a Filter. Of several values, the first counts.',
            maxLength: 100,
          }),
          Descending: Type.Optional(Type.Boolean({ description: 'From the end.' })),
        },
        { additionalProperties: false },
      ),
      {
        description:
          'The order. When absent: with SearchText the best matches first, else by DisplayName. Contacts without the value come last.',
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

export const ContactsAdded = messageClass('ContactsAdded', 'How the list has grown in the last 12 months.', {
  Months: Type.Array(
    Type.Object(
      {
        Month: Type.String({ description: 'In the time zone of the organisation, as `2026-11`.' }),
        Count: Type.Integer({ minimum: 0, description: 'How many contacts of the list were added in it.' }),
        Kind: Type.Enum(['EXACT', 'ESTIMATED'], {
          description: 'What Count is. Of several months with more than 2,000, how many each has is an estimate.',
        }),
      },
      { additionalProperties: false },
    ),
    { description: 'The present one last.' },
  ),
})
