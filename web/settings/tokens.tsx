/** API tokens: what programs call with, in the name of a user. */

import { Button, Radio, Select, Stack, Text, TextInput } from '@mantine/core'
import { nameOf, useUsers } from '../crm/users.ts'
import '@mantine/core/styles/Radio.css'
import '@mantine/core/styles/Stack.css'
import { useQuery } from '@tanstack/react-query'
import type { Output } from '../../client/client.ts'
import { attempt } from '../crm/attempt.ts'
import { crm } from '../crm/crm.ts'
import { queries } from '../crm/queries.ts'
import { useAuth } from '../crm/session.ts'
import { EntranceForm, type Fields } from '../entrance/submit.tsx'
import { ask } from '../look/dialogs.tsx'
import { Icon } from '../look/icons.tsx'
import { Secret } from '../look/secret.tsx'
import { isSure } from '../look/sure.tsx'
import { moment } from '../texts/dates.ts'
import { words } from '../texts/settings.ts'
import { Block, Line, Lines, Mark, Nothing } from './block.tsx'
import { Loaded } from './loaded.tsx'
import { SectionTitle } from './section-title.tsx'

type Token = Output<'tokens/list'>[number]
type Scope = Token['Scope']

export function Tokens() {
  const { User } = useAuth()
  const query = useQuery({ queryKey: ['tokens'], queryFn: () => crm.tokens.list() })
  const { tokens } = words
  return (
    <>
      <SectionTitle title={words.sections.tokens} about={tokens.about}>
        <Button leftSection={<Icon name="add" />} onClick={() => void create(User.Role !== 'USER')}>
          {tokens.new}
        </Button>
      </SectionTitle>
      <Loaded query={query}>
        {(list) => {
          const own = list.filter(({ UserId }) => UserId === User.Id)
          const others = list.filter(({ UserId }) => UserId !== User.Id)
          return (
            <>
              {own.length === 0 ? <Nothing>{tokens.none}</Nothing> : <TokenLines tokens={own} />}
              {others.length > 0 && (
                <Block title={tokens.others}>
                  <TokenLines tokens={others} areOthers />
                </Block>
              )}
            </>
          )
        }}
      </Loaded>
    </>
  )
}

function TokenLines({ tokens, areOthers = false }: { tokens: Token[]; areOthers?: boolean }) {
  const { data: users = [] } = useUsers()
  return (
    <Lines>
      {tokens.map((token) => (
        <Line
          key={token.Id}
          icon="key"
          title={
            <>
              {token.Name} <Mark>{words.tokens.scopes[token.Scope]}</Mark>
            </>
          }
          about={[
            ...(areOthers ? users.filter(({ Id }) => Id === token.UserId).map(nameOf) : []),
            token.UsedDate ? words.used(moment(token.UsedDate)) : words.tokens.neverUsed,
            words.tokens.made(moment(token.CreatedDate)),
            token.ExpiresDate ? words.tokens.ends(moment(token.ExpiresDate)) : words.tokens.endless,
          ].join(' · ')}
        >
          <Button variant="default" onClick={() => void revoke(token)}>
            {words.tokens.revoke.button}
          </Button>
        </Line>
      ))}
    </Lines>
  )
}

async function revoke({ Id, Name }: Token): Promise<void> {
  const { question, about, button, done } = words.tokens.revoke
  if (await isSure(question(Name), about, button))
    await attempt(() => crm.tokens.delete(Id), { told: done(Name), changes: ['tokens'] })
}

async function create(mayAdminister: boolean): Promise<void> {
  const made = await ask<Token>(words.tokens.new, (choose) => (
    <NewToken mayAdminister={mayAdminister} onMade={choose} />
  ))
  await queries.invalidateQueries({ queryKey: ['tokens'] })
  if (made?.Secret === undefined) return
  const { title, about, button } = words.tokens.secret
  const value = made.Secret
  await ask(
    title(made.Name),
    (choose) => (
      <Stack>
        <Text>{about}</Text>
        <Secret label={words.tokens.secret.label} value={value} />
        <Button onClick={() => choose(true)}>{button}</Button>
      </Stack>
    ),
    { mayClose: false },
  )
}

const scopes = ['READ', 'WRITE', 'ADMIN'] as const
const goodFor = ['30', '90', '365', ''] as const

function NewToken({ mayAdminister, onMade }: { mayAdminister: boolean; onMade: (token: Token) => void }) {
  const { tokens } = words
  async function send({ Name = '', Scope = 'READ', Days = '' }: Fields) {
    const ends = Days === '' ? {} : { ExpiresDate: new Date(Date.now() + Number(Days) * 86_400_000).toISOString() }
    onMade(await crm.tokens.create({ Name, Scope: Scope as Scope, ...ends }))
    return undefined
  }
  return (
    <EntranceForm send={send} button={tokens.create}>
      <TextInput
        name="Name"
        label={tokens.name}
        description={tokens.nameHelp}
        required
        pattern=".*\S.*"
        maxLength={200}
        data-autofocus
      />
      <Radio.Group name="Scope" label={tokens.scope} defaultValue="READ">
        <Stack gap="xs" mt={6}>
          {scopes
            .filter((scope) => scope !== 'ADMIN' || mayAdminister)
            .map((scope) => (
              <Radio key={scope} value={scope} label={tokens.scopes[scope]} description={tokens.scopesAbout[scope]} />
            ))}
        </Stack>
      </Radio.Group>
      <Select
        name="Days"
        label={tokens.expires}
        data={goodFor.map((value) => ({ value, label: tokens.goodFor[value] }))}
        defaultValue="90"
        allowDeselect={false}
      />
      <Text size="sm" c="dimmed">
        {tokens.once}
      </Text>
    </EntranceForm>
  )
}
