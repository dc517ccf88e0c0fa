/** An authenticator app, as people have it on their phones. */
import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { call, type Member, newColleague, newCustomer } from './api.ts'
import type { Server } from './server.ts'

const step = 30_000

/** What the app shows, or (`steps`) has shown or will show so many times 30 seconds away. */
export const codeOf = (secret: string, steps = 0): string =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() + steps * step })

/** So that what follows happens within one time step, and a code is as old at its check as it was when it was made. */
export async function calmStep(): Promise<void> {
  const left = step - (Date.now() % step)
  if (left < 12_000) await new Promise((resolve) => setTimeout(resolve, left + 50))
}

/** Of six digits none that the app shows in these minutes. */
export function wrongCode(secret: string): string {
  const right = new Set([-3, -2, -1, 0, 1, 2, 3].map((steps) => codeOf(secret, steps)))
  for (let code = 100_000; ; code++) if (!right.has(`${code}`)) return `${code}`
}

/** A member with an active second factor; of the codes around now, the one before is used. */
export interface Guarded {
  who: Member
  secret: string
  recoveryCodes: string[]
}

export async function guard(who: Member): Promise<Guarded> {
  await calmStep()
  const { Secret: secret } = await who.ok('second-factor/begin')
  const { Codes: recoveryCodes } = await who.ok('second-factor/confirm', { Code: codeOf(secret, -1) })
  return { who, secret, recoveryCodes }
}

export const guardedOwner = async (server: Pick<Server, 'url'>) => guard(await newCustomer(server))

export const guardedColleague = async (server: Pick<Server, 'url'>, owner: Member, role?: string) =>
  guard(await newColleague(server, owner, role))

/** From a new address each time: guesses are counted by address too. */
export function fromAnywhere(server: Pick<Server, 'url'>, path: string, body: object) {
  const address = `2001:db8::${randomBytes(2).toString('hex')}:${randomBytes(2).toString('hex')}`
  return call(server, path, body, { headers: { 'x-forwarded-for': address } })
}

export const signIn = (server: Pick<Server, 'url'>, { email: Email, password: Password }: Member, Code?: string) =>
  fromAnywhere(server, 'auth', { Email, Password, ...(Code === undefined ? {} : { Code }) })
