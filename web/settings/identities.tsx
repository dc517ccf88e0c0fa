/** Accounts at providers, with which one signs in in place of a password. */
import { Button, Group, PasswordInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Output } from '../../client/client.ts'
import { attempt } from '../crm/attempt.ts'
import { crm } from '../crm/crm.ts'
import { CodeInput } from '../entrance/code.tsx'
import { EntranceForm } from '../entrance/submit.tsx'
import { ask } from '../look/dialogs.tsx'
import { isSure } from '../look/sure.tsx'
import { moment } from '../texts/dates.ts'
import { words } from '../texts/settings.ts'
import { Block, Line, Lines, Nothing } from './block.tsx'
import { Loaded } from './loaded.tsx'
import { useSecondFactor } from './second-factor.tsx'

type Identity = Output<'identities/list'>[number]

export function Identities() {
  const query = useQuery({ queryKey: ['identities'], queryFn: () => crm.identities.list() })
  const { data: providers = [] } = useQuery({ queryKey: ['auth', 'providers'], queryFn: () => crm.auth.providers() })
  const { data: secondFactor } = useSecondFactor()
  const { identities } = words
  // The operator has set up none.
  if (providers.length === 0 && (query.data ?? []).length === 0) return null
  const linked = new Set(query.data?.map(({ Issuer }) => Issuer))
  return (
    <Block
      title={identities.title}
      about={identities.about}
      action={
        <Group gap="xs">
          {providers
            .filter(({ Issuer }) => !linked.has(Issuer))
            .map(({ Issuer, Name }) => (
              <Button key={Issuer} variant="default" onClick={() => void link(Name, secondFactor?.Active === true)}>
                {identities.link(Name)}
              </Button>
            ))}
        </Group>
      }
    >
      <Loaded query={query}>
        {(list) =>
          list.length === 0 ? (
            <Nothing>{identities.none}</Nothing>
          ) : (
            <Lines>
              {list.map((identity) => (
                <Line
                  key={identity.Id}
                  icon="website"
                  title={identity.Provider ?? identity.Issuer}
                  about={[
                    identity.Email,
                    identity.UsedDate ? words.used(moment(identity.UsedDate)) : identities.neverUsed,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                >
                  <Button variant="default" onClick={() => void unlink(identity)}>
                    {identities.unlink.button}
                  </Button>
                </Line>
              ))}
            </Lines>
          )
        }
      </Loaded>
    </Block>
  )
}

async function link(Provider: string, hasSecondFactor: boolean): Promise<void> {
  const { link: title, linkAbout, linkButton } = words.identities
  await ask(title(Provider), () => (
    <>
      <p>{linkAbout(Provider)}</p>
      <EntranceForm
        button={linkButton(Provider)}
        problems={{ CREDENTIALS: words.password.notRight }}
        send={async ({ Password, Code }) => {
          const { Url } = await crm.identities.create({ Provider, Password, Code })
          location.assign(Url)
          return undefined
        }}
      >
        {hasSecondFactor ? (
          <CodeInput />
        ) : (
          <PasswordInput name="Password" label={words.password.old} autoComplete="current-password" data-autofocus />
        )}
      </EntranceForm>
    </>
  ))
}

async function unlink({ Id, Provider, Issuer }: Identity): Promise<void> {
  const { question, about, button, done, last } = words.identities.unlink
  if (!(await isSure(question(Provider ?? Issuer), about, button))) return
  await attempt(() => crm.identities.delete(Id), {
    told: done(Provider ?? Issuer),
    changes: ['identities'],
    problems: { CONFLICT: last },
  })
}
