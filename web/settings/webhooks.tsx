/** Addresses that are told of changes: how each stands, and what can be done with it. */
import { Button, Menu, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { attempt } from '../crm/attempt.ts'
import { crm } from '../crm/crm.ts'
import { queries } from '../crm/queries.ts'
import { tell } from '../crm/toasts.tsx'
import { ask } from '../look/dialogs.tsx'
import { Icon } from '../look/icons.tsx'
import { Secret } from '../look/secret.tsx'
import { isSure } from '../look/sure.tsx'
import { moment } from '../texts/dates.ts'
import { number } from '../texts/texts.ts'
import { words } from '../texts/webhooks.ts'
import { Line, Mark } from './block.tsx'
import { LoadedLines } from './loaded.tsx'
import { SectionTitle } from './section-title.tsx'
import { showDeliveries } from './webhook-deliveries.tsx'
import { type Webhook, WebhookEditor } from './webhook-editor.tsx'

const changes = ['webhooks']

export function Webhooks() {
  const query = useQuery({ queryKey: ['webhooks'], queryFn: () => crm.webhooks.list(), refetchInterval: 15_000 })
  return (
    <>
      <SectionTitle title={words.title} about={words.about}>
        <Button leftSection={<Icon name="add" />} onClick={() => void create()}>
          {words.new}
        </Button>
      </SectionTitle>
      <LoadedLines query={query} none={words.none}>
        {(webhook) => <WebhookLine key={webhook.Id} webhook={webhook} />}
      </LoadedLines>
    </>
  )
}

function WebhookLine({ webhook }: { webhook: Webhook }) {
  const { Id, Name, Url, Paused, PausedBecause, FailingSinceDate, NextAttemptDate, OldSecretUntilDate } = webhook
  const trouble = FailingSinceDate !== undefined && !Paused
  const about = [
    Url,
    Paused && PausedBecause ? PausedBecause : undefined,
    trouble && NextAttemptDate ? words.nextAttempt(moment(NextAttemptDate)) : undefined,
    OldSecretUntilDate ? words.oldSecret(moment(OldSecretUntilDate)) : undefined,
  ]
  return (
    <Line
      icon="webhook"
      title={
        <>
          {Name}{' '}
          {Paused ? (
            <Mark>{words.paused}</Mark>
          ) : trouble ? (
            <Mark tone="bad">{words.failing(moment(FailingSinceDate))}</Mark>
          ) : (
            <Mark tone="good">{words.active}</Mark>
          )}
        </>
      }
      about={about.filter(Boolean).join(' · ')}
    >
      {trouble && (
        <Button
          variant="default"
          size="xs"
          onClick={() => void attempt(() => crm.webhooks.retry(Id), { changes, told: words.retried })}
        >
          {words.retry}
        </Button>
      )}
      <Button variant="default" size="xs" aria-label={words.testOne(Name)} onClick={() => void test(webhook)}>
        {words.test}
      </Button>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <Button variant="default" size="xs" px={8} aria-label={words.more(Name)}>
            <Icon name="more" />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void edit(webhook)}>{words.edit}</Menu.Item>
          <Menu.Item onClick={() => void pause(webhook)}>{Paused ? words.resume : words.pause}</Menu.Item>
          <Menu.Item onClick={() => void showDeliveries(webhook)}>{words.deliveries}</Menu.Item>
          <Menu.Item onClick={() => void replay(webhook)}>{words.replay.button}</Menu.Item>
          <Menu.Item onClick={() => void rotate(webhook)}>{words.rotate.button}</Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red" onClick={() => void remove(webhook)}>
            {words.delete.button}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Line>
  )
}

const refresh = () => queries.invalidateQueries({ queryKey: changes })

async function create(): Promise<void> {
  const made = await ask<Webhook>(words.new, (choose) => <WebhookEditor webhook={undefined} onSaved={choose} />)
  await refresh()
  if (made !== undefined) await showSecret(made)
}

async function edit(webhook: Webhook): Promise<void> {
  const saved = await ask<Webhook>(words.editTitle, (choose) => <WebhookEditor webhook={webhook} onSaved={choose} />)
  await refresh()
  if (saved !== undefined) tell(words.saved(saved.Name))
}

/** Once: the server does not tell it again. */
async function showSecret({ Name, Secret: value }: Webhook): Promise<void> {
  if (value === undefined) return
  await ask(
    words.secret.title(Name),
    (choose) => (
      <Stack>
        <Text>{words.secret.about}</Text>
        <Secret label={words.secret.label} value={value} />
        <Button onClick={() => choose(true)}>{words.secret.button}</Button>
      </Stack>
    ),
    { mayClose: false },
  )
}

async function test({ Id, Name }: Webhook): Promise<void> {
  await attempt(
    async () => {
      const { Status, ResponseCode, Milliseconds } = await crm.webhooks.test(Id)
      if (Status === 'DELIVERED') tell(words.testArrived(Name, number(Milliseconds)))
      else tell(ResponseCode === undefined ? words.testSilent(Name) : words.testRefused(Name, String(ResponseCode)))
    },
    { changes },
  )
}

const pause = ({ Id, Paused, Name }: Webhook) =>
  attempt(() => crm.webhooks.update(Id, { Paused: !Paused }), {
    changes,
    told: Paused ? words.resumed(Name) : words.isPaused(Name),
  })

async function rotate({ Id, Name }: Webhook): Promise<void> {
  const { question, about, confirm } = words.rotate
  if (!(await isSure(question(Name), about, confirm))) return
  let made: Webhook | undefined
  await attempt(
    async () => {
      made = await crm.webhooks.rotateSecret(Id)
    },
    { changes },
  )
  if (made !== undefined) await showSecret(made)
}

async function replay({ Id, Name }: Webhook): Promise<void> {
  const { question, about, confirm, done } = words.replay
  if (await isSure(question(Name), about, confirm))
    await attempt(() => crm.webhooks.replay(Id, { FromSequence: 0 }), { changes, told: done(Name) })
}

async function remove({ Id, Name }: Webhook): Promise<void> {
  const { question, about, button, done } = words.delete
  if (await isSure(question(Name), about, button))
    await attempt(() => crm.webhooks.delete(Id), { changes, told: done(Name) })
}
