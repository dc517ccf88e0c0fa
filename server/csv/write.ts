const formula = /^'*[=+\-@\t\r]/
const formulaMadeText = /^'+[=+\-@\t\r]/
const numberOrPhone = /^[+-]?[\d\s().\-/]+$/

/**
 * A text as a spreadsheet program does not take it for a formula: with one more apostrophe in front where one might begin
 * (OWASP, "CSV Injection"). Numbers and phone numbers stay as they are. `asWritten` undoes it.
 */
export const harmless = (text: string): string =>
  text !== '' && formula.test(text) && !numberOrPhone.test(text) ? `'${text}` : text

/** The text that `harmless` was given: without the apostrophe that it added, if it did. */
export const asWritten = (text: string): string => (formulaMadeText.test(text) ? text.slice(1) : text)

/** A record with its line end (RFC 4180), its cells made harmless. */
export const csvRow = (cells: string[], delimiter = ','): string => csvRowAsIs(cells.map(harmless), delimiter)

/** The same for cells that a user wrote, who may want formulas. */
export const csvRowAsIs = (cells: string[], delimiter: string): string =>
  `${cells.map((cell) => (needsQuotes(cell, delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(delimiter)}\r\n`

/** Programs drop spaces at the ends of cells without quotation marks. Most cells are empty. */
const needsQuotes = (cell: string, delimiter: string) =>
  cell !== '' && (cell.includes(delimiter) || special.test(cell) || cell.trim() !== cell)

const special = /["\r\n]/
