import Type from 'typebox'
import { Id, messageClass, Text } from './message-class.ts'

export const FieldType = Type.Enum(
  ['TEXT', 'LONGTEXT', 'NUMBER', 'DATE', 'CHECKBOX', 'LIST', 'MULTILIST', 'URL', 'EMAIL', 'PHONE'],
  {
    description:
      'TEXT, LONGTEXT, URL, EMAIL, PHONE hold text; NUMBER a number; DATE `YYYY-MM-DD`; CHECKBOX true or false; LIST one of Options; MULTILIST several of them.',
  },
)

const Options = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
  description: 'What a LIST or MULTILIST offers, in this order.',
  maxItems: 500,
  uniqueItems: true,
})

export const CustomField = messageClass('CustomField', 'A property that the Customer has added to its contacts.', {
  Id: Id('The field; stays the same when it is renamed.'),
  Name: Text('Begins with `#`; letters, digits and spaces.', 31),
  Type: FieldType,
  Options: Type.Optional(Options),
})

export const CustomFieldsResult = messageClass(
  'CustomFieldsResult',
  'What the changes of custom fields came to on the contacts.',
  {
    Converted: Type.Integer({ minimum: 0, description: 'How many values were made into another type.' }),
    Deleted: Type.Integer({ minimum: 0, description: 'How many values went with their fields.' }),
  },
)

export const CustomFieldInput = messageClass(
  'CustomFieldInput',
  'Changes to the custom fields. Fields not mentioned stay.',
  {
    CustomFields: Type.Array(
      Type.Object(
        {
          Id: Type.Optional(Id('The field to change; absent: a new field.')),
          Name: Type.Optional(
            Type.String({
              description:
                'Letters, digits and spaces, at most 30, with or without the leading `#`. Needed for a new field.',
              pattern: '^#?[\\p{L}\\p{M}\\p{N} ]{1,30}$',
            }),
          ),
          Type: Type.Optional(FieldType),
          Options: Type.Optional(Options),
          Delete: Type.Optional(Type.Boolean({ description: 'Deletes the field and its values on all contacts.' })),
        },
        { additionalProperties: false },
      ),
      { description: 'One entry a field; all of them are done, or none.', minItems: 1, maxItems: 200 },
    ),
  },
)
