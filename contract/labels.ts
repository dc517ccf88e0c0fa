import Type from 'typebox'
import { messageClass } from './message-class.ts'
import { namedProperties, readOnly } from './named.ts'

export const Label = messageClass('Label', 'A mark that contacts bear.', {
  ...namedProperties(
    'The label; stays the same when it is renamed.',
    'Begins with `#`. Without regard to case, each is unique. A new label needs it.',
  ),
  System: readOnly(
    Type.Boolean({
      description: 'True of `#voyzu shared`, which bears every contact and cannot be renamed or deleted.',
    }),
  ),
})
