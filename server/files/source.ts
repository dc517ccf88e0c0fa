/** A file that can be read from anywhere, and is never in memory as a whole. */
export interface Source {
  /** In bytes. */
  size: number
  /** The bytes from `from` up to and without `to`, in pieces. */
  read(from: number, to: number): AsyncIterable<Buffer>
}
