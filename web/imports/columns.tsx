/** How the file is read, where its columns go, and what becomes of those who are here already. */
import { Alert, Button, Group } from '@mantine/core'
import type { Fault } from '../../client/client.ts'
import { Icon } from '../look/icons.tsx'
import { words } from '../texts/imports.ts'
import { HowRead } from './how-read.tsx'
import styles from './imports.module.css'
import { MappingTable } from './mapping-table.tsx'
import { Matching } from './matching.tsx'
import type { Preview } from './queries.ts'
import { isTable, type Plan, type Reading } from './wizard.ts'

interface Props {
  preview: Preview
  reading: Reading
  onReading: (reading: Reading) => void
  isReading: boolean
  readingProblem: string | undefined
  plan: Plan
  onPlan: (plan: Plan) => void
  /** What the server says of the mapping. */
  faults: Fault[]
  problem: string | undefined
  isBusy: boolean
  onBack: () => void
  onCheck: () => void
}

export function Columns(props: Props) {
  const { preview, plan, onPlan, faults, problem } = props
  const { mapping, check, otherFile } = words
  return (
    <>
      <HowRead
        preview={preview}
        reading={props.reading}
        onReading={props.onReading}
        isBusy={props.isReading}
        problem={props.readingProblem}
      />
      <section className={styles.part}>
        <h2>{mapping.title}</h2>
        {isTable(preview) ? (
          <MappingTable
            preview={preview}
            mapping={plan.mapping}
            onMapping={(next) => onPlan({ ...plan, mapping: next })}
            faults={faults}
          />
        ) : (
          <p>{preview.Format === 'VCARD' ? mapping.vcard : mapping.json}</p>
        )}
      </section>
      <Matching preview={preview} plan={plan} onPlan={onPlan} />
      {problem !== undefined && (
        <Alert color="red" variant="light" icon={<Icon name="warning" />} role="alert">
          {problem}
        </Alert>
      )}
      <Group justify="space-between" className={styles.foot}>
        <Button variant="default" onClick={props.onBack}>
          {otherFile}
        </Button>
        <Button loading={props.isBusy} disabled={props.isReading} onClick={props.onCheck}>
          {check.button}
        </Button>
      </Group>
    </>
  )
}
