import { MultiSelect, SegmentedControl, TagsInput } from '@mantine/core'
import { labelText, useContactTypes, useLabels } from '../contacts/chips.tsx'
import { labelNamed } from '../contacts/new-label.ts'
import { words } from '../texts/imports.ts'
import styles from './imports.module.css'
import type { Preview } from './queries.ts'
import { matchChoices } from './targets.ts'
import { isTable, type Plan } from './wizard.ts'

interface Props {
  preview: Preview
  plan: Plan
  onPlan: (plan: Plan) => void
}

/** All that cards and lines of JSON may have. */
const anything = ['Id', 'Emails', 'Phones', 'LastName', 'OrganizationName']

/** Who of the file is here already, what becomes of them, and what all of them get. */
export function Matching({ preview, plan, onPlan }: Props) {
  const { data: labels = [] } = useLabels()
  const { data: types = [] } = useContactTypes()
  const { matching } = words
  const mapping = isTable(preview) ? plan.mapping : anything.map((Property) => ({ Column: Property, Property }))
  const choices = matchChoices(mapping)
  // What no column fills any longer finds nobody.
  const by = plan.matchOn.filter((each) => choices.some(({ value }) => value === each))
  return (
    <>
      <section className={styles.part}>
        <h2>{matching.title}</h2>
        <div className={styles.pair}>
          <MultiSelect
            label={matching.by}
            description={by.length > 1 ? matching.byAbout : undefined}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            data={choices}
            value={by}
            onChange={(matchOn) => onPlan({ ...plan, matchOn })}
          />
          <fieldset className={styles.then}>
            <legend>{matching.onMatch}</legend>
            <SegmentedControl
              fullWidth
              aria-label={matching.onMatch}
              value={plan.onMatch}
              data={Object.entries(matching.onMatches).map(([value, label]) => ({ value, label }))}
              onChange={(onMatch) => onPlan({ ...plan, onMatch: onMatch as Plan['onMatch'] })}
            />
          </fieldset>
        </div>
      </section>
      <section className={styles.part}>
        <h2>{matching.forAll}</h2>
        <div className={styles.pair}>
          <TagsInput
            label={matching.labels}
            description={matching.labelsHelp}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            data={labels.flatMap(({ Name }) => (Name ? [labelText(Name)] : []))}
            value={plan.labels.map(labelText)}
            maxLength={99}
            onChange={(names) => onPlan({ ...plan, labels: names.map(labelNamed) })}
          />
          <MultiSelect
            label={matching.types}
            data={types.flatMap(({ Name }) => (Name ? [Name] : []))}
            value={plan.types}
            onChange={(next) => onPlan({ ...plan, types: next })}
          />
        </div>
      </section>
    </>
  )
}
