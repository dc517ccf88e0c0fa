/** Writing a contact: shown at once, taken back where it cannot be, and undone by a button of the toast. */
import { CrmError } from '../../client/client.ts'
import { crm } from '../crm/crm.ts'
import { tellDeveloper } from '../crm/explain.ts'
import { tell, tellProblem, warn } from '../crm/toasts.tsx'
import { undoChangeSet } from '../crm/undo.ts'
import { holdWindow } from '../look/unsaved.ts'
import { texts } from '../texts/texts.ts'
import { type Patch, refreshLists, showAnswered, showAtOnce } from './cache.ts'
import { askWhoseValue } from './conflict.tsx'
import type { Contact } from './rows.ts'

/** @returns a sentence where a value cannot be: the editor stays open, and nothing typed is lost */
export async function changeContact(contact: Contact, patch: Patch, what: string): Promise<string | undefined> {
  const showBefore = showAtOnce(contact, patch)
  const letGo = holdWindow()
  try {
    await write(contact, patch, what)
  } catch (error) {
    showBefore()
    if (!(error instanceof CrmError) || error.code !== 'INVALID') tellProblem(error)
    else return sentenceFor(error)
  } finally {
    letGo()
  }
  return undefined
}

/** For what is chosen, not typed: there is no field that stays open with it. */
export async function changeOrWarn(contact: Contact, patch: Patch, what: string, chosen?: string): Promise<void> {
  const problem = await changeContact(contact, patch, what)
  if (problem !== undefined) warnOf(what, problem, chosen)
}

/** Says why a value cannot be where its field has gone meanwhile. @param typed what is lost by that */
export function warnOf(what: string, problem: string, typed = ''): void {
  warn(texts.contact.notChanged(what, problem, typed))
}

async function write(contact: Contact, patch: Patch, what: string): Promise<void> {
  const id = contact.Id as string
  try {
    tellOfChange(await crm.contacts.update(id, { ...patch, Version: contact.Version }), what)
  } catch (error) {
    if (!(error instanceof CrmError && error.code === 'CONFLICT')) throw error
    if ((await askWhoseValue(contact, error.errors)) === 'mine')
      tellOfChange(await crm.contacts.update(id, patch), what)
    else await refreshLists()
  }
}

/** Of a contact as the server has answered it. */
export function tellOfChange(contact: Contact, what: string): void {
  showAnswered(contact)
  const { Id = '', Version = 0, DisplayName = '' } = contact
  tell(texts.contact.changed(what, DisplayName), { id: `change-${Id}`, undo: () => undoVersion(Id, Version) })
}

function sentenceFor(error: CrmError): string {
  tellDeveloper(error)
  const [{ Path = '' } = {}] = error.errors
  const kind = /^(Emails|Phones|Dates|Websites)/.exec(Path)?.[1] as 'Emails' | undefined
  return kind === undefined ? texts.contact.notSo.other : texts.contact.notSo[kind]
}

/** Takes back the change that made this version. */
export async function undoVersion(id: string, version: number): Promise<string> {
  const { Rows } = await crm.contacts.history(id, { PageSize: 50 })
  const row = Rows.find(({ Version }) => Version === version)
  if (row === undefined) throw new Error(`version ${version} is not in the history of ${id}`)
  return undoChangeSet(row.ChangeSetId)
}

export async function deleteContact({ Id = '', DisplayName = '' }: Contact): Promise<void> {
  try {
    await crm.contacts.delete(Id)
    await refreshLists()
    tell(texts.contact.deleted(DisplayName), { undo: () => restoreContact(Id) })
  } catch (error) {
    tellProblem(error)
  }
}

async function restoreContact(id: string): Promise<void> {
  showAnswered(await crm.contacts.restore(id, {}))
  await refreshLists()
}

export async function restoreVersion({ Id = '', DisplayName = '' }: Contact, version: number): Promise<void> {
  try {
    const restored = await crm.contacts.restore(Id, { Version: version })
    showAnswered(restored)
    await refreshLists()
    tell(texts.contact.restored(DisplayName), { undo: () => undoVersion(Id, restored.Version ?? 0) })
  } catch (error) {
    tellProblem(error)
  }
}
