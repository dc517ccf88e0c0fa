import { texts } from '../texts/texts.ts'

/** What people call a property; custom fields, and what has no word of ours, by their own name. */
export function propertyTitle(path: string): string {
  const [property = path] = path.split(/[.[]/)
  return (texts.properties as Record<string, string | undefined>)[property] ?? path.replace(/^CustomFields\./, '')
}
