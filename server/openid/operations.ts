import type { Output } from '../../contract/operations.ts'
import { signIn } from '../auth/sign-in.ts'
import { countAttempt, forgiveAttempt, subjectsOf } from '../auth/throttle.ts'
import { faulty, invalid } from '../http/errors.ts'
import { type Admitting, admits, confides, reads, writes } from '../http/operation.ts'
import { askWhoItIs } from '../second-factor/ask.ts'
import { readLink } from '../users/links.ts'
import { beginLink } from './code-flow.ts'
import { judgeIdToken, newNonce } from './id-token.ts'
import { unlinkIdentity } from './identities.ts'
import { isSameIssuer, type Providers } from './providers.ts'
import type { Provider } from './setting.ts'
import * as store from './store.ts'
import { userShown } from './who.ts'

export const openIdOperations = (providers: Providers) => [
  admits('auth/nonce', async ({ database, address }) => {
    if (providers.all.length === 0) throw invalid('This server has no providers, and so no use for a nonce.')
    await countAttempt(database, nonceSubjects(address))
    return newNonce(database)
  }),

  admits('auth/providers', async () =>
    providers.all.map((provider) => ({
      Name: provider.Name,
      Issuer: provider.Issuer,
      ClientId: provider.ClientId,
      SignInUrl: `${urlOf(providers, provider)}/sign-in`,
    })),
  ),

  reads('identities/list', async ({ db, caller }) =>
    (await store.readIdentities(db, caller)).map(({ id, issuer, email, created_at, used_at }) => {
      const provider = providers.all.find(({ Issuer }) => isSameIssuer(Issuer, issuer))
      return {
        Id: id,
        ...(provider === undefined ? {} : { Provider: provider.Name }),
        Issuer: issuer,
        ...(email === null ? {} : { Email: email }),
        CreatedDate: created_at,
        ...(used_at === null ? {} : { UsedDate: used_at }),
      }
    }),
  ),

  confides('identities/create', async (call) => {
    const { database, caller, input } = call
    const provider = providers.all.find(({ Name }) => Name === input.Provider)
    if (provider === undefined)
      throw faulty([{ Path: 'Provider', Message: 'is no provider of this server; auth/providers lists them' }])
    await askWhoItIs(call, input)
    const { state, expires } = await beginLink(database, provider, caller)
    return { Url: `${urlOf(providers, provider)}/link?state=${state}`, ExpiresDate: expires }
  }),

  writes('identities/delete/{id}', unlinkIdentity),
]

/** Apart from guesses at passwords; a sign-in that follows takes it back. */
const nonceSubjects = (address: string) => subjectsOf(undefined, `nonce ${address}`)

const urlOf = ({ address }: Providers, { slug }: Provider) => `${address}/openid/${encodeURIComponent(slug)}`

/** What `auth` does with an IdToken. */
export const idTokenSignIn =
  (providers: Providers) =>
  async ({ database, ...from }: Admitting<'auth'>, input: IdTokenInput): Promise<Output<'auth'>> => {
    const invitation = input.InvitationToken === undefined ? undefined : readLink(input.InvitationToken)
    const subjects = subjectsOf(undefined, from.address)
    await countAttempt(database, subjects)
    const shown = await judgeIdToken(providers, database, input.IdToken)
    const user = await userShown(database, shown, invitation)
    await forgiveAttempt(database, [...subjects, ...nonceSubjects(from.address)])
    return signIn(database, user, from, 'auth')
  }

interface IdTokenInput {
  IdToken: string
  InvitationToken: string | undefined
}
