import type english from './en/home.ts'
import { wordsOf } from './texts.ts'

export const words = await wordsOf(import.meta.glob<{ default: typeof english }>('./*/home.ts'))
