import type { Counts } from './store.ts'
import { noCounts } from './store.ts'

/** Where an import stands that is under way. */
export interface Passing {
  /** How many rows are passed, of this phase. */
  passed: number
  /** How many rows the next step takes. */
  atOnce: number
  counts: Counts
  /**
   * COUNT: whether there are more rows than may change contacts without a word. JUDGE: what would become of them, as a dry
   * run tells it; then it may be refused. WRITE: also of a dry run; and of an import that an earlier version has begun.
   */
  phase?: 'COUNT' | 'JUDGE' | 'WRITE'
  /** How many rows may change contacts without a word. */
  unasked?: number
  /** Whether the rows were judged before. */
  isJudged?: true
}

export type State = Passing | { earlier: string }

export const atTheStart = { passed: 0, atOnce: 100, counts: noCounts }
