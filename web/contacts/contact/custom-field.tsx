import { NativeSelect, Switch } from '@mantine/core'
import { useContext } from 'react'
import { day } from '../../texts/dates.ts'
import { texts } from '../../texts/texts.ts'
import { changeContact, changeOrWarn } from '../change.tsx'
import type { CustomField } from '../columns.tsx'
import type { Contact } from '../rows.ts'
import { Field, OverCell } from './field.tsx'
import { NamesField } from './names-field.tsx'
import { EditableText } from './text-field.tsx'

const inputTypes = { NUMBER: 'number', DATE: 'date', URL: 'url', EMAIL: 'email', PHONE: 'tel' } as const

interface Props {
  contact: Contact
  field: CustomField
}

type Value = string | number | boolean | string[] | null

/** A property that the organisation has added, by its type. */
export function CustomFieldRow({ contact, field }: Props) {
  const { Name, Type, Options = [] } = field
  const value = contact.CustomFields?.[Name]
  const patchOf = (next: Value) => ({ CustomFields: { [Name]: next } })
  if (Type === 'MULTILIST')
    return (
      <NamesField
        contact={contact}
        icon="field"
        title={Name}
        names={Array.isArray(value) ? value : []}
        choices={Options ?? []}
        patchOf={(names) => patchOf(names.length === 0 ? null : names)}
      />
    )
  return (
    <Field icon="field" title={Name}>
      <OneValue
        field={field}
        value={value}
        choose={(next) => void changeOrWarn(contact, patchOf(next), Name)}
        save={(next) => changeContact(contact, patchOf(next), Name)}
      />
    </Field>
  )
}

interface OneProps {
  field: CustomField
  value: unknown
  choose: (next: Value) => void
  /** Of what is typed. Returns a sentence where it cannot be. */
  save: (next: Value) => Promise<string | undefined>
}

function OneValue({ field: { Name, Type, Options }, value, choose, save }: OneProps) {
  const cell = useContext(OverCell)
  if (Type === 'CHECKBOX')
    return (
      <Switch
        size="xs"
        p={8}
        aria-label={Name}
        checked={value === true}
        onChange={(event) => choose(event.currentTarget.checked)}
      />
    )
  const text = String(value ?? '')
  if (Type === 'LIST')
    return (
      <NativeSelect
        size="xs"
        variant="unstyled"
        px={8}
        aria-label={Name}
        value={text}
        data={[{ value: '', label: texts.contact.nothing }, ...(Options ?? [])]}
        onChange={(event) => {
          choose(event.currentTarget.value || null)
          cell?.end()
        }}
      />
    )
  return (
    <EditableText
      title={Name}
      text={text}
      shown={Type === 'DATE' ? day(text) : undefined}
      type={Type in inputTypes ? inputTypes[Type as keyof typeof inputTypes] : 'text'}
      isLong={Type === 'LONGTEXT'}
      save={(typed) => save(typed === '' ? null : Type === 'NUMBER' ? Number(typed) : typed)}
    />
  )
}
