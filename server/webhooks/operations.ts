import { confides, reads, writes } from '../http/operation.ts'
import * as webhooks from './webhooks.ts'

/** @param allowPrivate whether they may lead inside the operator's network */
export const webhookOperations = (allowPrivate: boolean) => [
  reads('webhooks/list', ({ db, caller }) => webhooks.listWebhooks(db, caller.customerId)),

  reads('webhooks/get/{id}', ({ db, caller, id }) => webhooks.readWebhook(db, caller.customerId, id)),

  confides('webhooks/create', (call) => webhooks.createWebhook(call, allowPrivate)),

  writes('webhooks/update/{id}', (call) => webhooks.changeWebhook(call, allowPrivate)),

  writes('webhooks/delete/{id}', webhooks.removeWebhook),

  confides('webhooks/rotate-secret/{id}', webhooks.rotateSecret),

  confides('webhooks/test/{id}', (call) => webhooks.testWebhook(call, allowPrivate)),

  writes('webhooks/retry/{id}', webhooks.retryWebhook),

  writes('webhooks/replay/{id}', webhooks.replayWebhook),

  reads('webhooks/deliveries/{id}', ({ db, caller, id, input }) =>
    webhooks.listDeliveries(db, caller.customerId, id, input),
  ),
]
