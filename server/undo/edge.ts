/**
 * Ways back. What a change set wrote into a property is an edge, from the value that it wrote to the value that was there
 * before. An undo goes along the edges of its set; one that it cannot go along, because the value is another by now, it
 * leaves behind, and a later undo that comes to the value goes along it then. So whatever is undone, in whatever order: in
 * the end all is as it was (docs/decisions/0026-undo.md).
 */
import { isSame } from '../contacts/contact.ts'

export interface Edge {
  property: string
  /** What the set had written, and what was there before it. */
  after: unknown
  before: unknown
  /** The set's last change of the property. */
  sequence: number
  setId: string
  /** The undo that left it behind; undefined of what is undone now. */
  leftBy?: string
}

/** A change of one thing, as the log has it. */
export interface Change {
  sequence: number
  before: Side
  after: Side
}

export type Side = Record<string, unknown> | null

/** The properties that a change wrote, each with what it was before and after. */
export type Written = [property: string, before: unknown, after: unknown][]

/** What the changes that a set made of one thing came to. @param changes in their order */
export function edgesOf(changes: Change[], setId: string, writtenIn: (change: Change) => Written): Edge[] {
  const edges = new Map<string, Edge>()
  for (const change of changes)
    for (const [property, before, after] of writtenIn(change)) {
      const first = edges.get(property)
      edges.set(property, {
        property,
        after,
        before: first === undefined ? before : first.before,
        sequence: change.sequence,
        setId,
      })
    }
  return [...edges.values()].filter(({ before, after }) => !isSame(before, after))
}

/** What differs between two sides of a change. */
export function differing(before: Record<string, unknown>, after: Record<string, unknown>): Written {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names]
    .filter((name) => !isSame(before[name], after[name]))
    .map((name) => [name, before[name] ?? null, after[name] ?? null])
}

export interface Way {
  value: unknown
  /** The edges along which it leads there, in order. */
  along: Edge[]
}

export interface Rules {
  isSame(property: string, one: unknown, other: unknown): boolean
  /** Whether nothing speaks against going along an edge. */
  isOpen(edge: Edge): boolean
}

/** How far a property can go back from its present value, each edge once: first the one that is undone now, then the latest. */
export function wayBack(property: string, value: unknown, edges: Edge[], { isSame, isOpen }: Rules): Way {
  const left = edges
    .filter(({ before, after }) => !isSame(property, before, after))
    .toSorted((one, other) => Number(!!one.leftBy) - Number(!!other.leftBy) || other.sequence - one.sequence)
  const way: Way = { value: value ?? null, along: [] }
  for (;;) {
    const at = left.findIndex((edge) => isSame(property, edge.after, way.value) && isOpen(edge))
    const [edge] = at < 0 ? [] : left.splice(at, 1)
    if (edge === undefined) return way
    way.along.push(edge)
    way.value = edge.before
  }
}
