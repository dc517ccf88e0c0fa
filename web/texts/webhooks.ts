import type english from './en/webhooks.ts'
import { wordsOf } from './texts.ts'

export const words = await wordsOf(import.meta.glob<{ default: typeof english }>('./*/webhooks.ts'))
