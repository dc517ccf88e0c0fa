import { ApiError } from '../http/errors.ts'
import type { Shown } from './providers.ts'
import type { Provider } from './setting.ts'

interface Claims {
  iss: string
  sub: string
  email?: unknown
  email_verified?: unknown
}

/** OpenID Connect Core 1.0, section 2: a subject is at most so long. */
const longestSubject = 255
const longestEmail = 320

/** The claims that matter here, of a token that was found to be right (OpenID Connect Core 1.0, sections 2 and 5.1). */
export function shownBy(provider: Provider, { iss, sub, email, email_verified }: Claims): Shown {
  if (sub.length > longestSubject || sub.includes('\0'))
    throw new ApiError(401, 'PROVIDER', `${provider.Name} names its accounts in a way that no standard allows.`)
  const isEmail = typeof email === 'string' && email.length <= longestEmail && !email.includes('\0')
  return {
    provider,
    issuer: iss,
    subject: sub,
    email: isEmail ? email : undefined,
    isVerified: isEmail && email_verified === true,
  }
}
