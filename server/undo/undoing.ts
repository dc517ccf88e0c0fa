/** What an undo goes by from step to step, and what it has come to. */
import type { Result } from '../../contract/operations.ts'
import type { Writer } from '../contacts/writer.ts'
import type { Caller } from '../http/operation.ts'
import type { Edge } from './edge.ts'
import type { Buried, SetRange } from './log.ts'

export type Kept = Result<'changesets/undo/{id}'>['Kept'][number]
export type Reason = Kept['Reason']

/** One step of an undo. */
export interface Undoing extends Writer {
  caller: Caller
  undoId: string
  set: SetRange
  isDryRun: boolean
}

/** What some things came to. */
export interface Done {
  buried: Buried[]
  /** Edges that earlier undos had left, and that this one has gone along. */
  used: { id: string; edge: Edge }[]
  kept: Kept[]
}
