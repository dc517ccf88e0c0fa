import type words from './en/filters.ts'
import { wordsOf } from './texts.ts'

/** Filters and segments. */
export const filterWords = await wordsOf(import.meta.glob<{ default: typeof words }>('./*/filters.ts'))
