/** One group: why its contacts may be the same, what is known of each, and what is to become of them. */
import { Alert, Button, Kbd } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'
import { crm } from '../crm/crm.ts'
import { explain } from '../crm/explain.ts'
import { useKeys } from '../keyboard/keys.ts'
import { words } from '../texts/duplicates.ts'
import { number } from '../texts/texts.ts'
import { useChoices } from './choices.ts'
import { Compare } from './compare.tsx'
import { merge, mergeInput, tellApart } from './decide.ts'
import { type Group, likelihood, reasonText } from './groups.ts'
import classes from './page.module.css'

/** More side by side than anybody can compare. */
const mostShown = 20

interface Props {
  group: Group
  /** What stands before the buttons that decide. */
  children?: ReactNode
  /** @param id of the contact that is left; undefined where they were told apart */
  onDecided?: (id: string | undefined) => void
}

export function GroupView({ group, children, onDecided }: Props) {
  const [choices, onChoose] = useChoices(group)
  const { included, into } = choices
  const canMerge = included.size > 1
  const isBusy = useRef(false)
  // Of those that are one by now, nothing can be shown beforehand.
  const [isDeciding, setDeciding] = useState(false)
  const decide = async (decision: typeof merge) => {
    if (isBusy.current || !canMerge) return
    isBusy.current = true
    setDeciding(true)
    const isDecided = await decision(choices)
    if (isDecided) onDecided?.(decision === merge ? into : undefined)
    // Told apart, two may still be of one group, by a third.
    if (!isDecided || decision === tellApart) setDeciding(false)
    isBusy.current = false
  }
  useKeys({ m: () => void decide(merge), n: () => void decide(tellApart) })
  const input = mergeInput(choices)
  const preview = useQuery({
    queryKey: ['contacts', 'merged', input],
    queryFn: ({ signal }) => crm.contacts.merge({ ...input, DryRun: true }, { signal }),
    enabled: canMerge && !isDeciding,
    placeholderData: keepPreviousData,
  })
  const result = canMerge && preview.data !== undefined ? preview.data.Contact : undefined
  const isOf = (id: string | undefined) => included.has(id ?? '')
  const contacts = group.Contacts.toSorted((one, other) => Number(isOf(other.Id)) - Number(isOf(one.Id)))
  const pairs = group.Pairs.filter(({ Ids }) => Ids.every(isOf))
  const reasons = new Set((pairs.length === 0 ? group.Pairs : pairs).flatMap(({ Reasons }) => Reasons.map(reasonText)))
  return (
    <section className={classes.group} aria-label={group.Contacts.map(({ DisplayName }) => DisplayName).join(', ')}>
      <header className={classes.head}>
        <div className={classes.why}>
          <h2>{group.Pairs.length === 0 ? words.chosen : likelihood(pairs[0]?.Score ?? group.Score)}</h2>
          <ul>
            {[...reasons].map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </div>
        <div className={classes.acts}>
          {children}
          <Button
            variant="default"
            size="xs"
            disabled={!canMerge}
            onClick={() => void decide(tellApart)}
            rightSection={<Kbd size="xs">N</Kbd>}
          >
            {words.notSame}
          </Button>
          <Button
            size="xs"
            disabled={!canMerge || preview.isError}
            onClick={() => void decide(merge)}
            rightSection={<Kbd size="xs">M</Kbd>}
          >
            {words.merge(number(included.size))}
          </Button>
        </div>
      </header>
      {!canMerge && <p className={classes.few}>{words.tooFew}</p>}
      <Compare contacts={contacts.slice(0, mostShown)} choices={choices} onChoose={onChoose} result={result} />
      {preview.error && canMerge && (
        <Alert color="red" role="alert" m="md">
          {explain(preview.error)}
        </Alert>
      )}
    </section>
  )
}
