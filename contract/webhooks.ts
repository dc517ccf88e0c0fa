import Type from 'typebox'
import { ChangedEntity, ChangeKind } from './changes.ts'
import { Id, Moment, messageClass, Text } from './message-class.ts'

const name = (more = '') => Text(`What it is for, as people call it.${more}`, 200)
const url = (more = '') => Text(`Where to send to, by https, on port 443, 80, or one from 1024 on.${more}`, 2000)

const filter = {
  Entities: Type.Optional(
    Type.Array(ChangedEntity, {
      description: 'Only changes of these; of all when absent.',
      minItems: 1,
      uniqueItems: true,
    }),
  ),
  Kinds: Type.Optional(
    Type.Array(ChangeKind, {
      description: 'Only these kinds of changes; all when absent.',
      minItems: 1,
      uniqueItems: true,
    }),
  ),
  Properties: Type.Optional(
    Type.Array(Text('As `Emails`, or a custom field as `#Tier`.', 100), {
      description: 'Of the UPDATED of contacts only those in which one of these differs.',
      minItems: 1,
      maxItems: 200,
      uniqueItems: true,
    }),
  ),
  SegmentId: Type.Optional(
    Id('Of contacts only those that are in this shared segment when it is sent. DELETED and ERASED are sent of all.'),
  ),
}

export const WebhookInput = messageClass(
  'WebhookInput',
  'A webhook as it shall be. What is absent in an update stays; null clears.',
  {
    Name: Type.Optional(name(' A new one needs it.')),
    Url: Type.Optional(url(' A new one needs it.')),
    ...filter,
    Paused: Type.Optional(
      Type.Boolean({ description: 'True: nothing is sent; false: it goes on with what has gathered since.' }),
    ),
  },
)

export const Webhook = messageClass('Webhook', 'An address that is told of changes (Standard Webhooks).', {
  Id: Id('The webhook.'),
  Name: name(),
  Url: url(),
  ...filter,
  Paused: Type.Boolean({ description: 'Whether nothing is sent.' }),
  PausedBecause: Type.Optional(Text('Why the server has paused it.')),
  Sequence: Type.Integer({ minimum: 0, description: 'The last change that is done with: delivered, or not for it.' }),
  Attempts: Type.Integer({ minimum: 0, description: 'How often the next message has been tried in vain.' }),
  FailingSinceDate: Type.Optional(Moment('Since when messages do not arrive; absent while they do.')),
  NextAttemptDate: Type.Optional(Moment('While they do not: when it is tried next.')),
  OldSecretUntilDate: Type.Optional(Moment('Until when messages are signed with the earlier secret, too.')),
  Secret: Type.Optional(Text('To check signatures with, `whsec_…`. Given once, when it is made.', 100)),
  CreatedDate: Moment('When it was made.'),
  CreatedBy: Id('The user who made it.'),
  UpdatedDate: Moment('When it was last changed.'),
  UpdatedBy: Id('The user who last changed it.'),
})

export const WebhookDeliveriesInput = messageClass('WebhookDeliveriesInput', 'Which page.', {
  PageSize: Type.Optional(Type.Integer({ description: '50 when absent.', minimum: 1, maximum: 1000 })),
  Cursor: Type.Optional(Text('The `NextCursor` of the page before.', 100)),
})

export const WebhookDelivery = messageClass('WebhookDelivery', 'One attempt to deliver a message.', {
  Id: Id('The attempt.'),
  MessageId: Text('The header `webhook-id`: the same at every attempt to deliver the same change.'),
  Type: Text('What it tells of, as `contact.updated`.'),
  Sequence: Type.Optional(Type.Integer({ minimum: 0, description: 'The change; absent of a test.' })),
  Attempt: Type.Integer({ minimum: 1, description: 'Which attempt in a row it was.' }),
  Status: Type.Enum(['DELIVERED', 'FAILED'], { description: 'DELIVERED where the answer was a 2xx.' }),
  Date: Moment('When it was made.'),
  Milliseconds: Type.Integer({ minimum: 0, description: 'How long it took.' }),
  ResponseCode: Type.Optional(Type.Integer({ description: 'The status of the answer, where there was one.' })),
  ResponseText: Type.Optional(
    Text('How the answer of a failure begins. Absent where it comes from inside the operator’s network.'),
  ),
  ErrorMessage: Type.Optional(Text('Why it failed, in words.')),
  NextAttemptDate: Type.Optional(Moment('When it was to be tried again.')),
})

export const WebhookDeliveries = messageClass('WebhookDeliveries', 'Attempts of the last 30 days, the newest first.', {
  Rows: Type.Array(WebhookDelivery),
  NextCursor: Type.Optional(Text('Where the next page begins; absent on the last one.', 100)),
})

export const WebhookReplayInput = messageClass('WebhookReplayInput', 'From where on to send again.', {
  FromSequence: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'The first change that is sent. Those older than the history are sent as SNAPSHOT.',
  }),
})
