/** The web application in German. */
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import { newCustomer } from './api.ts'
import { assertAccessible, newWindow, withBrowser } from './browser.ts'
import { setupToken } from './server.ts'

const { server, browser } = withBrowser()

test('who prefers German reads German, with its dates and numbers, until another language is chosen', async (t) => {
  const owner = await newCustomer(server())
  const { Id } = await owner.ok('contacts/create', { RecordType: 'PERSON', FirstName: 'Ada', LastName: 'Lovelace' })
  const plan = { CustomerId: owner.customerId, Plan: 'STANDARD', SetupToken: setupToken }
  await owner.ok('customers/update-plan', plan)
  const page = await newWindow(t, browser(), server(), { locale: 'de-DE' })
  await page.goto('/sign-in')
  await page.getByLabel('E-Mail').fill(owner.email)
  await page.getByLabel('Passwort').first().fill(owner.password)
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Anmelden' }).click()
  await page.waitForURL('**/contacts*')
  assert.equal(await page.locator('html').getAttribute('lang'), 'de')

  await page.goto(`/contacts?contact=${Id}`)
  await page.getByRole('heading', { name: 'Kontakte' }).waitFor()
  await page.getByRole('navigation', { name: 'Seiten' }).getByRole('link', { name: 'Papierkorb' }).waitFor()
  await page.getByText('Nachname').first().waitFor()
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  const filter = page.getByRole('dialog', { name: 'Filter' })
  await filter.getByLabel('Was').selectOption({ label: 'Erstellt' })
  await filter.getByLabel('Wie', { exact: true }).selectOption({ label: 'in den letzten' })
  await filter.getByLabel('Wie viele').fill('1')
  await filter.getByLabel('Einheit').selectOption('Wochen')
  await filter.getByRole('button', { name: '1 Kontakt zeigen' }).click()
  await page.getByRole('button', { name: 'Filter „Erstellt in der letzten Woche“ ändern' }).waitFor()
  await page.getByText('Ada Lovelace').first().waitFor()

  await page.goto('/settings/plan')
  await page.getByRole('heading', { name: 'Tarif und Nutzung' }).waitFor()
  await page.getByText('1 von 10.000').waitFor()
  await page.goto('/settings/devices')
  const today = new Date().toLocaleDateString('de-DE', { dateStyle: 'medium' })
  await page.getByText(`Angemeldet ${today}`).first().waitFor()

  await page.goto('/settings/profile')
  await assertAccessible(page)
  await page.getByLabel('Sprache').selectOption('English')
  await page.getByText('How you appear to the others.').waitFor()
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')
  await page.getByLabel('Language').selectOption('Like this browser')
  await page.getByText('Wie Sie den anderen erscheinen.').waitFor()
})

/** Words that are the same in both languages, and what is no word. */
const same = new Set([
  'Administrator',
  'Name',
  'Standard',
  '33: 44',
  '33: 44 → 55',
  'Format',
  'Excel',
  'CSV',
  'vCard',
  'JSON',
  'Filter',
  'international',
  'Person',
  'Organisation',
  'Excel (XLSX)',
  'Text',
  '33 44',
  'Labels',
  'Problem',
  'Code',
  '/',
  'c',
  'f',
  'F1',
  '?',
  'j k',
  '↑ ↓',
  'x',
  'm',
  'n',
  'Esc',
  'Label',
  'Details',
  'Website',
  'Messenger',
  'Status',
  'name@example.com',
  'https://example.com',
  '1999-12-31',
  'Token',
  'Orange',
  'Indigo',
  'Webhooks',
  '33 ms',
  '← →',
])

/** Every text of a catalogue, by where it stands; functions are called with parts that can be told apart. */
function textsOf(value: unknown, path: string): Map<string, string> {
  if (typeof value === 'string') return new Map([[path, value]])
  if (typeof value === 'function') {
    const parts = Array.from({ length: value.length }, (_, index) => `${index + 3}${index + 3}`)
    return new Map([[path, path.includes('.within.') ? value(44, 'WEEK') : String(value(...parts))]])
  }
  if (typeof value !== 'object' || value === null) return new Map()
  return new Map(Object.entries(value).flatMap(([key, each]) => [...textsOf(each, `${path}.${key}`)]))
}

test('every text of a catalogue is translated, with all that it speaks of', async () => {
  const files = await readdir(new URL('../web/texts/en/', import.meta.url))
  const untold: string[] = []
  for (const file of files) {
    const [english, german] = await Promise.all(
      ['en', 'de'].map(async (language) => textsOf((await import(`../web/texts/${language}/${file}`)).default, file)),
    )
    assert.ok(english && german)
    assert.deepEqual([...german.keys()].sort(), [...english.keys()].sort())
    for (const [path, text] of english) {
      const translated = german.get(path) ?? ''
      if (translated === text && !same.has(text)) untold.push(`${path}: ${text}`)
      for (const part of text.match(/\b(33|44|55|66)\b/g) ?? []) assert.match(translated, new RegExp(part), path)
    }
  }
  assert.deepEqual(untold, [])
})
