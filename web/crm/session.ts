/** Whose session it is, as far as this page knows. */
import { useSyncExternalStore } from 'react'
import type { Output } from '../../client/client.ts'

export type Auth = Output<'auth/get'>

interface State {
  /** Undefined where nobody is signed in. */
  auth: Auth | undefined
  /** Whether the session has ended while somebody worked; calls wait until the same person is back. */
  hasEnded: boolean
}

let state: State = { auth: undefined, hasEnded: false }
let waiting: (() => void)[] = []
const listeners = new Set<() => void>()

function change(next: State): void {
  state = next
  for (const listener of listeners) listener()
}

export const isSignedIn = () => state.auth !== undefined

/** Somebody has come in, for the first time or again. The id of the session is not kept: the browser has it as a cookie. */
export function signedIn({ SessionId: _, ...auth }: Auth): void {
  change({ auth, hasEnded: false })
  for (const goOn of waiting.splice(0)) goOn()
}

/** Nobody is signed in any longer, and what waited is not done. */
export function signedOut(): void {
  waiting = []
  change({ auth: undefined, hasEnded: false })
}

/** Asks the person to sign in again, and waits. */
export function signedInAgain(signal: AbortSignal | null | undefined): Promise<void> {
  if (!state.hasEnded) change({ ...state, hasEnded: true })
  return new Promise((resolve, reject) => {
    waiting.push(resolve)
    signal?.addEventListener('abort', () => reject(signal.reason))
  })
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useSession = () => useSyncExternalStore(subscribe, () => state)

/** In pages that only those see who are signed in. */
export function useAuth(): Auth {
  const { auth } = useSession()
  if (auth === undefined) throw new Error('nobody is signed in')
  return auth
}
