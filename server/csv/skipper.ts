type Within = 'beginning' | 'plain' | 'quoted' | 'closing'

/** Finds the end of a record that is not kept. It remembers where in a cell it is, as the text comes in pieces. */
export class Skipper {
  private within: Within = 'beginning'
  private readonly delimiter: number
  private readonly quote: number
  private readonly lineEnd: number

  constructor(delimiter: number, quote: number, lineEnd: number) {
    this.delimiter = delimiter
    this.quote = quote
    this.lineEnd = lineEnd
  }

  /** The place of the line end that ends the record, or -1. */
  end(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (this.within === 'quoted') {
        if (code === this.quote) this.within = 'closing'
      } else if (code === this.lineEnd) return at
      else if (code === this.delimiter) this.within = 'beginning'
      else if (code === this.quote && this.within !== 'plain') this.within = 'quoted'
      else this.within = 'plain'
    }
    return -1
  }
}
