import { messageClass } from './message-class.ts'
import { namedProperties } from './named.ts'

export const ContactType = messageClass('ContactType', 'What a contact is to the Customer.', {
  ...namedProperties(
    'The contact type; stays the same when it is renamed.',
    'As `CUSTOMER`. Without regard to case, each is unique. A new contact type needs it.',
  ),
})
