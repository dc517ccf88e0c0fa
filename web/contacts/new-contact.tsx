import { Alert, Button, Group, Modal, SegmentedControl, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { crm } from '../crm/crm.ts'
import { useSending } from '../crm/sending.ts'
import { tell } from '../crm/toasts.tsx'
import { Alike } from '../duplicates/alike.tsx'
import { useUnsavedForm } from '../look/unsaved.ts'
import { texts } from '../texts/texts.ts'
import { refreshLists, showAnswered } from './cache.ts'
import { deleteContact } from './change.tsx'
import classes from './new-contact.module.css'
import type { Contact } from './rows.ts'

interface Props {
  onClose: () => void
  onCreated: (id: string) => void
}

/** A contact of few words; everything else is written in its panel, which opens then. */
export function NewContact({ onClose, onCreated }: Props) {
  return (
    // What is typed does not go by a press beside it. Escape is heard in here alone: in a question about it, it means the question.
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      closeOnEscape={false}
      onKeyDown={({ key }) => key === 'Escape' && onClose()}
      title={texts.newContact.title}
    >
      <NewContactForm onClose={onClose} onCreated={onCreated} />
    </Modal>
  )
}

type RecordType = 'PERSON' | 'ORGANIZATION'

function NewContactForm({ onClose, onCreated }: Props) {
  const { newContact, properties, fields } = texts
  const [type, setType] = useState<RecordType>('PERSON')
  const [typed, setTyped] = useState<Contact>({})
  const { isBusy, problem, send, forget } = useSending()
  const isPerson = type === 'PERSON'
  const { RecordType: _, ...filled } = typed
  const letGo = useUnsavedForm(Object.keys(filled).length > 0)
  async function create(typed: Contact) {
    if (isPerson && !typed.FirstName && !typed.LastName) return newContact.nameNeeded
    const contact = await crm.contacts.create(typed)
    showAnswered(contact)
    await refreshLists()
    tell(newContact.done(contact.DisplayName ?? ''), { undo: () => deleteContact(contact) })
    letGo()
    onClose()
    onCreated(contact.Id as string)
    return undefined
  }
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const typed = contactIn(new FormData(event.currentTarget), type)
    void send(() => create(typed))
  }
  return (
    <form
      onSubmit={submit}
      onChange={({ currentTarget }) => {
        forget()
        setTyped(contactIn(new FormData(currentTarget), type))
      }}
      className={classes.form}
    >
      <SegmentedControl
        fullWidth
        value={type}
        onChange={(value) => setType(value as RecordType)}
        data={[
          { value: 'PERSON', label: newContact.person },
          { value: 'ORGANIZATION', label: newContact.organisation },
        ]}
      />
      {isPerson && (
        <div className={classes.pair}>
          <TextInput name="FirstName" label={fields.firstName} data-autofocus maxLength={1000} />
          <TextInput name="LastName" label={fields.lastName} maxLength={1000} />
        </div>
      )}
      <TextInput name="OrganizationName" label={properties.OrganizationName} required={!isPerson} maxLength={1000} />
      {isPerson && <TextInput name="JobTitle" label={properties.JobTitle} maxLength={1000} />}
      <TextInput name="Email" type="email" label={properties.Emails} maxLength={320} />
      <TextInput name="Phone" type="tel" label={properties.Phones} maxLength={100} />
      <Alike
        contact={{ ...typed, RecordType: type }}
        onOpen={() => {
          letGo()
          onClose()
        }}
      />
      {problem !== undefined && (
        <Alert color="red" role="alert">
          {problem}
        </Alert>
      )}
      <Group justify="flex-end" mt="xs">
        <Button variant="default" onClick={onClose}>
          {texts.cancel}
        </Button>
        <Button type="submit" loading={isBusy}>
          {newContact.button}
        </Button>
      </Group>
    </form>
  )
}

function contactIn(form: FormData, RecordType: RecordType): Contact {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const names = ['FirstName', 'LastName', 'OrganizationName', 'JobTitle'] as const
  return {
    RecordType,
    ...Object.fromEntries(names.flatMap((name) => (text(name) === '' ? [] : [[name, text(name)]]))),
    ...(text('Email') === '' ? {} : { Emails: [{ Value: text('Email'), Primary: true }] }),
    ...(text('Phone') === '' ? {} : { Phones: [{ Value: text('Phone'), Primary: true }] }),
  }
}
