/** What the classes of named things (labels, contact types) have in common. */
import Type from 'typebox'
import { Id, Text } from './message-class.ts'

export const readOnly = <Schema extends Type.TSchema>(schema: Schema) =>
  Type.Optional({ ...schema, readOnly: true } as Schema)

/** A name as it is written; what it must look like is a rule of the server's (server/vocabulary/names.ts). */
export const Name = (description: string) => Type.Optional(Text(description, 100))

export const namedProperties = (id: string, name: string) => ({
  Id: readOnly(Id(id)),
  Name: Name(name),
  Color: Type.Optional(Type.String({ description: 'To show it in, as `#1a2b3c`.', pattern: '^#[0-9a-fA-F]{6}$' })),
  Contacts: readOnly(
    Type.Integer({ minimum: 0, description: 'How many contacts bear it, without the trash. `list` gives it.' }),
  ),
})
