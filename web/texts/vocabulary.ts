import type english from './en/vocabulary.ts'
import { wordsOf } from './texts.ts'

export const words = await wordsOf(import.meta.glob<{ default: typeof english }>('./*/vocabulary.ts'))
