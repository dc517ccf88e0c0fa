/** Asks how contacts are to be exported, and does it. */
import { ask } from '../look/dialogs.tsx'
import { words } from '../texts/exports.ts'
import { exportContacts } from './export.ts'
import { ExportForm, type Offered } from './form.tsx'
import type { ExportInput } from './queries.ts'

export async function askAndExport(offered: Offered): Promise<void> {
  const input = await ask<ExportInput>(words.new, (choose) => <ExportForm offered={offered} onExport={choose} />)
  if (input !== undefined) await exportContacts(input)
}
