import type english from './en/trash.ts'
import { wordsOf } from './texts.ts'

export const words = await wordsOf(import.meta.glob<{ default: typeof english }>('./*/trash.ts'))
