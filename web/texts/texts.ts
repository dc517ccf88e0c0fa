/**
 * All that people read. A further language is a file beside en.ts of the type Texts, named in `languages`: whose browser asks for
 * it gets it, and downloads no other.
 */
import { en } from './en.ts'

export type Texts = typeof en

/** By the code of the language, as `de: () => import('./de.ts')`. */
const languages: Record<string, () => Promise<{ default: Texts }>> = {}

export let texts: Texts = en

/** Before the first page is shown. */
export async function chooseLanguage(): Promise<void> {
  const wanted = navigator.languages.map((each) => each.slice(0, 2)).find((each) => each === 'en' || each in languages)
  const load = languages[wanted ?? 'en']
  if (load === undefined || wanted === undefined) return
  texts = (await load()).default
  document.documentElement.lang = wanted
}

/** Numbers and dates as people write them where they are. */
export const number = (value: number) => value.toLocaleString()
