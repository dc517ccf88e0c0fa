import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(argon2)

// OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane.
const cost = { memory: 19_456, passes: 2, parallelism: 1 }
const hashLength = 32

/** The password as it is kept: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`, the PHC string format. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const hash = await derive('argon2id', { message: password, nonce, tagLength: hashLength, ...cost })
  const { memory, passes, parallelism } = cost
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(nonce)}$${unpadded(hash)}`
}

/** Takes as long for an account that does not exist (`kept` is undefined) as for one that does. */
export async function isPassword(password: string, kept: string | undefined): Promise<boolean> {
  const [, , , parameters = '', nonce = '', expected = ''] = (kept ?? nobody).split('$')
  const [memory, passes, parallelism] = parameters.split(',').map((part) => Number(part.slice(2)))
  const hash = await derive('argon2id', {
    message: password,
    nonce: Buffer.from(nonce, 'base64'),
    tagLength: hashLength,
    ...(cost satisfies object),
    ...({ memory, passes, parallelism } as typeof cost),
  })
  return timingSafeEqual(hash, Buffer.from(expected, 'base64')) && kept !== undefined
}

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

const nobody = await hashPassword(randomBytes(32).toString('hex'))
