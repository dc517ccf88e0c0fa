/** The one connection to the server. A call that finds the session over waits until the same person has signed in again. */
import { connect } from '../../client/client.ts'
import { isSignedIn, signedInAgain } from './session.ts'

export const crm = connect({ fetch: callInSession })

async function callInSession(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const answer = await fetch(url, init)
  if (answer.status !== 401 || !isSignedIn()) return answer
  const { ErrorCode } = (await answer.clone().json()) as { ErrorCode?: string }
  if (ErrorCode !== 'SESSION') return answer
  await signedInAgain(init.signal)
  return callInSession(url, init)
}
