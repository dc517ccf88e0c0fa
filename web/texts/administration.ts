import type english from './en/administration.ts'
import { wordsOf } from './texts.ts'

export const administration = await wordsOf(import.meta.glob<{ default: typeof english }>('./*/administration.ts'))
