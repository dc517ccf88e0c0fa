/** What the pages of exports and spreadsheets, and the dialog of an export say. */
import type english from './en/exports.ts'
import { wordsOf } from './texts.ts'

export const words = await wordsOf<typeof english>(import.meta.glob<{ default: typeof english }>('./*/exports.ts'))
