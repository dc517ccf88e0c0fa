import { useState } from 'react'
import { explain, type Sentences } from './explain.ts'

/**
 * What a form does when it is sent: it is busy meanwhile, and has a sentence where it cannot be.
 * @param own sentences for what may go wrong
 */
export function useSending(own?: Sentences) {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  /** @param run returns a sentence, where the person has to know why it cannot be */
  async function send(run: () => Promise<string | undefined>): Promise<void> {
    setBusy(true)
    setProblem(undefined)
    try {
      setProblem(await run())
    } catch (error) {
      setProblem(explain(error, own))
    } finally {
      setBusy(false)
    }
  }
  return { isBusy, problem, send, forget: () => setProblem(undefined) }
}
