/** All that is known of a contact, in the order in which people look for it; each can be changed where it stands. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { IconName } from '../../look/icons.tsx'
import { texts } from '../../texts/texts.ts'
import { everyonesLabel, useContactTypes, useLabels } from '../chips.tsx'
import { useCustomFields } from '../columns.tsx'
import { labelNamed } from '../new-label.tsx'
import { propertyTitle } from '../properties.ts'
import type { Contact } from '../rows.ts'
import { CustomFieldRow } from './custom-field.tsx'
import classes from './fields.module.css'
import { ItemsField, type ListProperty } from './items-field.tsx'
import { NamesField } from './names-field.tsx'
import { FlagField, TextField, type TextProperty } from './text-field.tsx'

const ofPeople: TextProperty[] = ['FirstName', 'LastName']
const ofWork: TextProperty[] = ['OrganizationName', 'JobTitle']
const seldom: TextProperty[] = [
  ...(['NamePrefix', 'MiddleName', 'NameSuffix', 'Nickname', 'PhoneticFirstName', 'PhoneticLastName'] as const),
  ...(['Department', 'Status'] as const),
]
const icons: Partial<Record<TextProperty, IconName>> = {
  FirstName: 'person',
  LastName: 'person',
  OrganizationName: 'organisation',
  JobTitle: 'job',
  Status: 'status',
}
const listsAlways: [ListProperty, IconName][] = [
  ['Emails', 'email'],
  ['Phones', 'phone'],
  ['Addresses', 'address'],
]
const listsSeldom: [ListProperty, IconName][] = [
  ['Websites', 'website'],
  ['Dates', 'date'],
  ['InstantMessages', 'message'],
  ['Relations', 'relation'],
]

export function ContactFields({ contact }: { contact: Contact }) {
  const [showsAll, setShowsAll] = useState(false)
  const { data: fields = [] } = useCustomFields()
  const isThere = (property: keyof Contact) => hasValue(contact[property])
  const names =
    contact.RecordType === 'PERSON' || ofPeople.some(isThere) ? [...ofPeople, ...ofWork] : [...ofWork].slice(0, 1)
  const more = seldom.filter((property) => showsAll || isThere(property))
  const lists = [...listsAlways, ...listsSeldom.filter(([property]) => showsAll || isThere(property))]
  return (
    <div className={classes.fields}>
      {[...names, ...more].map((property) => (
        <TextField key={property} contact={contact} property={property} icon={icons[property] ?? 'person'} />
      ))}
      <hr />
      {lists.map(([property, icon]) => (
        <ItemsField key={property} contact={contact} property={property} icon={icon} />
      ))}
      <hr />
      <Labels contact={contact} />
      <Types contact={contact} />
      {fields.map((field) => (
        <CustomFieldRow key={field.Id} contact={contact} field={field} />
      ))}
      {(showsAll || contact.Unsubscribed) && <FlagField contact={contact} property="Unsubscribed" icon="email" />}
      <TextField contact={contact} property="Notes" icon="note" isLong />
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        className={classes.all}
        aria-expanded={showsAll}
        onClick={() => setShowsAll(!showsAll)}
      >
        {showsAll ? texts.panel.fewer : texts.panel.all}
      </Button>
    </div>
  )
}

const hasValue = (value: unknown) =>
  value !== undefined &&
  value !== null &&
  value !== '' &&
  value !== false &&
  !(Array.isArray(value) && value.length === 0)

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
