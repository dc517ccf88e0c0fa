/** What others, and other windows, change meanwhile: one stream for the whole tab of the browser, while it can be seen. */
import { useEffect } from 'react'
import { CrmError, connect, type Output } from '../../client/client.ts'
import { tellDeveloper } from './explain.ts'
import { useSession } from './session.ts'

export type Change = Output<'changes/watch'>

/** In milliseconds: what happens together is told together. */
const pause = 250
const pauseAfterFailure = 30_000

/** In milliseconds: what came before somebody listened is told for so long, as while the rest of a page is loaded. */
const keptFor = 10_000

type Listener = (changes: Change[]) => void
const listeners = new Set<Listener>()
let unheard: { at: number; changes: Change[] }[] = []

/** @returns what ends it */
export function onChanges(listener: Listener): () => void {
  listeners.add(listener)
  const recent = unheard.filter(isRecent).flatMap(({ changes }) => changes)
  unheard = []
  if (recent.length > 0) listener(recent)
  return () => listeners.delete(listener)
}

const isRecent = ({ at }: { at: number }) => performance.now() - at < keptFor

function tellOf(changes: Change[]): void {
  for (const listener of listeners) listener(changes)
  if (listeners.size === 0) unheard = [...unheard.filter(isRecent), { at: performance.now(), changes }]
}

// Of a session that is over the stream ends, and asks nobody to sign in: that is asked of those who do something.
const watching = connect()

async function watch(signal: AbortSignal): Promise<void> {
  let waiting: Change[] = []
  const tell = () => {
    const changes = waiting
    waiting = []
    tellOf(changes)
  }
  for await (const change of watching.changes.watch({}, { signal })) {
    if (waiting.length === 0) setTimeout(tell, pause)
    waiting.push(change)
  }
}

async function watchOn(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await watch(signal)
    } catch (error) {
      if (signal.aborted) return
      tellDeveloper(error)
      if (error instanceof CrmError && error.code === 'SESSION') return
      await new Promise((resolve) => setTimeout(resolve, pauseAfterFailure))
    }
  }
}

/** @param missed called where changes may have been missed, as while the tab was not seen */
export function useWatching(missed: () => void): void {
  const { auth, hasEnded } = useSession()
  const isIn = auth !== undefined && !hasEnded
  useEffect(() => {
    if (!isIn) return
    let stop = new AbortController()
    const begin = () => {
      stop = new AbortController()
      void watchOn(stop.signal)
    }
    // Browsers have few connections to a server, which all tabs share.
    const onVisibility = () => {
      if (document.hidden) return stop.abort()
      begin()
      missed()
    }
    if (!document.hidden) begin()
    document.addEventListener('visibilitychange', onVisibility)
    return () => {
      stop.abort()
      document.removeEventListener('visibilitychange', onVisibility)
    }
  }, [isIn, missed])
}
