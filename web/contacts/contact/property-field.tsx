/** One property of a contact, by what it is: in the panel, and over a cell of the list. */
import type { IconName } from '../../look/icons.tsx'
import { everyonesLabel, useContactTypes, useLabels } from '../chips.tsx'
import { useCustomFields } from '../columns.tsx'
import { labelNamed } from '../new-label.ts'
import { propertyTitle } from '../properties.ts'
import type { Contact } from '../rows.ts'
import { CustomFieldRow } from './custom-field.tsx'
import { ItemsField, type ListProperty } from './items-field.tsx'
import { NamesField } from './names-field.tsx'
import { TextField, type TextProperty } from './text-field.tsx'

const listIcons: Record<ListProperty, IconName> = {
  Emails: 'email',
  Phones: 'phone',
  Addresses: 'address',
  Websites: 'website',
  Dates: 'date',
  InstantMessages: 'message',
  Relations: 'relation',
}

const textIcons: Partial<Record<TextProperty, IconName>> = {
  OrganizationName: 'organisation',
  JobTitle: 'job',
  Status: 'status',
  Notes: 'note',
}

interface Props {
  contact: Contact
  /** One of ours, or the name of a custom field. */
  property: string
}

export function PropertyField({ contact, property }: Props) {
  const { data: fields = [] } = useCustomFields()
  if (property === 'Labels') return <Labels contact={contact} />
  if (property === 'ContactTypes') return <Types contact={contact} />
  const field = fields.find(({ Name }) => Name === property)
  if (field !== undefined) return <CustomFieldRow contact={contact} field={field} />
  if (isList(property)) return <ItemsField contact={contact} property={property} icon={listIcons[property]} />
  const text = property as TextProperty
  return <TextField contact={contact} property={text} icon={textIcons[text] ?? 'person'} isLong={text === 'Notes'} />
}

const isList = (property: string): property is ListProperty => property in listIcons

function Labels({ contact }: { contact: Contact }) {
  const { data = [] } = useLabels()
  const others = data.flatMap(({ Name }) => (Name ? [Name] : []))
  const kept = (contact.Labels ?? []).filter((name) => name === everyonesLabel)
  const shown = (contact.Labels ?? []).filter((name) => name !== everyonesLabel)
  return (
    <NamesField
      contact={contact}
      icon="label"
      title={propertyTitle('Labels')}
      names={shown}
      choices={others}
      readNew={labelNamed}
      patchOf={(names) => ({ Labels: [...kept, ...names] })}
    />
  )
}

function Types({ contact }: { contact: Contact }) {
  const { data = [] } = useContactTypes()
  return (
    <NamesField
      contact={contact}
      icon="contacts"
      title={propertyTitle('ContactTypes')}
      names={contact.ContactTypes ?? []}
      choices={data.flatMap(({ Name }) => (Name ? [Name] : []))}
      patchOf={(ContactTypes) => ({ ContactTypes })}
    />
  )
}
