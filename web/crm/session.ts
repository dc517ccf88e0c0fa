/** Whose session it is, as far as this page knows. */
import { useSyncExternalStore } from 'react'
import type { Output } from '../../client/client.ts'

export type Auth = Output<'auth/get'>

interface State {
  /** Undefined where nobody is signed in. */
  auth: Auth | undefined
  /** Whether the session has ended while somebody worked; calls wait until the same person is back. */
  hasEnded: boolean
  /** Whether calls wait for the second factor that the organisation requires, and the person has not set up yet. */
  lacksSecondFactor: boolean
}

const nobody: State = { auth: undefined, hasEnded: false, lacksSecondFactor: false }
let state = nobody
let waiting: (() => void)[] = []
const listeners = new Set<() => void>()

function change(next: State): void {
  state = next
  for (const listener of listeners) listener()
}

export const isSignedIn = () => state.auth !== undefined

/** Somebody has come in, for the first time or again. The id of the session is not kept: the browser has it as a cookie. */
export function signedIn({ SessionId: _, ...auth }: Auth): void {
  goOn({ ...state, auth, hasEnded: false })
}

export const secondFactorIsThere = () => goOn({ ...state, lacksSecondFactor: false })

function goOn(next: State): void {
  change(next)
  for (const callAgain of waiting.splice(0)) callAgain()
}

/** Nobody is signed in any longer, and what waited is not done. */
export function signedOut(): void {
  waiting = []
  change(nobody)
}

/** What a call may be refused for that the person can give: the ErrorCode, and what the pages then ask for. */
const lacks: Record<string, Partial<State>> = {
  SESSION: { hasEnded: true },
  SECOND_FACTOR: { lacksSecondFactor: true },
}

export const canBeGiven = (code: string | undefined): code is string => code !== undefined && Object.hasOwn(lacks, code)

/** Asks the person to sign in again, or to set up the second factor, and waits. */
export function given(code: string, signal: AbortSignal | null | undefined): Promise<void> {
  change({ ...state, ...lacks[code] })
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
