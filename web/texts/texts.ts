/**
 * All that people read: a folder a language, and in it a catalogue for each part of the application. main.ts is there from the first
 * page on; any other comes with the pages that use it (a module beside this one, as `export const words = await wordsOf(…)`).
 */
import { readLocalStorageValue } from '@mantine/hooks'
import english from './en/main.ts'

export type Texts = typeof english

type Catalogues<Words> = Record<string, () => Promise<{ default: Words }>>

/** Of whatever languages have a folder; whose browser asks for one gets it, and downloads no other. */
const others = import.meta.glob(['./*/main.ts', '!./en/main.ts'] as const) as Catalogues<Texts>

export const languages = ['en', ...Object.keys(others).map((path) => path.split('/')[1] ?? '')]

/** Where the profile keeps the one that was chosen in this browser; none where it is to be that of the browser itself. */
export const languageKey = 'voyzu-language'

const languageOf = (locale: string) => locale.split('-')[0] ?? locale
const chosen = readLocalStorageValue({ key: languageKey, defaultValue: '' })
const language = [chosen, ...navigator.languages].map(languageOf).find((each) => languages.includes(each)) ?? 'en'

/** How dates and numbers are written: in the language of the words, as in the country that the browser names with it. */
export const locale = navigator.languages.find((each) => languageOf(each) === language && isTag(each)) ?? language

/** Browsers without a window call it `en-US@posix`, which no format takes. */
function isTag(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length > 0
  } catch {
    return false
  }
}

export let texts: Texts = english

/** Before the first page is shown. */
export async function loadLanguage(): Promise<void> {
  document.documentElement.lang = language
  const load = others[`./${language}/main.ts`]
  if (load !== undefined) texts = (await load()).default
}

/** @param catalogues one of each language, as `import.meta.glob('./*\/settings.ts')` finds them */
export async function wordsOf<Words>(catalogues: Catalogues<Words>): Promise<Words> {
  const load = Object.entries(catalogues).find(([path]) => path.startsWith(`./${language}/`))?.[1]
  if (load === undefined) throw new Error(`no texts of ${language} among ${Object.keys(catalogues)}`)
  return (await load()).default
}

/** Numbers as people write them where they are. */
export const number = (value: number) => value.toLocaleString(locale)
