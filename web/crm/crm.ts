/** The one connection to the server. A call waits that finds the session over, or lacks the second factor, until the person has seen to it. */
import { connect } from '../../client/client.ts'
import { canBeGiven, given, isSignedIn } from './session.ts'

export const crm = connect({ fetch: callInSession })

async function callInSession(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const answer = await fetch(url, init)
  if (answer.status !== 401 || !isSignedIn()) return answer
  const { ErrorCode } = (await answer.clone().json()) as { ErrorCode?: string }
  if (!canBeGiven(ErrorCode)) return answer
  await given(ErrorCode, init.signal)
  return callInSession(url, init)
}
