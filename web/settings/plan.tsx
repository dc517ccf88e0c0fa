import { Progress } from '@mantine/core'
import { administration } from '../texts/administration.ts'
import { bytes } from '../texts/bytes.ts'
import { words } from '../texts/settings.ts'
import { number } from '../texts/texts.ts'
import { Block, Line, Lines, Mark } from './block.tsx'
import { Loaded } from './loaded.tsx'
import classes from './plan.module.css'
import { SectionTitle } from './section-title.tsx'
import { useCustomer } from './users.ts'

export function Plan() {
  const query = useCustomer()
  const { plan } = administration
  return (
    <>
      <SectionTitle title={words.sections.plan} />
      <Loaded query={query}>
        {({ Plan: name, Usage, Limits }) => (
          <>
            <Block title={plan.title} about={plan.about}>
              <Lines>
                <Line
                  icon="plan"
                  title={
                    <>
                      {plan.names[name]} <Mark tone="good">{plan.present}</Mark>
                    </>
                  }
                  about={plan.includes[name]}
                />
              </Lines>
            </Block>
            <Block title={plan.usage}>
              <Lines>
                <Used title={plan.contacts} used={Usage.Contacts} limit={Limits.Contacts ?? undefined} />
                <Used title={plan.sharing} used={Usage.SharingUsers} limit={Limits.SharingUsers ?? undefined} />
                <Line title={plan.users} about={number(Usage.Users)} />
                <Line title={plan.files} about={bytes(Usage.FileBytes)} />
              </Lines>
            </Block>
          </>
        )}
      </Loaded>
    </>
  )
}

/** From here on it is worth a thought. */
const nearly = 0.9

function Used({ title, used, limit }: { title: string; used: number; limit: number | undefined }) {
  const { of, unlimited } = administration.plan
  if (limit === undefined) return <Line title={title} about={unlimited(number(used))} />
  return (
    <Line title={title} about={of(number(used), number(limit))}>
      <Progress
        className={classes.bar}
        value={Math.min(100, (used / limit) * 100)}
        color={used >= limit * nearly ? 'red' : 'indigo'}
        aria-label={title}
      />
    </Line>
  )
}
