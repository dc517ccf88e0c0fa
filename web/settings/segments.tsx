/** Saved searches: what each is called, and who sees it. */

import { Switch, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Output } from '../../client/client.ts'
import { useSegments } from '../contacts/segments/segments.ts'
import { attempt } from '../crm/attempt.ts'
import { crm } from '../crm/crm.ts'
import { queries } from '../crm/queries.ts'
import { useAuth } from '../crm/session.ts'
import { tell } from '../crm/toasts.tsx'
import { undoLast } from '../crm/undo.ts'
import { EntranceForm, type Fields } from '../entrance/submit.tsx'
import { ask } from '../look/dialogs.tsx'
import { texts } from '../texts/texts.ts'
import { words } from '../texts/vocabulary.ts'
import { Line } from './block.tsx'
import { EditAndDelete } from './edit-and-delete.tsx'
import { LoadedLines } from './loaded.tsx'
import classes from './named-things.module.css'
import { SectionTitle } from './section-title.tsx'

type Segment = Output<'segments/list'>[number]

const refresh = () => queries.invalidateQueries({ queryKey: ['segments'] })

export function Segments() {
  const query = useSegments()
  return (
    <>
      <SectionTitle title={words.segments.title} about={words.segments.about} />
      <LoadedLines query={query} none={words.segments.none}>
        {(segment) => <SegmentLine key={segment.Id} segment={segment} />}
      </LoadedLines>
    </>
  )
}

function SegmentLine({ segment }: { segment: Segment }) {
  const { Id = '', Name = '', Shared } = segment
  const name = Name ?? ''
  return (
    <Line
      icon="search"
      title={
        <Link to="/contacts" search={{ segment: Id }} className={classes.link}>
          {name}
        </Link>
      }
      about={Shared ? words.segments.shared : words.segments.private}
    >
      <EditAndDelete name={name} onEdit={() => void edit(segment)} onDelete={() => void remove(segment)} />
    </Line>
  )
}

const remove = ({ Id = '', Name }: Segment) =>
  attempt(() => crm.segments.delete(Id), {
    told: words.deleted(Name ?? ''),
    undo: () => undoLast('SEGMENTS', Id),
    changes: ['segments'],
  })

async function edit(segment: Segment): Promise<void> {
  const saved = await ask<Segment>(words.segments.edit, (choose) => <Editor segment={segment} onSaved={choose} />)
  if (saved === undefined) return
  await refresh()
  tell(words.saved(saved.Name ?? ''), { undo: () => undoLast('SEGMENTS', saved.Id ?? '') })
}

function Editor({ segment, onSaved }: { segment: Segment; onSaved: (segment: Segment) => void }) {
  const { User } = useAuth()
  const { Id = '', Name, Shared = false, CreatedBy } = segment
  // Whoever has made it alone can take it back from the others.
  const isFixed = Shared === true && CreatedBy !== User.Id
  async function send({ Name: typed = '', Shared: isShared }: Fields) {
    onSaved(await crm.segments.update(Id, { Name: typed, Shared: isFixed || isShared !== undefined }))
    return undefined
  }
  return (
    <EntranceForm send={send} button={texts.save}>
      <TextInput
        name="Name"
        label={words.name}
        defaultValue={Name ?? ''}
        required
        pattern=".*\S.*"
        maxLength={100}
        data-autofocus
      />
      <Switch
        name="Shared"
        label={words.segments.share}
        description={isFixed ? words.segments.notYours : undefined}
        defaultChecked={Shared ?? false}
        disabled={isFixed}
      />
    </EntranceForm>
  )
}
