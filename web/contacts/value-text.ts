/** Any value of a contact as a line of text, as the history and the question of whose value it is to be show it. */
import { texts } from '../texts/texts.ts'

export function valueText(value: unknown): string {
  if (value === undefined || value === null || value === '') return texts.contact.nothing
  if (typeof value === 'boolean') return value ? texts.yes : texts.no
  if (Array.isArray(value)) return value.length === 0 ? texts.contact.nothing : value.map(valueText).join(', ')
  if (typeof value !== 'object') return String(value)
  const { Label, Primary: _, E164: __, ...parts } = value as Record<string, unknown>
  const text = Object.values(parts).filter(Boolean).join(', ')
  return Label ? `${text} (${Label})` : text
}
