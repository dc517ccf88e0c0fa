/** Names of organisations without what they are as a matter of law. */

const forms = new Set(
  `gmbh mbh ug haftungsbeschrankt ag kg kgaa ohg gbr eg ev ek se co cie ltd limited plc inc incorporated corp corporation
  company llc llp lp pllc pc sa sas sarl sasu eurl sci snc srl spa sl slu sau scp bv nv vof cv oy oyj ab as asa aps hb
  pty pvt kk gk zrt kft bt doo dd jsc ooo oao zao pao spzoo spk sro pte sdn bhd ltda eireli cvba sprl`.split(/\s+/),
)

/** Words that join others, and say nothing. */
const fillers = new Set([
  'and',
  'und',
  'et',
  'y',
  'e',
  'i',
  'og',
  'och',
  'en',
  'the',
  'der',
  'die',
  'das',
  'le',
  'la',
  'les',
  'el',
])

/** What a legal form is in several words, of which the dots were taken out already. */
const asOneWord = (words: string[]) =>
  words
    .join(' ')
    .replace(/\bsp z o ?o\b/, 'spzoo')
    .split(' ')

/** @returns all words, where there is nothing but such */
export function coreOf(words: string[]): string[] {
  const core = asOneWord(words).filter((word) => !forms.has(word) && !fillers.has(word) && word !== '')
  return core.length > 0 ? core : words
}

export const legalFormOf = (words: string[]): string =>
  asOneWord(words)
    .filter((word) => forms.has(word))
    .map((word) => ({ limited: 'ltd', incorporated: 'inc', corporation: 'corp', company: 'co' })[word] ?? word)
    .filter((word) => word !== 'co')
    .toSorted()
    .join(' ')
