import Type from 'typebox'
import { Id, Moment, messageClass, Text } from './message-class.ts'

export const ProcessStatus = Type.Enum(['PROCESSING', 'PROCESSED', 'FAIL'], { description: 'Where it stands.' })

export const RequestStatus = messageClass('RequestStatus', 'How a call that was made with `?async=true` goes.', {
  RequestId: Id('Names the request in `request/get/{id}`.'),
  Operation: Text('What was asked for, as `contacts/create`.'),
  Commentary: Text('In words, for a developer.'),
  PercentComplete: Type.Number({ minimum: 0, maximum: 100, description: '0 to 100.' }),
  ProcessStatus,
  CreatedDate: Moment('When it was accepted.'),
  UpdatedDate: Moment('When its status last changed.'),
  Result: Type.Optional(Type.Unknown({ description: "Once PROCESSED: the operation's output." })),
  ErrorMessage: Type.Optional(Type.String({ description: 'On FAIL: what the direct call would have said.' })),
  ErrorCode: Type.Optional(Type.String({ description: 'On FAIL: the short word for programs.' })),
  Errors: Type.Optional(
    Type.Array(Type.Unknown(), { description: 'On FAIL: the faults, one by one, where there are several.' }),
  ),
  StatusCode: Type.Optional(Type.Integer({ description: 'On FAIL: the status the direct call would have had.' })),
})
