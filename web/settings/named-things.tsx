/** Labels and contact types: what contacts bear by name, each with a colour and with how many do. */

import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CrmError, type Input, type Output } from '../../client/client.ts'
import type { ContactsAddress } from '../contacts/address.ts'
import { refreshLists } from '../contacts/cache.ts'
import { hueOf } from '../contacts/chips.tsx'
import { attempt } from '../crm/attempt.ts'
import { tellDeveloper } from '../crm/explain.ts'
import { tell } from '../crm/toasts.tsx'
import { undoLast } from '../crm/undo.ts'
import { EntranceForm, type Fields } from '../entrance/submit.tsx'
import { ask } from '../look/dialogs.tsx'
import { Icon, type IconName } from '../look/icons.tsx'
import { number, texts } from '../texts/texts.ts'
import { words } from '../texts/vocabulary.ts'
import { Line } from './block.tsx'
import { EditAndDelete } from './edit-and-delete.tsx'
import { LoadedLines } from './loaded.tsx'
import classes from './named-things.module.css'
import { SectionTitle } from './section-title.tsx'

type Named = Output<'contact-types/list'>[number]
type NamedInput = Pick<Input<'contact-types/create'>, 'Name' | 'Color'>

export interface Kind {
  words: Record<'title' | 'about' | 'new' | 'edit' | 'none' | 'add', string>
  icon: IconName
  queryKey: string[]
  list: () => Promise<Named[]>
  create: (input: NamedInput) => Promise<Named>
  update: (id: string, input: NamedInput) => Promise<Named>
  remove: (id: string) => Promise<unknown>
  kindOfChange: 'LABELS' | 'CONTACT_TYPES'
  /** As people see the name. */
  shown: (name: string) => string
  /** As it is kept. */
  written: (typed: string) => string
  /** Where the contacts are that bear it. */
  address: (name: string) => ContactsAddress
}

export function NamedThings({ kind }: { kind: Kind }) {
  const query = useQuery({ queryKey: [...kind.queryKey, 'all'], queryFn: kind.list })
  return (
    <>
      <SectionTitle title={kind.words.title} about={kind.words.about}>
        <Button leftSection={<Icon name="add" />} onClick={() => void edit(kind, undefined)}>
          {kind.words.new}
        </Button>
      </SectionTitle>
      <LoadedLines query={query} none={kind.words.none}>
        {(thing) => <NamedLine key={thing.Id} kind={kind} thing={thing} />}
      </LoadedLines>
    </>
  )
}

/** What shows names and counts of them. */
const changes = ['contacts', 'labels', 'contact-types']

const colorOf = ({ Name, Color }: Named) => Color ?? `oklch(0.68 0.15 ${hueOf(Name ?? '')})`

function NamedLine({ kind, thing }: { kind: Kind; thing: Named }) {
  const { Name, Contacts } = thing
  const name = kind.shown(Name ?? '')
  return (
    <Line
      title={
        <span className={classes.name}>
          <i style={{ '--dot': colorOf(thing) } as React.CSSProperties} />
          {name}
        </span>
      }
      about={
        <Link to="/contacts" search={kind.address(Name ?? '')} className={classes.count}>
          {words.contacts(number(Contacts ?? 0))}
        </Link>
      }
    >
      <EditAndDelete name={name} onEdit={() => void edit(kind, thing)} onDelete={() => void remove(kind, thing)} />
    </Line>
  )
}

/** Its contacts lose it at once, and have it again when that is undone. */
const remove = (kind: Kind, { Id = '', Name }: Named) =>
  attempt(() => kind.remove(Id), {
    told: words.deleted(kind.shown(Name ?? '')),
    undo: () => undoLast(kind.kindOfChange, Id),
    changes,
  })

async function edit(kind: Kind, thing: Named | undefined): Promise<void> {
  const title = thing === undefined ? kind.words.new : kind.words.edit
  const saved = await ask<Named>(title, (choose) => <Editor kind={kind} thing={thing} onSaved={choose} />)
  if (saved === undefined) return
  await refreshLists()
  const { Id = '', Name } = saved
  tell(words.saved(kind.shown(Name ?? '')), { undo: () => undoLast(kind.kindOfChange, Id) })
}

interface EditorProps {
  kind: Kind
  thing: Named | undefined
  onSaved: (thing: Named) => void
}

const colors = [
  '#e03131',
  '#e8590c',
  '#f08c00',
  '#2f9e44',
  '#0c8599',
  '#1971c2',
  '#4f46e5',
  '#7048e8',
  '#c2255c',
  '#868e96',
]

function Editor({ kind, thing, onSaved }: EditorProps) {
  const { Id, Name = '', Color } = thing ?? {}
  async function send({ Name: typed = '', Color: color }: Fields) {
    const input = { Name: kind.written(typed.trim()), Color: color ?? null }
    try {
      onSaved(await (Id === undefined ? kind.create(input) : kind.update(Id, input)))
    } catch (error) {
      if (!(error instanceof CrmError && error.errors.some(({ Path }) => Path === 'Name'))) throw error
      tellDeveloper(error)
      return words.taken
    }
    return undefined
  }
  // A colour that a program has given is one more to choose from.
  const own = Color && !colors.includes(Color.toLowerCase()) ? [Color] : []
  return (
    <EntranceForm send={send} button={thing === undefined ? kind.words.add : texts.save}>
      <TextInput
        name="Name"
        label={words.name}
        defaultValue={kind.shown(Name ?? '')}
        required
        pattern=".*\S.*"
        maxLength={99}
        data-autofocus
      />
      <fieldset className={classes.colors}>
        <legend>{words.color}</legend>
        <Swatch value="" name={words.ownColor} isChosen={!Color} />
        {[...colors, ...own].map((value, index) => (
          <Swatch
            key={value}
            value={value}
            name={words.colors[index] ?? value}
            isChosen={value.toLowerCase() === Color?.toLowerCase()}
          />
        ))}
      </fieldset>
    </EntranceForm>
  )
}

const Swatch = ({ value, name, isChosen }: { value: string; name: string; isChosen: boolean }) => (
  <label title={name}>
    <input
      type="radio"
      name="Color"
      value={value}
      defaultChecked={isChosen}
      aria-label={name}
      style={{ '--dot': value || 'transparent' } as React.CSSProperties}
    />
  </label>
)
