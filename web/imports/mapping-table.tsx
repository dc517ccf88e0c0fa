import { NativeSelect, Select, TextInput } from '@mantine/core'
import type { Fault } from '../../client/client.ts'
import { useCustomFields } from '../contacts/columns.tsx'
import classes from '../files/files.module.css'
import { words } from '../texts/imports.ts'
import styles from './imports.module.css'
import type { Preview } from './queries.ts'
import { baseOf, type Entry, type Mode, modesFor, targetChoices } from './targets.ts'

type Column = Preview['Columns'][number]
type NewField = NonNullable<Entry['NewField']>

const newField = 'NEW'

interface Props {
  preview: Preview
  mapping: Entry[]
  onMapping: (mapping: Entry[]) => void
  faults: Fault[]
}

/** Each column of a file, with what stands in it and where it goes. */
export function MappingTable({ preview, mapping, onMapping, faults }: Props) {
  const { data: fields = [] } = useCustomFields()
  const { mapping: texts } = words
  const choices = [
    ...targetChoices(mapping, fields),
    { group: texts.groups.fields, items: [{ value: newField, label: texts.newField }] },
  ]
  // The fields there are and the one that can be made stand together.
  const merged = [
    ...choices.slice(0, -2),
    { group: texts.groups.fields, items: choices.slice(-2).flatMap(({ items }) => items) },
  ]
  const without = (column: string) => mapping.filter(({ Column }) => Column !== column)
  /** In the order of the file, in which texts of several columns are joined. */
  const put = (entry: Entry) => {
    const all = [...without(String(entry.Column)), entry]
    const places = new Map(preview.Columns.map(({ Column }, index) => [Column, index]))
    const placeOf = ({ Column }: Entry) => places.get(String(Column)) ?? 0
    onMapping(all.toSorted((one, other) => placeOf(one) - placeOf(other)))
  }
  const goTo = (column: Column, target: string | null) => {
    if (target === null) return onMapping(without(column.Column))
    if (target === newField)
      return put({ Column: column.Column, Property: fieldNamed(column.Column), NewField: 'TEXT' })
    const suggested = column.Property === target ? column : undefined
    const Mode = modeOf(target, mapping) ?? suggested?.Mode ?? modesFor(target, fields)[0]
    put({
      Column: column.Column,
      Property: target,
      ...(suggested?.Label === undefined ? {} : { Label: suggested.Label }),
      ...(Mode === undefined ? {} : { Mode }),
    })
  }
  /** All that fill one list do it in one way. */
  const setMode = ({ Property }: Entry, Mode: Mode) =>
    onMapping(mapping.map((each) => (baseOf(each.Property) === baseOf(Property) ? { ...each, Mode } : each)))
  const faultOf = (entry: Entry | undefined) => {
    const index = entry === undefined ? -1 : mapping.indexOf(entry)
    const fault = faults.find(({ Path }) => Path.startsWith(`Mapping[${index}]`))
    return fault && (/already/.test(fault.Message) ? texts.taken : texts.unfit)
  }
  return (
    <>
      {preview.Remembered && <p className={classes.quiet}>{texts.remembered}</p>}
      <table className={styles.mapping}>
        <thead>
          <tr>
            <th>{texts.column}</th>
            <th>{texts.goesTo}</th>
            <th>{texts.mode}</th>
          </tr>
        </thead>
        <tbody>
          {preview.Columns.map((column) => {
            const entry = mapping.find(({ Column }) => Column === column.Column)
            const modes = entry === undefined ? [] : modesFor(entry.Property, fields)
            const isNew = entry?.NewField !== undefined
            return (
              <tr key={column.Column} data-out={entry === undefined || undefined}>
                <td>
                  <strong>
                    <bdi>{column.Column}</bdi>
                  </strong>
                  <small className={styles.samples} title={column.Samples.join('\n')}>
                    <bdi>{column.Samples.slice(0, 3).join(' · ') || texts.noSamples}</bdi>
                  </small>
                </td>
                <td>
                  <Select
                    size="xs"
                    aria-label={texts.target(column.Column)}
                    placeholder={texts.leaveOut}
                    data={merged}
                    value={isNew ? newField : (entry?.Property ?? null)}
                    onChange={(target) => goTo(column, target)}
                    searchable
                    comboboxProps={{ keepMounted: false }}
                    clearable
                    error={faultOf(entry)}
                    description={entry?.Property === column.Property ? sureness(column) : undefined}
                    inputWrapperOrder={['label', 'input', 'description', 'error']}
                  />
                  {entry !== undefined && isNew && <FieldToMake entry={entry} column={column.Column} put={put} />}
                </td>
                <td>
                  {entry !== undefined && modes.length > 0 && !isNew && (
                    <NativeSelect
                      size="xs"
                      aria-label={texts.modeOf(column.Column)}
                      value={entry.Mode ?? modes[0]}
                      data={modes.map((mode) => ({ value: mode, label: texts.modes[mode] }))}
                      onChange={({ currentTarget }) => setMode(entry, currentTarget.value as Mode)}
                    />
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </>
  )
}

const modeOf = (target: string, mapping: Entry[]) =>
  mapping.find(({ Property }) => baseOf(Property) === baseOf(target))?.Mode

function sureness({ Property, Label, Confidence }: Column): string | undefined {
  const { sure, likely, guess, as } = words.mapping
  if (Property === undefined) return undefined
  const text = Confidence >= 0.9 ? sure : Confidence >= 0.65 ? likely : guess
  return Label === undefined ? text : as(text, Label)
}

/** Of a name, what a field may be called. */
const fieldNamed = (name: string) =>
  `#${
    name
      .replace(/[^\p{L}\p{M}\p{N} ]/gu, ' ')
      .replace(/ +/g, ' ')
      .trim()
      .slice(0, 30) || 'Field'
  }`

interface FieldProps {
  entry: Entry
  column: string
  put: (entry: Entry) => void
}

function FieldToMake({ entry, column, put }: FieldProps) {
  const { mapping: texts } = words
  return (
    <div className={styles.field}>
      <TextInput
        size="xs"
        aria-label={texts.fieldName(column)}
        maxLength={30}
        value={entry.Property.slice(1)}
        onChange={({ currentTarget }) =>
          put({ ...entry, Property: `#${currentTarget.value.replace(/[^\p{L}\p{M}\p{N} ]/gu, '')}` })
        }
      />
      <NativeSelect
        size="xs"
        aria-label={texts.fieldType(column)}
        value={entry.NewField}
        data={Object.entries(texts.types).map(([value, label]) => ({ value, label }))}
        onChange={({ currentTarget }) => put({ ...entry, NewField: currentTarget.value as NewField })}
      />
    </div>
  )
}
