import { invalid } from '../http/errors.ts'

/** @param what a sentence that begins with "The file" or "It", without its full stop */
export const damaged = (what: string) =>
  invalid(`The file is damaged: ${what}. Open it in a spreadsheet program, save it as .xlsx and upload that.`)

export const notXlsx = (what: string) => invalid(`The file ${what}; save it as .xlsx and upload that.`)

/** XML that breaks the rules; who reads it knows which part it is of. */
export class BrokenXml extends Error {}
