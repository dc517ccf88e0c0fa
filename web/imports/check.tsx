/** What an import would do, before it does it. */
import { Alert, Button, Group, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { crm } from '../crm/crm.ts'
import { tellProblem } from '../crm/toasts.tsx'
import { Running } from '../files/running.tsx'
import { ask } from '../look/dialogs.tsx'
import { Icon } from '../look/icons.tsx'
import { Unreadable } from '../look/page.tsx'
import { isSure } from '../look/sure.tsx'
import { wholeMoment } from '../texts/dates.ts'
import { words } from '../texts/imports.ts'
import { number } from '../texts/texts.ts'
import { countsText } from './counts.ts'
import styles from './imports.module.css'
import { type Import, type ImportInput, useImport, useProgress } from './queries.ts'
import { Rows } from './rows.tsx'
import type { Fix } from './wizard.ts'

interface Props {
  /** The dry run. */
  id: string
  /** What it is to be imported with. */
  input: ImportInput
  fixes: Fix[]
  /** How many of them are newer than the dry run. */
  mended: number
  onFixes: (fixes: Fix[]) => void
  isBusy: boolean
  problem: string | undefined
  onAgain: () => void
  onBack: () => void
}

export function Check(props: Props) {
  const { data, isError, refetch } = useImport(props.id)
  if (data === undefined) return isError && <Unreadable retry={refetch} />
  if (data.Status === 'PROCESSING') return <Checking trial={data} onBack={props.onBack} />
  return <Checked {...props} trial={data} />
}

function Checking({ trial, onBack }: { trial: Import; onBack: () => void }) {
  const percent = useProgress(trial)
  const stop = async () => {
    try {
      await crm.request.cancel(trial.RequestId)
      onBack()
    } catch (error) {
      tellProblem(error)
    }
  }
  return (
    <Running title={words.check.running} about={countsText(trial.Counts)} percent={percent}>
      <Button variant="default" onClick={() => void stop()}>
        {words.check.stop}
      </Button>
    </Running>
  )
}

function Checked({ trial, input, fixes, mended, onFixes, ...props }: Props & { trial: Import }) {
  const start = useStart()
  const { check } = words
  const { Created, Updated } = trial.Counts
  const isAbout = (row: number, column: string) => (fix: Fix) => fix.RowNumber === row && fix.Column === column
  const mending = {
    valueOf: (row: number, column: string) => fixes.find(isAbout(row, column))?.Value,
    mend: (row: number, column: string, Value: string) => {
      const others = fixes.filter((fix) => !isAbout(row, column)(fix))
      onFixes([...others, { RowNumber: row, Column: column, Value }])
    },
  }
  return (
    <>
      <section className={styles.part}>
        <h2>{check.title}</h2>
        <p>
          {check.about} {countsText(trial.Counts)}
        </p>
        {trial.Status === 'FAIL' && (
          <Alert color="red" variant="light" icon={<Icon name="warning" />} role="alert">
            {check.failed}
          </Alert>
        )}
        <Rows of={trial} mending={mending} />
      </section>
      {props.problem !== undefined && (
        <Alert color="red" variant="light" icon={<Icon name="warning" />} role="alert">
          {props.problem}
        </Alert>
      )}
      <Group justify="space-between" className={styles.foot}>
        <Button variant="default" onClick={props.onBack}>
          {words.back}
        </Button>
        {mended > 0 ? (
          <Group gap="sm">
            <Text size="sm" role="status">
              {check.mended(number(mended))}
            </Text>
            <Button loading={props.isBusy} onClick={props.onAgain}>
              {check.again}
            </Button>
          </Group>
        ) : Created + Updated === 0 ? (
          <Text size="sm">{check.nothing}</Text>
        ) : (
          <Button disabled={trial.Status === 'FAIL'} onClick={() => void start(input, trial.Counts)}>
            {check.start(number(Created + Updated))}
          </Button>
        )}
      </Group>
    </>
  )
}

/** Begins the import, and goes where it can be seen. */
function useStart() {
  const navigate = useNavigate()
  const show = (id: string) => navigate({ to: '/imports/$id', params: { id }, ignoreBlocker: true })
  return async (input: ImportInput, { Updated }: Import['Counts']) => {
    try {
      const expected = await agreedCount(Updated)
      if (expected === 'no') return
      const accepted = await crm.imports.create({ ...input, ...expected })
      if (!accepted.Earlier) return await show(accepted.Id)
      const answer = await askAboutEarlier(accepted)
      if (answer === 'show') await show(accepted.Id)
      if (answer === 'force') await show((await crm.imports.create({ ...input, ...expected, Force: true })).Id)
    } catch (error) {
      tellProblem(error)
    }
  }
}

const shortList = 100

/** The server wants to be told how many contacts will be changed, where that is more than a quarter of a list that is not short. */
async function agreedCount(updated: number): Promise<{ ExpectedCount?: number } | 'no'> {
  if (updated <= shortList / 4) return {}
  const { TotalCount = 0 } = await crm.contacts.search({ PageSize: 1, Properties: ['Id'], Total: 'EXACT' })
  if (TotalCount <= shortList || updated <= TotalCount / 4) return {}
  const { much, muchAbout, muchButton } = words.check
  const question = much(number(updated), number(TotalCount))
  const isAgreed = await isSure(question, muchAbout, muchButton, { isDangerous: false })
  return isAgreed ? { ExpectedCount: updated } : 'no'
}

const askAboutEarlier = (earlier: Import) =>
  ask<'show' | 'force'>(words.check.earlier, (choose) => (
    <>
      <Text>{words.check.earlierAbout(wholeMoment(earlier.CreatedDate), countsText(earlier.Counts))}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={() => choose('force')}>
          {words.check.force}
        </Button>
        <Button onClick={() => choose('show')} data-autofocus>
          {words.check.showEarlier}
        </Button>
      </Group>
    </>
  ))
