/** What can be done with an import once it has ended. */
import { refreshLists } from '../contacts/cache.ts'
import { crm } from '../crm/crm.ts'
import { save } from '../crm/save.ts'
import { follow, tell, tellProblem } from '../crm/toasts.tsx'
import { isSure } from '../look/sure.tsx'
import { words } from '../texts/imports.ts'
import { number } from '../texts/texts.ts'
import { type Import, refreshImports, refreshList } from './queries.ts'

const { report } = words

export const canUndo = ({ Status, DryRun, UndoneDate, Counts }: Import) =>
  Status !== 'PROCESSING' && !DryRun && UndoneDate === undefined && Counts.Created + Counts.Updated > 0

/** Whether there are contacts that the list finds by it. */
export const hasAdded = ({ DryRun, UndoneDate, Counts }: Import) =>
  !DryRun && UndoneDate === undefined && Counts.Created > 0

/** The file, with what became of each row. */
export async function download({ Id, FileName }: Import): Promise<void> {
  const [, name = FileName, ending = ''] = /^(.*)(\.[^.]*)$/.exec(FileName) ?? []
  try {
    save(await crm.imports.download(Id), `${name} (result)${ending}`)
  } catch (error) {
    tellProblem(error)
  }
}

export async function undo({ Id }: Import): Promise<void> {
  const { undoQuestion, undoAbout, undoButton } = report
  if (!(await isSure(undoQuestion, undoAbout, undoButton, { isDangerous: false }))) return
  try {
    const { Deleted, Restored, Left } = await follow(report.undoing, await crm.imports.undo(Id))
    await Promise.all([refreshImports(), refreshLists()])
    const trashed = Deleted === 0 ? [] : [report.trashed(number(Deleted))]
    const restored = Restored === 0 ? [] : [report.restored(number(Restored))]
    const left = Left === 0 ? '' : ` ${report.left(number(Left))}`
    tell(report.undoneNow([...trashed, ...restored].join(', ') || report.nothing) + left)
  } catch (error) {
    tellProblem(error)
  }
}

/** @returns whether it was deleted */
export async function deleteImport({ Id, FileName, DryRun }: Import): Promise<boolean> {
  const { deleteQuestion, deleteAbout } = report
  if (!DryRun && !(await isSure(deleteQuestion(FileName), deleteAbout, report.delete))) return false
  try {
    await crm.imports.delete(Id)
    await refreshList()
    tell(report.deleted)
    return true
  } catch (error) {
    tellProblem(error)
    return false
  }
}

export async function cancel({ RequestId }: Import): Promise<void> {
  const { cancelQuestion, cancelAbout, cancelButton } = report
  if (!(await isSure(cancelQuestion, cancelAbout, cancelButton))) return
  try {
    await crm.request.cancel(RequestId)
    await Promise.all([refreshImports(), refreshLists()])
  } catch (error) {
    tellProblem(error)
  }
}
