import type english from './en/duplicates.ts'
import { wordsOf } from './texts.ts'

export const words = await wordsOf(import.meta.glob<{ default: typeof english }>('./*/duplicates.ts'))
