import Type from 'typebox'
import { Id, Moment, messageClass, Text } from './message-class.ts'

export const SpreadsheetInput = messageClass(
  'SpreadsheetInput',
  'A workbook to keep. It is the part `input` of multipart/form-data, whose part `file` is the workbook (XLSX).',
  { Name: Type.Optional(Text('When absent, the name of the file.', 200)) },
)

export const Spreadsheet = messageClass('Spreadsheet', 'A workbook of the session user.', {
  Id: Id('The spreadsheet.'),
  Name: Text('Its name.', 200),
  Source: Type.Enum(['VOYZU'], { description: 'Where it is kept.' }),
  UpdatedDate: Moment('When it was last written.'),
  Sheets: Type.Array(Type.String(), { description: 'Its tabs.' }),
  Size: Type.Integer({ minimum: 0, description: 'In bytes.' }),
})
