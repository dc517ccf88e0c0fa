import Type from 'typebox'
import type { WebContact } from './contacts.ts'
import { ExpectedCount, Fault } from './contacts-at-once.ts'
import { FieldType } from './custom-fields.ts'
import { likeness } from './duplicates.ts'
import { Id, Moment, messageClass, Text } from './message-class.ts'
import { ProcessStatus } from './request.ts'

const flag = (description: string) => Type.Optional(Type.Boolean({ description }))

const Format = Type.Enum(['CSV', 'XLSX', 'VCARD', 'JSON'], {
  description: 'What the file is; when absent, its content tells. JSON has a contact a line.',
})
const DateOrder = Type.Enum(['DMY', 'MDY', 'YMD'], {
  description: 'How dates are written in numbers; when absent, the values tell, else the country.',
})
const Mode = Type.Enum(['REPLACE', 'APPEND', 'FILL_IF_EMPTY', 'SKIP'], {
  description: 'What becomes of a value that is there already. When absent: single values REPLACE, lists APPEND.',
})
const ColumnName = Type.Union([Type.String({ maxLength: 10_000 }), Type.Integer({ minimum: 1, maximum: 1000 })], {
  description: 'The column by its header as `imports/preview` names it, or by its place from 1.',
})

export const ImportMapping = messageClass('ImportMapping', 'Where a column goes.', {
  Column: ColumnName,
  Property: Text(
    'A property of WebContact; a part of one with several values, as `Emails.Value` or, with its place, `Emails[0].Value`; a custom field by its name (`#…`); `DisplayName` for a whole name, which is split.',
    200,
  ),
  Label: Type.Optional(Text('For a property with several values: what the value is for, as `work`.')),
  Mode: Type.Optional(Mode),
  ClearIfBlank: flag('A blank cell clears the property. When absent, it changes nothing.'),
  NewField: Type.Optional({ ...FieldType, description: 'Makes the custom field that Property names, of this type.' }),
})

/** Everything that says how a file is to be read. */
const reading = {
  FileName: Type.Optional(Text('When absent, the name that came with the file.', 300)),
  Format: Type.Optional(Format),
  Sheet: Type.Optional(Text('Of an XLSX: the sheet; the first that is shown and has rows when absent.', 100)),
  Encoding: Type.Optional(Text('Of a CSV or vCard file, as `windows-1252`; when absent, its bytes tell.', 40)),
  Delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 1, description: 'Of a CSV: between the cells.' })),
  Quote: Type.Optional(Type.Enum(['"', "'"], { description: 'Of a CSV: around cells.' })),
  HasHeader: flag('Whether a row names the columns; when absent, the rows tell.'),
  HeaderRow: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100, description: 'Which row that is; titles stand above.' }),
  ),
  DateOrder: Type.Optional(DateOrder),
  FileId: Type.Optional(
    Id('A file that `imports/preview` was given, in place of sending it again. It is kept for a day.'),
  ),
  SpreadsheetId: Type.Optional(Id('A spreadsheet of the session user, in place of a file.')),
}

export const ImportInput = messageClass(
  'ImportInput',
  'What to import, and how. Beside a file it is the part `input` of multipart/form-data, whose part `file` comes last.',
  {
    ...reading,
    Mapping: Type.Optional(
      Type.Array(ImportMapping, {
        description: 'Columns that are not named are left out. When absent, as `imports/preview` suggests.',
        maxItems: 1000,
      }),
    ),
    MatchOn: Type.Optional(
      Type.Array(Text('A property, as in `contacts/upsert`.', 100), {
        description:
          'By what a row finds the contact it is about, in this order, until one is found; a row that has an `Id` goes by that alone. When absent: `Id`, `Emails.Value`. Rows of the file find each other as well.',
        maxItems: 10,
        uniqueItems: true,
      }),
    ),
    OnMatch: Type.Optional(
      Type.Enum(['UPDATE', 'SKIP', 'CREATE'], {
        description:
          'What becomes of a row whose contact is there: it UPDATEs it (when absent), is SKIPped as a duplicate, or CREATEs another.',
      }),
    ),
    Labels: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
        description: 'Labels that every imported contact gets besides its own.',
        maxItems: 100,
        uniqueItems: true,
      }),
    ),
    ContactTypes: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
        description: 'Contact types that every imported contact gets besides its own.',
        maxItems: 100,
        uniqueItems: true,
      }),
    ),
    Fixes: Type.Optional(
      Type.Array(
        Type.Object(
          {
            RowNumber: Type.Integer({ minimum: 1, description: 'The row, as `imports/rows` tells it.' }),
            Column: ColumnName,
            Value: Type.String({ maxLength: 10_000, description: 'What is read in place of what stands there.' }),
          },
          { additionalProperties: false },
        ),
        {
          description:
            'Cells that are read as if something else stood in them. The file stays as it was sent; what it is given back with tells of them. Of CSV and XLSX; no more than 1 MB together.',
          maxItems: 1000,
        },
      ),
    ),
    DryRun: flag('Tells what would become of every row, and changes nothing.'),
    ExpectedCount: ExpectedCount('How many rows the caller expects to be `Updated`.'),
    Force: flag('Imports again what was imported already, with the same file and mapping.'),
  },
)

const Verdict = Type.Enum(['CREATED', 'UPDATED', 'UNCHANGED', 'DUPLICATE', 'ERROR'], {
  description: 'What became of the row; on a DryRun, what would.',
})

const count = (description: string) => Type.Integer({ minimum: 0, description })
const Counts = Type.Object(
  {
    Rows: count('All rows so far; the others add up to it.'),
    Created: count('Contacts that were added.'),
    Updated: count('Contacts that were changed.'),
    Unchanged: count('Rows that said nothing new.'),
    Duplicates: count('Rows that were skipped, because their contact is there.'),
    Errors: count('Rows that could not be imported.'),
  },
  { additionalProperties: false },
)

export const Import = messageClass('Import', 'One import, and what became of it.', {
  Id: Id('The import; `contacts/search` finds its contacts by it.'),
  RequestId: Id('Follow it with `request/get/{id}`; `request/cancel/{id}` stops it, and rows that are done stay.'),
  Status: ProcessStatus,
  ErrorMessage: Type.Optional(Type.String({ description: 'On FAIL: why.' })),
  FileName: Text('The name of the file.', 300),
  Format,
  Sheet: Type.Optional(Text('Of an XLSX: which sheet.', 100)),
  DryRun: Type.Boolean({ description: 'Whether it only told what would become of the rows.' }),
  CreatedDate: Moment('When it was accepted.'),
  CreatedBy: Id('The user who imported.'),
  Mapping: Type.Optional(
    Type.Array(ImportMapping, { description: 'The mapping that it went by; `list` leaves it out.' }),
  ),
  MatchOn: Type.Array(Type.String(), { description: 'By what rows found their contacts.' }),
  OnMatch: Type.Enum(['UPDATE', 'SKIP', 'CREATE']),
  DateOrder: Type.Optional(DateOrder),
  Counts,
  UndoneDate: Type.Optional(Moment('When it was undone.')),
  Earlier: flag(
    'This file was imported with the same mapping before: nothing was done, and this is the earlier import.',
  ),
})

export const ImportPreview = messageClass('ImportPreview', 'A file as it would be imported.', {
  FileId: Id('Send it with `imports/create`, in place of the file.'),
  FileName: Text('The name of the file.', 300),
  Format,
  Sheets: Type.Optional(Type.Array(Type.String(), { description: 'Of an XLSX: its sheets.' })),
  Sheet: Type.Optional(Text('Of an XLSX: the sheet shown.', 100)),
  Encoding: Type.Optional(Text('Of a CSV.', 40)),
  Delimiter: Type.Optional(Text('Of a CSV.', 1)),
  Quote: Type.Optional(Text('Of a CSV.', 1)),
  HasHeader: flag('Whether a row names the columns.'),
  HeaderRow: Type.Optional(Type.Integer({ description: 'Which one that is.' })),
  DateOrder: Type.Optional(DateOrder),
  Columns: Type.Array(
    Type.Object(
      {
        Column: Type.String({ description: 'Its name in a mapping.' }),
        Property: Type.Optional(Type.String({ description: 'Where it would go; absent where that cannot be told.' })),
        Label: Type.Optional(Type.String()),
        Mode: Type.Optional(Mode),
        Confidence: Type.Number({ minimum: 0, maximum: 1, description: 'How sure that is.' }),
        Samples: Type.Array(Type.String(), { description: 'Its first values.' }),
      },
      { additionalProperties: false },
    ),
    { description: 'The columns, with a suggestion for each. None for vCards and JSON.' },
  ),
  Mapping: Type.Array(ImportMapping, {
    description:
      'The mapping given, else the one with which the session user last imported this header, else the suggestions.',
  }),
  Remembered: Type.Boolean({ description: 'Whether it is the one of the last time.' }),
  Rows: Type.Array(
    Type.Object(
      {
        RowNumber: Type.Integer(),
        Contact: Type.Optional(Type.Unsafe<Type.Static<typeof WebContact>>({ title: 'WebContact' })),
        Errors: Type.Optional(Type.Array(Fault)),
      },
      { additionalProperties: false },
    ),
    {
      description:
        'The first 20 rows, each as the contact that it would add. Which contact it matches, a DryRun tells.',
    },
  ),
})

export const ImportRowsInput = messageClass('ImportRowsInput', 'Which rows of an import.', {
  Verdict: Type.Optional(Verdict),
  PossibleDuplicates: flag('Only rows that have PossibleDuplicates.'),
  PageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'Rows a page; 50 when absent.' })),
  Cursor: Type.Optional(Text('NextCursor of the page before.', 100)),
})

const RowFault = Type.Object(
  {
    Column: Type.Optional(Type.String({ description: 'The column of the file.' })),
    Path: Type.String({ description: 'The property.' }),
    Message: Type.String({ description: 'What is wrong with it.' }),
    Value: Type.Optional(Type.String({ description: 'What stands in the column, unless it is very long.' })),
  },
  { additionalProperties: false },
)

export const ImportRows = messageClass('ImportRows', 'What became of the rows of an import, a page at a time.', {
  Rows: Type.Array(
    Type.Object(
      {
        RowNumber: Type.Integer({ description: 'The row of the file; of vCards, which card; of JSON, which line.' }),
        Verdict,
        Name: Type.Optional(Type.String({ description: 'Whom it is about.' })),
        ContactId: Type.Optional(Id('The contact. On a DryRun, of one that is there already.')),
        Differences: Type.Optional(
          Type.Array(
            Type.Object(
              {
                Property: Type.String(),
                Before: Type.Optional(Type.Unknown()),
                After: Type.Optional(Type.Unknown()),
              },
              { additionalProperties: false },
            ),
            { description: 'Of an UPDATED contact: what was changed.' },
          ),
        ),
        SameAsRow: Type.Optional(
          Type.Integer({ description: 'The earlier row of the file that is about the same contact.' }),
        ),
        PossibleDuplicates: Type.Optional(
          Type.Array(Type.Object({ ContactId: Id('The contact.'), ...likeness }, { additionalProperties: false }), {
            description:
              'Of a CREATED contact: those that were there before and are likely the same (a Score of 0.8 or more), though MatchOn found none. The row is imported as its Verdict says; `contacts/merge` makes one of them. Absent where OnMatch is CREATE.',
          }),
        ),
        Ignored: Type.Optional(
          Type.Array(Type.String(), { description: 'What a vCard or a line of JSON has beyond what contacts hold.' }),
        ),
        Errors: Type.Optional(Type.Array(RowFault)),
      },
      { additionalProperties: false },
    ),
  ),
  NextCursor: Type.Optional(Type.String({ description: 'Where the next page begins; absent on the last.' })),
})

export const ImportUndo = messageClass('ImportUndo', 'What undoing an import came to.', {
  Deleted: count('Contacts that it had added; they are in the trash now.'),
  Restored: count('Contacts that have their earlier values again.'),
  Left: count('Contacts of which something stays, because somebody has changed it since.'),
  Kept: Type.Array(
    Type.Object(
      {
        ContactId: Id('The contact.'),
        Properties: Type.Array(Type.String(), { description: 'What stays as it is.' }),
      },
      { additionalProperties: false },
    ),
    { description: 'The first 1,000 of those.' },
  ),
})
