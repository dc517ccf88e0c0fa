import Type from 'typebox'
import { ContactsSearchInput } from './contacts.ts'
import { Id, Moment, messageClass, Text } from './message-class.ts'
import { ProcessStatus } from './request.ts'

const Format = Type.Enum(['CSV', 'XLSX', 'VCARD', 'JSON'], {
  description: 'JSON has a contact a line (JSON Lines).',
})

export const ExportInput = messageClass(
  'ExportInput',
  'Which contacts to write into a file, and how. Without a Sort in the Search they come by Id, as they were added.',
  {
    Format: Type.Optional({
      ...Format,
      description: 'Needed, but for a spreadsheet, which is XLSX. JSON has a contact a line.',
    }),
    Search: Type.Optional(ContactsSearchInput),
    Columns: Type.Optional(
      Type.Array(Type.String({ maxLength: 100 }), {
        description:
          'The properties wanted, in this order; custom fields by name; of lists, also single parts (`Emails.Value`). All that an import reads back when absent. For CSV, XLSX and JSON.',
        minItems: 1,
        maxItems: 500,
        uniqueItems: true,
      }),
    ),
    FileName: Type.Optional(Text('Without it, `contacts` and the day.', 200)),
    Bom: Type.Optional(
      Type.Boolean({
        description: 'For CSV: begins with a byte order mark, by which Excel knows UTF-8. True when absent.',
      }),
    ),
    Delimiter: Type.Optional(Type.Enum([',', ';', '\t', '|'], { description: 'For CSV; a comma when absent.' })),
    Version: Type.Optional(Type.Enum(['3.0', '4.0'], { description: 'For VCARD; 4.0 when absent.' })),
    SpreadsheetId: Type.Optional(
      Id('A spreadsheet of the session user: its first two tabs are overwritten, others stay as they are.'),
    ),
    SpreadsheetName: Type.Optional(Text('Makes a spreadsheet of this name.', 200)),
  },
)

export const Export = messageClass('Export', 'One export, and the file it made.', {
  Id: Id('The export.'),
  RequestId: Id('Follow it with `request/get/{id}`.'),
  Status: ProcessStatus,
  ErrorMessage: Type.Optional(Type.String({ description: 'On FAIL: why.' })),
  Format: Type.Enum(['CSV', 'XLSX', 'VCARD', 'JSON', 'ZIP'], {
    description: 'What kind of file it is. ZIP has everything: `customers/export`.',
  }),
  RowCount: Type.Integer({ minimum: 0, description: 'How many contacts are in the file so far.' }),
  FileName: Text('The name of the file.', 300),
  Size: Type.Optional(Type.Integer({ minimum: 0, description: 'Of the file, in bytes.' })),
  SpreadsheetId: Type.Optional(Id('The spreadsheet that it was written into.')),
  CreatedDate: Moment('When it was accepted.'),
  CreatedBy: Id('The user who exported.'),
  ExpiresDate: Moment('When it is deleted.'),
})
