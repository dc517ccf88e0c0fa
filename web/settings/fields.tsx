/** The properties that an organisation has added to its contacts. */

import { Button, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { CrmError, type Input, type RequestStatus } from '../../client/client.ts'
import { type CustomField, useCustomFields } from '../contacts/columns.tsx'
import { crm } from '../crm/crm.ts'
import { tellDeveloper } from '../crm/explain.ts'
import { queries } from '../crm/queries.ts'
import { follow, tell, tellProblem } from '../crm/toasts.tsx'
import { undoChangeSet } from '../crm/undo.ts'
import { EntranceForm, type Fields } from '../entrance/submit.tsx'
import { ask } from '../look/dialogs.tsx'
import { Icon } from '../look/icons.tsx'
import { number, texts } from '../texts/texts.ts'
import { words } from '../texts/vocabulary.ts'
import { Line } from './block.tsx'
import { EditAndDelete } from './edit-and-delete.tsx'
import { LoadedLines } from './loaded.tsx'
import { SectionTitle } from './section-title.tsx'

type Entry = Input<'custom-fields/update'>['CustomFields'][number]
type Type = CustomField['Type']

const types = Object.keys(words.fields.types) as Type[]
const nameOf = ({ Name }: CustomField) => Name.replace(/^#/, '')
const hasOptions = (type: Type) => type === 'LIST' || type === 'MULTILIST'

export function CustomFields() {
  const query = useCustomFields()
  return (
    <>
      <SectionTitle title={words.fields.title} about={words.fields.about}>
        <Button leftSection={<Icon name="add" />} onClick={() => void edit(undefined)}>
          {words.fields.new}
        </Button>
      </SectionTitle>
      <LoadedLines query={query} none={words.fields.none}>
        {(field) => (
          <Line
            key={field.Id}
            icon="field"
            title={nameOf(field)}
            about={[words.fields.types[field.Type], field.Options?.join(', ')].filter(Boolean).join(': ')}
          >
            <EditAndDelete name={nameOf(field)} onEdit={() => void edit(field)} onDelete={() => void remove(field)} />
          </Line>
        )}
      </LoadedLines>
    </>
  )
}

const update = (entry: Entry) => crm.customFields.update({ CustomFields: [entry] })
type Request = Awaited<ReturnType<typeof update>>

/** The field is as it shall be at once; the values of the contacts follow. */
async function followed(request: Request, message: string, told: (counts: Counts) => string): Promise<void> {
  try {
    await queries.invalidateQueries({ queryKey: ['custom-fields'] })
    const counts = (await follow(message, request as RequestStatus<Counts>)) as Counts
    await queries.invalidateQueries({ queryKey: ['contacts'] })
    tell(told(counts), { undo: () => undoChangeSet(request.RequestId) })
  } catch (error) {
    tellProblem(error)
  }
}

interface Counts {
  Converted: number
  Deleted: number
}

async function remove(field: CustomField): Promise<void> {
  const name = nameOf(field)
  try {
    const request = await update({ Id: field.Id, Delete: true })
    await followed(request, words.fields.deleting(name), ({ Deleted }) => words.fields.deleted(name, number(Deleted)))
  } catch (error) {
    tellProblem(error)
  }
}

async function edit(field: CustomField | undefined): Promise<void> {
  const title = field === undefined ? words.fields.new : words.fields.edit
  const saved = await ask<{ request: Request; name: string }>(title, (choose) => (
    <Editor field={field} onSaved={choose} />
  ))
  if (saved === undefined) return
  const { request, name } = saved
  await followed(request, words.fields.converting, ({ Converted }) =>
    Converted === 0 ? words.saved(name) : words.fields.converted(name, number(Converted)),
  )
}

interface EditorProps {
  field: CustomField | undefined
  onSaved: (saved: { request: Request; name: string }) => void
}

function Editor({ field, onSaved }: EditorProps) {
  const [type, setType] = useState<Type>(field?.Type ?? 'TEXT')
  async function send({ Name = '', Options = '' }: Fields) {
    const lines = [...new Set(Options.split('\n').map((line) => line.trim()))].filter(Boolean)
    const entry = { Name: Name.trim(), Type: type, ...(hasOptions(type) ? { Options: lines } : {}) }
    try {
      const request = await update(field === undefined ? entry : { Id: field.Id, ...entry })
      onSaved({ request, name: Name.trim() })
    } catch (error) {
      if (!(error instanceof CrmError) || error.code !== 'INVALID') throw error
      tellDeveloper(error)
      return error.errors.some(({ Path }) => Path.endsWith('.Name')) ? words.taken : words.fields.notConvertible
    }
    return undefined
  }
  return (
    <EntranceForm send={send} button={field === undefined ? words.fields.add : texts.save}>
      <TextInput
        name="Name"
        label={words.name}
        description={words.fields.nameHelp}
        defaultValue={field && nameOf(field)}
        required
        pattern="[\p{L}\p{M}\p{N} ]*[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N} ]*"
        maxLength={30}
        data-autofocus
      />
      <Select
        label={words.fields.type}
        description={field === undefined ? undefined : words.fields.typeHelp}
        data={types.map((value) => ({ value, label: words.fields.types[value] }))}
        value={type}
        onChange={(value) => setType((value ?? 'TEXT') as Type)}
        allowDeselect={false}
      />
      {hasOptions(type) && (
        <Textarea
          name="Options"
          label={words.fields.options}
          description={words.fields.optionsHelp}
          defaultValue={field?.Options?.join('\n')}
          required
          autosize
          minRows={3}
          maxRows={12}
        />
      )}
    </EntranceForm>
  )
}
