import { useState } from 'react'
import { explain } from './explain.ts'

/** What a form does when it is sent: it is busy meanwhile, and has a sentence where it cannot be. */
export function useSending() {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  /** @param run returns a sentence, where the person has to know why it cannot be */
  async function send(run: () => Promise<string | undefined>): Promise<void> {
    setBusy(true)
    setProblem(undefined)
    try {
      setProblem(await run())
    } catch (error) {
      setProblem(explain(error))
    } finally {
      setBusy(false)
    }
  }
  return { isBusy, problem, send }
}
