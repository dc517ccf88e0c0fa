import { words } from '../texts/settings.ts'

/** In the order in which they are told apart: most name others, too, whose pages they show. */
const browsers: [RegExp, string][] = [
  [/\bEdg(A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const systems: [RegExp, string][] = [
  [/\bWindows\b/, 'Windows'],
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

/** A User-Agent, as people call the program; what is no browser, by its first word. */
export function programOf(userAgent: string | undefined): string {
  if (userAgent === undefined) return words.sessions.noName
  const [browser, system] = [browsers, systems].map((list) => list.find(([marks]) => marks.test(userAgent))?.[1])
  if (browser === undefined) return userAgent.split(/[\s(]/)[0] || userAgent
  return system === undefined ? browser : words.sessions.program(browser, system)
}
