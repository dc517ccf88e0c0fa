/**
 * All that people read: a folder a language, and in it a catalogue for each part of the application. main.ts is there from the first
 * page on; any other comes with the pages that use it (a module beside this one, as `export const words = await wordsOf(…)`).
 */
import english from './en/main.ts'

export type Texts = typeof english

type Catalogues<Words> = Record<string, () => Promise<{ default: Words }>>

/** Of whatever languages have a folder; whose browser asks for one gets it, and downloads no other. */
const others = import.meta.glob(['./*/main.ts', '!./en/main.ts'] as const) as Catalogues<Texts>

export let texts: Texts = english
let language = 'en'

/** Before the first page is shown. */
export async function chooseLanguage(): Promise<void> {
  const known = (each: string) => each === 'en' || `./${each}/main.ts` in others
  language = navigator.languages.map((each) => each.slice(0, 2)).find(known) ?? 'en'
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

/** Numbers and dates as people write them where they are. */
export const number = (value: number) => value.toLocaleString()
