/** Keeping a search as a segment, and changing what was kept. */
import { Button, Group, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { crm } from '../../crm/crm.ts'
import { queries } from '../../crm/queries.ts'
import { tell, tellProblem } from '../../crm/toasts.tsx'
import { undoChangeSet } from '../../crm/undo.ts'
import { ask } from '../../look/dialogs.tsx'
import { filterWords } from '../../texts/filters.ts'
import { texts } from '../../texts/texts.ts'
import type { Search } from '../filter-text.ts'
import type { Segment } from './segments.ts'

const refresh = () => queries.invalidateQueries({ queryKey: ['segments'] })

interface Named {
  Name: string
  Shared: boolean
}

/** @returns the id of the new segment; undefined where nothing was saved */
export async function saveAsSegment(Search: Search): Promise<string | undefined> {
  const words = filterWords.segments
  const named = await ask<Named>(words.saveTitle, (choose) => <NameForm onDone={choose} asksForSharing />)
  if (named === undefined) return undefined
  try {
    const { Id, Name } = await crm.segments.create({ ...named, Search })
    await refresh()
    tell(words.saved(Name ?? ''))
    return Id
  } catch (error) {
    tellProblem(error)
    return undefined
  }
}

/** @returns whether it was done */
export async function changeSegment({ Id = '', Name }: Segment, change: Partial<Segment>): Promise<boolean> {
  try {
    await crm.segments.update(Id, change)
    await refresh()
    tell(filterWords.segments.saved(change.Name ?? Name ?? ''))
    return true
  } catch (error) {
    tellProblem(error)
    return false
  }
}

export async function renameSegment(segment: Segment): Promise<void> {
  const { rename } = filterWords.segments
  const named = await ask<Named>(rename, (choose) => <NameForm name={segment.Name ?? ''} onDone={choose} />)
  if (named !== undefined) await changeSegment(segment, { Name: named.Name })
}

/** @returns whether it was done */
export async function deleteSegment({ Id = '', Name = '' }: Segment, UserId: string): Promise<boolean> {
  try {
    await crm.segments.delete(Id)
    const { Rows } = await crm.changesets.list({ Kind: 'SEGMENTS', UserId, PageSize: 1 })
    const deletion = Rows[0]?.Id
    await refresh()
    const undo = async () => {
      const told = await undoChangeSet(deletion ?? '')
      await refresh()
      return told
    }
    tell(filterWords.segments.deleted(Name ?? ''), deletion === undefined ? {} : { undo })
    return true
  } catch (error) {
    tellProblem(error)
    return false
  }
}

interface FormProps {
  name?: string
  asksForSharing?: boolean
  onDone: (named: Named) => void
}

function NameForm({ name = '', asksForSharing = false, onDone }: FormProps) {
  const [Name, setName] = useState(name)
  const [Shared, setShared] = useState(false)
  const words = filterWords.segments
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (Name.trim() !== '') onDone({ Name: Name.trim(), Shared })
      }}
    >
      <TextInput
        label={words.name}
        description={asksForSharing ? words.about : undefined}
        maxLength={100}
        required
        data-autofocus
        value={Name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      {asksForSharing && (
        <Switch
          mt="md"
          label={words.share}
          checked={Shared}
          onChange={({ currentTarget }) => setShared(currentTarget.checked)}
        />
      )}
      <Group justify="flex-end" mt="lg">
        <Button type="submit">{texts.save}</Button>
      </Group>
    </form>
  )
}
