/** What the pages of imports say. */
import type english from './en/imports.ts'
import { wordsOf } from './texts.ts'

export const words = await wordsOf<typeof english>(import.meta.glob<{ default: typeof english }>('./*/imports.ts'))
