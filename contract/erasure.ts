import Type from 'typebox'
import { Id, messageClass } from './message-class.ts'

const count = (description: string) => Type.Integer({ description, minimum: 0 })

export const ContactErasure = messageClass('ContactErasure', 'What was erased of a person.', {
  Contact: Type.Boolean({ description: 'Whether there was the contact, on the list or in the trash.' }),
  Changes: count('Changes in the history whose values were emptied.'),
  ImportRows: count('Rows of imports whose reports were emptied.'),
  ImportFiles: Type.Array(Id('An import.'), {
    description: 'Imports whose files were emptied: the person was in them.',
  }),
  Exports: Type.Array(Id('An export.'), {
    description: 'Exports that were deleted: all that were made since there was the contact.',
  }),
  Answers: count('Answers and results, kept for repeats of calls and for requests, that named the contact.'),
  SpreadsheetsToCheck: Type.Array(Id('A spreadsheet.'), {
    description:
      'Spreadsheets into which such exports were written. They are their users’ own, and were left as they are.',
  }),
})
