/** What endpoints are sent, as Standard Webhooks has it (https://www.standardwebhooks.com). */
import { randomBytes } from 'node:crypto'
import { Webhook as Signer } from 'standardwebhooks'
import packageFile from '../../package.json' with { type: 'json' }
import type { Change } from '../changes/shown.ts'

export interface Message {
  /** The same at every attempt, and told apart by receivers. */
  id: string
  type: string
  /** Undefined of a test. */
  sequence: number | undefined
  body: string
}

const lowerCase = (name: string) => name.toLowerCase().replaceAll('_', '-')

export function messageOf(webhookId: string, change: Change): Message {
  const type = `${lowerCase(change.Entity)}.${lowerCase(change.Kind)}`
  const body = JSON.stringify({ type, timestamp: change.Date, data: change })
  return { id: `msg_${webhookId.replaceAll('-', '')}_${change.Sequence}`, type, sequence: change.Sequence, body }
}

export function testMessage(): Message {
  const body = JSON.stringify({ type: 'test', timestamp: new Date().toISOString(), data: {} })
  return { id: `msg_test_${randomBytes(16).toString('hex')}`, type: 'test', sequence: undefined, body }
}

/** Signed with every secret that is good at the moment: receivers know one of them. */
export function headersOf({ id, body }: Message, secrets: Buffer[]): Record<string, string> {
  const now = new Date()
  return {
    'content-type': 'application/json',
    'user-agent': `Voyzu-CRM/${packageFile.version}`,
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Signer(shownSecret(secret)).sign(id, now, body)).join(' '),
  }
}

/** In bytes. */
export const secretLength = 32

export const makeSecret = (): Buffer => randomBytes(secretLength)

export const shownSecret = (secret: Buffer): string => `whsec_${secret.toString('base64')}`
