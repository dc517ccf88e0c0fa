import { MultiSelect, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { CrmError, type Input, type Output } from '../../client/client.ts'
import { useCustomFields } from '../contacts/columns.tsx'
import { useSegments } from '../contacts/segments/segments.ts'
import { crm } from '../crm/crm.ts'
import { tellDeveloper } from '../crm/explain.ts'
import { EntranceForm, type Fields } from '../entrance/submit.tsx'
import { texts } from '../texts/texts.ts'
import { words } from '../texts/webhooks.ts'

export type Webhook = Output<'webhooks/get/{id}'>
type WebhookInput = Input<'webhooks/create'>
type Entities = NonNullable<WebhookInput['Entities']>
type Kinds = NonNullable<WebhookInput['Kinds']>

interface Props {
  webhook: Webhook | undefined
  onSaved: (webhook: Webhook) => void
}

const choices = (named: Record<string, string>) => Object.entries(named).map(([value, label]) => ({ value, label }))

/** What is the server's own is in no change of a contact by itself. */
const untold = ['DisplayName', 'CreatedDate', 'UpdatedDate']

export function WebhookEditor({ webhook, onSaved }: Props) {
  const [entities, setEntities] = useState<string[]>(webhook?.Entities ?? [])
  const [kinds, setKinds] = useState<string[]>(webhook?.Kinds ?? [])
  const [properties, setProperties] = useState<string[]>(webhook?.Properties ?? [])
  const [segment, setSegment] = useState(webhook?.SegmentId ?? null)
  const { data: fields = [] } = useCustomFields()
  const { data: segments = [] } = useSegments()
  const isOfContacts = entities.length === 0 || entities.includes('CONTACT')
  const orNull = (chosen: string[]) => (chosen.length === 0 ? null : chosen)

  async function send({ Name = '', Url = '' }: Fields) {
    const input: WebhookInput = {
      Name,
      Url,
      Entities: orNull(entities) as Entities | null,
      Kinds: orNull(kinds) as Kinds | null,
      Properties: isOfContacts ? orNull(properties) : null,
      SegmentId: isOfContacts ? segment : null,
    }
    try {
      onSaved(await (webhook === undefined ? crm.webhooks.create(input) : crm.webhooks.update(webhook.Id, input)))
    } catch (error) {
      if (!(error instanceof CrmError && error.errors.some(({ Path }) => Path === 'Url'))) throw error
      tellDeveloper(error)
      return words.notUrl
    }
    return undefined
  }
  const known = Object.entries(texts.properties).filter(([value]) => !untold.includes(value))
  return (
    <EntranceForm send={send} button={webhook === undefined ? words.add : texts.save}>
      <TextInput
        name="Name"
        label={words.name}
        defaultValue={webhook?.Name}
        required
        pattern=".*\S.*"
        maxLength={200}
        data-autofocus
      />
      <TextInput
        name="Url"
        type="url"
        label={words.url}
        description={words.urlHelp}
        placeholder="https://"
        defaultValue={webhook?.Url}
        required
        maxLength={2000}
      />
      <MultiSelect
        label={words.entities}
        placeholder={entities.length === 0 ? words.all : undefined}
        data={choices(words.ofEntities)}
        value={entities}
        onChange={setEntities}
      />
      <MultiSelect
        label={words.kinds}
        placeholder={kinds.length === 0 ? words.all : undefined}
        data={choices(words.ofKinds)}
        value={kinds}
        onChange={setKinds}
      />
      {isOfContacts && (
        <>
          <MultiSelect
            label={words.properties}
            description={words.propertiesHelp}
            placeholder={properties.length === 0 ? words.all : undefined}
            searchable
            data={[
              ...known.map(([value, label]) => ({ value, label })),
              ...fields.map(({ Name }) => ({ value: Name, label: Name.slice(1) })),
            ]}
            value={properties}
            onChange={setProperties}
          />
          <Select
            label={words.segment}
            placeholder={words.all}
            clearable
            data={segments
              .filter(({ Shared }) => Shared)
              .map(({ Id = '', Name }) => ({ value: Id, label: Name ?? '' }))}
            value={segment}
            onChange={setSegment}
          />
        </>
      )}
    </EntranceForm>
  )
}
