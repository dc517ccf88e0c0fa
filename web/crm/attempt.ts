import type { Sentences } from './explain.ts'
import { queries } from './queries.ts'
import { tell, tellProblem } from './toasts.tsx'

interface Outcome {
  /** What is told when it is done. */
  told?: string
  /** Takes it back. */
  undo?: () => Promise<unknown>
  /** What may have changed by it, by the first word of its queries. */
  changes: string[]
  /** For what may go wrong, where the usual sentence is not the best one. */
  problems?: Sentences
}

/** Does what a button says. @returns whether it is done */
export async function attempt(
  run: () => Promise<unknown>,
  { told, undo, changes, problems }: Outcome,
): Promise<boolean> {
  const readAnew = () => Promise.all(changes.map((key) => queries.invalidateQueries({ queryKey: [key] })))
  try {
    await run()
    if (told !== undefined) tell(told, undo && { undo: () => undo().finally(readAnew) })
    return true
  } catch (error) {
    tellProblem(error, undefined, problems)
    return false
  } finally {
    // Also where it was refused: then something is not as it was shown.
    await readAnew()
  }
}
