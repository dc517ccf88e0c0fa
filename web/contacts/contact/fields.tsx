/** All that is known of a contact, in the order in which people look for it; each can be changed where it stands. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { texts } from '../../texts/texts.ts'
import { useCustomFields } from '../columns.tsx'
import type { Contact } from '../rows.ts'
import classes from './fields.module.css'
import type { ListProperty } from './items-field.tsx'
import { PropertyField } from './property-field.tsx'
import { FlagField, type TextProperty } from './text-field.tsx'

const ofPeople: TextProperty[] = ['FirstName', 'LastName']
const ofWork: TextProperty[] = ['OrganizationName', 'JobTitle']
const seldom: TextProperty[] = [
  ...(['NamePrefix', 'MiddleName', 'NameSuffix', 'Nickname', 'PhoneticFirstName', 'PhoneticLastName'] as const),
  ...(['Department', 'Status'] as const),
]
const listsAlways: ListProperty[] = ['Emails', 'Phones', 'Addresses']
const listsSeldom: ListProperty[] = ['Websites', 'Dates', 'InstantMessages', 'Relations']

export function ContactFields({ contact }: { contact: Contact }) {
  const [showsAll, setShowsAll] = useState(false)
  const { data: fields = [] } = useCustomFields()
  const isThere = (property: keyof Contact) => hasValue(contact[property])
  const names =
    contact.RecordType === 'PERSON' || ofPeople.some(isThere) ? [...ofPeople, ...ofWork] : [...ofWork].slice(0, 1)
  const more = seldom.filter((property) => showsAll || isThere(property))
  const lists = [...listsAlways, ...listsSeldom.filter((property) => showsAll || isThere(property))]
  const field = (property: string) => <PropertyField key={property} contact={contact} property={property} />
  return (
    <div className={classes.fields}>
      {[...names, ...more].map(field)}
      <hr />
      {lists.map(field)}
      <hr />
      {['Labels', 'ContactTypes', ...fields.flatMap(({ Name }) => Name ?? [])].map(field)}
      {(showsAll || contact.Unsubscribed) && <FlagField contact={contact} property="Unsubscribed" icon="email" />}
      {field('Notes')}
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
