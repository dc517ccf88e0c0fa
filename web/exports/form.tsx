import { Button, Group, NativeSelect, SegmentedControl, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Search } from '../contacts/address.ts'
import { words } from '../texts/exports.ts'
import { number, texts } from '../texts/texts.ts'
import { ChooseColumns, useFirstColumns } from './choose-columns.tsx'
import classes from './form.module.css'
import { type ExportInput, type Spreadsheet, useSpreadsheets } from './queries.ts'

/** Which contacts there are to choose from, besides all of them. */
export interface Offered {
  selected?: { search: Search; count: number }
  found?: { search: Search; count: number }
  /** The one to be written over. */
  into?: Spreadsheet
}

type Format = 'XLSX' | 'CSV' | 'VCARD' | 'JSON'
type Delimiter = NonNullable<ExportInput['Delimiter']>

/** A name that no spreadsheet has as its id. */
const toFile = 'FILE'
const toNew = 'NEW'

interface Props {
  offered: Offered
  onExport: (input: ExportInput) => void
}

export function ExportForm({ offered, onExport }: Props) {
  const { selected, found, into } = offered
  const { dialog } = words
  const [which, setWhich] = useState(selected ? 'selected' : found ? 'found' : 'all')
  const [format, setFormat] = useState<Format>('XLSX')
  const firstColumns = useFirstColumns()
  const [columns, setColumns] = useState<string[]>()
  const [bom, setBom] = useState(true)
  const [delimiter, setDelimiter] = useState<Delimiter>(',')
  const [to, setTo] = useState(into?.Id ?? toFile)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const search = which === 'selected' ? selected?.search : which === 'found' ? found?.search : {}
    onExport({
      Format: format,
      // Who reads the file looks for names, unless another order was chosen.
      Search: { Sort: [{ Property: 'DisplayName' }], ...search },
      ...(format === 'VCARD' || columns === undefined ? {} : { Columns: columns }),
      ...(format === 'CSV' ? { Bom: bom, Delimiter: delimiter } : {}),
      ...(format === 'XLSX' ? targetOf(to, String(new FormData(event.currentTarget).get('Name') ?? '')) : {}),
    })
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      {(selected ?? found) && (
        <Choice
          title={dialog.which}
          value={which}
          data={[
            ...(selected ? [{ value: 'selected', label: dialog.selected(number(selected.count)) }] : []),
            ...(found ? [{ value: 'found', label: dialog.found(number(found.count)) }] : []),
            { value: 'all', label: dialog.all },
          ]}
          onChange={setWhich}
        />
      )}
      {into === undefined && (
        <Choice
          title={dialog.format}
          about={dialog.about[format]}
          value={format}
          data={Object.entries(dialog.formats).map(([value, label]) => ({ value, label }))}
          onChange={(next) => setFormat(next as Format)}
        />
      )}
      {format !== 'VCARD' && (
        <>
          <Choice
            title={dialog.columns}
            value={columns === undefined ? 'all' : 'some'}
            data={[
              { value: 'all', label: dialog.allColumns },
              { value: 'some', label: dialog.someColumns },
            ]}
            onChange={(next) => setColumns(next === 'all' ? undefined : firstColumns)}
          />
          {columns !== undefined && <ChooseColumns chosen={columns} choose={setColumns} />}
        </>
      )}
      {format === 'CSV' && (
        <>
          <NativeSelect
            label={dialog.delimiter}
            value={delimiter}
            data={Object.entries(dialog.delimiters).map(([value, label]) => ({ value, label }))}
            onChange={({ currentTarget }) => setDelimiter(currentTarget.value as Delimiter)}
          />
          <Switch label={dialog.bom} checked={bom} onChange={({ currentTarget }) => setBom(currentTarget.checked)} />
        </>
      )}
      {format === 'XLSX' && <Target to={to} onTo={setTo} into={into} />}
      <Group justify="flex-end" mt="xs">
        <Button type="submit" disabled={columns?.length === 0}>
          {dialog.button}
        </Button>
      </Group>
    </form>
  )
}

function targetOf(to: string, name: string): Pick<ExportInput, 'SpreadsheetId' | 'SpreadsheetName'> {
  if (to === toFile) return {}
  return to === toNew ? { SpreadsheetName: name } : { SpreadsheetId: to }
}

interface ChoiceProps {
  title: string
  about?: string
  value: string
  data: { value: string; label: string }[]
  onChange: (value: string) => void
}

const Choice = ({ title, about, ...props }: ChoiceProps) => (
  <fieldset className={classes.choice}>
    <legend>{title}</legend>
    <SegmentedControl fullWidth aria-label={title} {...props} />
    {about !== undefined && <p>{about}</p>}
  </fieldset>
)

interface TargetProps {
  to: string
  onTo: (to: string) => void
  into: Spreadsheet | undefined
}

function Target({ to, onTo, into }: TargetProps) {
  const { data = [] } = useSpreadsheets()
  const { dialog } = words
  const there = into === undefined ? data : [into]
  const isOver = to !== toFile && to !== toNew
  return (
    <>
      <NativeSelect
        label={dialog.to}
        description={isOver ? dialog.overAbout : undefined}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={to}
        data={[
          ...(into === undefined
            ? [
                { value: toFile, label: dialog.file },
                { value: toNew, label: dialog.newSpreadsheet },
              ]
            : []),
          ...there.map(({ Id, Name }) => ({ value: Id, label: dialog.over(Name) })),
        ]}
        onChange={({ currentTarget }) => onTo(currentTarget.value)}
      />
      {to === toNew && (
        <TextInput
          name="Name"
          label={dialog.name}
          required
          maxLength={200}
          pattern=".*\S.*"
          defaultValue={texts.contacts.title}
        />
      )}
    </>
  )
}
