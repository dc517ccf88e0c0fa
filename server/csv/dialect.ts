/** How a CSV file is written. It is kept with the import, as JSON. */
export interface Dialect {
  /** A name of the WHATWG Encoding Standard, in lower case, that TextDecoder knows. */
  encoding: string
  /** Whether the file begins with the byte order mark of its encoding. */
  bom: boolean
  delimiter: string
  quote: string
  lineEnd: 'LF' | 'CRLF' | 'CR'
  /** The number of the record that names the columns; records above it are titles. `null`: the first is data. */
  headerRow: number | null
  /** The first line is Excel's `sep=;`. It is no record, and has no number. */
  skipFirstLine?: true
}

/** What the user knows better than the file shows. */
export interface GivenDialect {
  Encoding?: string
  Delimiter?: string
  Quote?: string
  HasHeader?: boolean
  HeaderRow?: number
}
