/** Exports contacts, with a toast that shows how far it is, and hands the file over. */
import { crm } from '../crm/crm.ts'
import { save } from '../crm/save.ts'
import { follow, tell, tellProblem } from '../crm/toasts.tsx'
import { words } from '../texts/exports.ts'
import { number } from '../texts/texts.ts'
import { type Export, type ExportInput, refreshExports } from './queries.ts'

export async function exportContacts(input: ExportInput): Promise<void> {
  try {
    const { RequestId } = await crm.exports.create(input)
    void refreshExports()
    const done = (await follow(words.exporting, await crm.request.get(RequestId))) as Export
    await refreshExports()
    const { SpreadsheetId, FileName, RowCount } = done
    if (SpreadsheetId === undefined) {
      save(await crm.exports.download(done.Id), FileName)
      tell(words.exported(FileName, number(RowCount)))
    } else {
      const { Name } = await crm.spreadsheets.get(SpreadsheetId)
      tell(words.written(Name, number(RowCount)))
    }
  } catch (error) {
    void refreshExports()
    tellProblem(error)
  }
}

export async function download({ Id, FileName }: Export): Promise<void> {
  try {
    save(await crm.exports.download(Id), FileName)
  } catch (error) {
    tellProblem(error)
  }
}
