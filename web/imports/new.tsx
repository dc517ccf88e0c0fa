/** An import, step by step: which file, where its columns go, what will happen. */
import { Alert } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { CrmError, type Fault } from '../../client/client.ts'
import { crm } from '../crm/crm.ts'
import { tellDeveloper } from '../crm/explain.ts'
import { useSending } from '../crm/sending.ts'
import { DropZone } from '../files/drop-zone.tsx'
import { Frame } from '../files/frame.tsx'
import { Icon } from '../look/icons.tsx'
import { useUnsavedForm } from '../look/unsaved.ts'
import { words } from '../texts/imports.ts'
import { Check } from './check.tsx'
import { Columns } from './columns.tsx'
import styles from './imports.module.css'
import type { Import, Preview } from './queries.ts'
import { type Fix, firstPlan, inputOf, isTable, mappingOf, type Plan, type Reading, type Source } from './wizard.ts'

type Step = 'file' | 'columns' | 'check'

interface Chosen {
  source: Source
  preview: Preview
  reading: Reading
  plan: Plan
}

export function NewImportPage() {
  const { spreadsheet } = useSearch({ from: '/signed-in/imports/new' })
  const [chosen, choose] = useState<Chosen>()
  // It stays until there is another: the server keeps the file as long.
  const [trial, setTrial] = useState<Import>()
  const [checked, setChecked] = useState<Fix[]>([])
  const [step, go] = useState<Step>('file')
  const [fixes, setFixes] = useState<Fix[]>([])
  const [faults, setFaults] = useState<Fault[]>([])
  const sending = useSending()
  const reading = useSending()
  useDroppedTrial(trial)
  // How the columns were made to go, and what was mended, is kept nowhere else.
  const [isTouched, setTouched] = useState(false)
  useUnsavedForm(isTouched)

  const open = (source: Source | { file: File }) =>
    reading.send(() =>
      unlessInvalid(words.file.unreadable, async () => {
        const isSent = 'file' in source
        const preview = await (isSent ? crm.imports.preview({}, source) : crm.imports.preview(source))
        const plan = firstPlan(preview)
        choose({ source: isSent ? { FileId: preview.FileId } : source, preview, reading: {}, plan })
        setFixes([])
        setFaults([])
        setTouched(false)
        go('columns')
      }),
    )
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for the spreadsheet that the link names
  useEffect(() => {
    if (spreadsheet !== undefined) void open({ SpreadsheetId: spreadsheet })
  }, [spreadsheet])

  /** The same file, read in another way: its columns may be others, so where they go is told anew. */
  const readAs = ({ source, plan }: Chosen, next: Reading) =>
    reading.send(() =>
      unlessInvalid(words.file.unfit, async () => {
        const preview = await crm.imports.preview({ ...source, ...next })
        choose({ source, preview, reading: next, plan: { ...plan, mapping: mappingOf(preview) } })
        setFixes([])
        setFaults([])
      }),
    )

  const check = ({ source, reading: how, preview, plan }: Chosen) =>
    sending.send(async () => {
      if (isTable(preview) && plan.mapping.length === 0) return words.mapping.nothing
      setFaults([])
      return unlessInvalid(
        words.mapping.unfit,
        async () => {
          setTrial(await crm.imports.create({ ...inputOf(source, how, preview, plan, fixes), DryRun: true }))
          setChecked(fixes)
          go('check')
        },
        setFaults,
      )
    })

  return (
    <Frame title={words.new} under={{ to: '/imports', title: words.title }}>
      <div className={styles.wizard}>
        <Steps now={step} />
        {step === 'file' && (
          <ChooseFile open={(file) => void open({ file })} isBusy={reading.isBusy} problem={reading.problem} />
        )}
        {step === 'columns' && chosen !== undefined && (
          <Columns
            {...chosen}
            onReading={(next) => void readAs(chosen, next)}
            isReading={reading.isBusy}
            readingProblem={reading.problem}
            onPlan={(plan) => {
              choose({ ...chosen, plan })
              setTouched(true)
            }}
            faults={faults}
            problem={sending.problem}
            isBusy={sending.isBusy}
            onBack={() => go('file')}
            onCheck={() => void check(chosen)}
          />
        )}
        {step === 'check' && trial !== undefined && chosen !== undefined && (
          <Check
            key={trial.Id}
            id={trial.Id}
            input={inputOf(chosen.source, chosen.reading, chosen.preview, chosen.plan, fixes)}
            fixes={fixes}
            mended={fixes.filter((fix) => !checked.includes(fix)).length}
            onFixes={(next) => {
              setFixes(next)
              setTouched(true)
            }}
            isBusy={sending.isBusy}
            problem={sending.problem}
            onAgain={() => void check(chosen)}
            onBack={() => go('columns')}
          />
        )}
      </div>
    </Frame>
  )
}

/** @returns the sentence, where the server cannot do with the file what is asked */
async function unlessInvalid(sentence: string, run: () => Promise<void>, tell: (faults: Fault[]) => void = () => {}) {
  try {
    await run()
    return undefined
  } catch (error) {
    if (!(error instanceof CrmError && error.code === 'INVALID')) throw error
    tellDeveloper(error)
    tell(error.errors)
    return sentence
  }
}

/** A check that nobody needs any longer goes, with its report. */
function useDroppedTrial(trial: Import | undefined): void {
  useEffect(() => (trial === undefined ? undefined : () => void drop(trial)), [trial])
}

async function drop({ Id, RequestId }: Import): Promise<void> {
  try {
    await crm.request.cancel(RequestId)
    await crm.imports.delete(Id)
  } catch (error) {
    tellDeveloper(error)
  }
}

function Steps({ now }: { now: Step }) {
  const { title, ...steps } = words.steps
  return (
    <ol className={styles.steps} aria-label={title}>
      {(Object.keys(steps) as Step[]).map((step) => (
        <li key={step} aria-current={step === now ? 'step' : undefined}>
          {steps[step]}
        </li>
      ))}
    </ol>
  )
}

interface ChooseFileProps {
  open: (file: File) => void
  isBusy: boolean
  problem: string | undefined
}

function ChooseFile({ open, isBusy, problem }: ChooseFileProps) {
  const { drop: title, about, choose: button } = words.file
  return (
    <DropZone
      title={title}
      about={about}
      button={button}
      accept=".csv,.tsv,.txt,.xlsx,.xlsm,.vcf,.vcard,.json,.jsonl"
      isBusy={isBusy}
      onFile={open}
    >
      {problem !== undefined && (
        <Alert color="red" variant="light" icon={<Icon name="warning" />} role="alert">
          {problem}
        </Alert>
      )}
    </DropZone>
  )
}
