import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Output } from '../../client/client.ts'
import { crm } from '../crm/crm.ts'
import { texts } from '../texts/texts.ts'
import classes from './entrance.module.css'

export type Provider = Output<'auth/providers'>[number]

/** Who vouches for people in place of a password: a button each, where the operator has set some up. */
export function Providers({
  label,
  choose,
}: {
  label: (name: string) => string
  choose: (provider: Provider) => unknown
}) {
  const { data = [] } = useQuery({ queryKey: ['auth', 'providers'], queryFn: () => crm.auth.providers() })
  if (data.length === 0) return null
  return (
    <>
      <div className={classes.or}>{texts.signIn.or}</div>
      <div className={classes.providers}>
        {data.map((provider) => (
          <Button key={provider.Issuer} variant="default" onClick={() => choose(provider)}>
            {label(provider.Name)}
          </Button>
        ))}
      </div>
    </>
  )
}
