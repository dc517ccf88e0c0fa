/** What a contact may have several of: e-mails, phones, addresses and their like, each with a label. */
import { Button, TextInput, VisuallyHidden } from '@mantine/core'
import { type FocusEvent, type KeyboardEvent, useContext, useRef, useState } from 'react'
import { Icon, type IconName } from '../../look/icons.tsx'
import { useUnsaved } from '../../look/unsaved.ts'
import { day } from '../../texts/dates.ts'
import { texts } from '../../texts/texts.ts'
import type { Patch } from '../cache.ts'
import { changeContact, warnOf } from '../change.tsx'
import { propertyTitle } from '../properties.ts'
import type { Contact } from '../rows.ts'
import { Field, OverCell } from './field.tsx'
import classes from './fields.module.css'
import { useHasGone } from './has-gone.ts'
import { useLeaving } from './leaving.ts'

export type ListProperty = keyof typeof partsOf

type Item = Record<string, string | boolean | null | undefined>

const partsOf = {
  Emails: ['Value', 'Label'],
  Phones: ['Value', 'Label'],
  Addresses: ['Street', 'ExtendedAddress', 'PostalCode', 'City', 'Region', 'Country', 'Label'],
  Websites: ['Value', 'Label'],
  Dates: ['Value', 'Label'],
  Relations: ['Value', 'Label'],
  InstantMessages: ['Value', 'Protocol', 'Label'],
} as const

const inputTypes: Partial<Record<ListProperty, string>> = { Emails: 'email', Phones: 'tel' }

interface Props {
  contact: Contact
  property: ListProperty
  icon: IconName
}

export function ItemsField({ contact, property, icon }: Props) {
  const cell = useContext(OverCell)
  // Over a cell the only one is meant; of several, one is chosen first.
  const isMeant = cell !== undefined && (contact[property]?.length ?? 0) <= 1
  // What is edited, and the contact as it was when that began: of what others write meanwhile, both values are asked about.
  const [{ edited, begun }, begin] = useState<{ edited?: number; begun?: Contact }>(
    isMeant ? { edited: 0, begun: contact } : {},
  )
  const seen = begun ?? contact
  const edit = (index: number) => begin({ edited: index, begun: contact })
  const items = (seen[property] ?? []) as Item[]
  const title = propertyTitle(property)
  async function save(index: number, item: Item | undefined): Promise<string | undefined> {
    const next = item === undefined ? items.toSpliced(index, 1) : items.toSpliced(index, 1, item)
    const problem = await changeContact(seen, { [property]: next.length === 0 ? null : next } as Patch, title)
    if (problem !== undefined) return problem
    // Another may have been opened meanwhile.
    if (cell === undefined) begin((now) => (now.begun === seen && now.edited === index ? {} : now))
    else cell.end()
  }
  return (
    <Field icon={icon} title={title}>
      <div className={classes.items}>
        {[...items, ...(edited === items.length ? [{}] : [])].map((item, index) =>
          index === edited ? (
            <ItemEditor
              key={`edited ${edited}`}
              property={property}
              item={item}
              save={(next) => save(index, next)}
              cancel={() => (isMeant ? cell.end() : begin({}))}
            />
          ) : (
            <button key={JSON.stringify(item)} type="button" className={classes.value} onClick={() => edit(index)}>
              <VisuallyHidden>{title}: </VisuallyHidden>
              {itemText(property, item)} {item['Label'] && <small>{item['Label']}</small>}
            </button>
          ),
        )}
        {edited !== items.length && (
          <button
            type="button"
            className={classes.add}
            onClick={() => edit(items.length)}
            aria-label={texts.panel.addOne(title)}
          >
            <Icon name="add" size={14} />
            {texts.panel.add}
          </button>
        )}
      </div>
    </Field>
  )
}

function itemText(property: ListProperty, item: Item): string {
  if (property === 'Dates') return day(String(item['Value']))
  if (property !== 'Addresses') return [item['Value'], item['Protocol']].filter(Boolean).join(' · ')
  const { Street, ExtendedAddress, PostalCode, City, Region, Country } = item
  const place = [PostalCode, City].filter(Boolean).join(' ')
  return [Street, ExtendedAddress, place, Region, Country].filter(Boolean).join(', ')
}

interface EditorProps {
  property: ListProperty
  item: Item
  /** Undefined takes it away. */
  save: (item: Item | undefined) => Promise<string | undefined>
  cancel: () => void
}

function ItemEditor({ property, item, save, cancel }: EditorProps) {
  const isOverCell = useContext(OverCell) !== undefined
  const [typed, setTyped] = useState<Item>(item)
  const [fault, setFault] = useState<string>()
  const parts = partsOf[property]
  // Saved, being saved, or let go: it goes from the page with what was typed still in it.
  const hasEnded = useRef(false)
  const hasGone = useHasGone()
  const isSame = JSON.stringify(typed) === JSON.stringify(item)
  useUnsaved(!isSame)
  const letGo = () => {
    hasEnded.current = true
    cancel()
  }
  const end = async (next: Item | undefined) => {
    hasEnded.current = true
    const problem = await save(next)
    hasEnded.current = problem === undefined
    if (problem !== undefined && hasGone.current) warnOf(propertyTitle(property), problem, itemText(property, typed))
    else setFault(problem)
  }
  const commit = async () => {
    if (hasEnded.current) return
    if (isSame) return letGo()
    const { E164: _, ...kept } = typed
    const filled = Object.entries(kept).filter(([, value]) => value !== '' && value !== undefined && value !== null)
    const isEmpty = parts.every((part) => part === 'Label' || !typed[part])
    await end(isEmpty ? undefined : Object.fromEntries(filled))
  }
  useLeaving(() => void commit())
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation()
      letGo()
    }
    if (event.key === 'Enter') {
      event.preventDefault()
      void commit()
    }
  }
  // Whoever goes elsewhere has done, to another contact, too, with which this field goes; but not to another window. What closes
  // at once would pull away what is being pressed: in the panel that is left open in which nothing was typed.
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (currentTarget.contains(relatedTarget) || !document.hasFocus()) return
    if (isOverCell || !isSame) void commit()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the fields in it
    <div className={classes.parts} tabIndex={-1} onKeyDown={onKeyDown} onBlur={onBlur}>
      {parts.map((part, index) => (
        <TextInput
          key={part}
          size="xs"
          type={part === 'Value' ? (inputTypes[property] ?? 'text') : 'text'}
          aria-label={part === 'Value' ? propertyTitle(property) : texts.parts[part]}
          placeholder={part === 'Value' ? texts.examples[property as keyof typeof texts.examples] : texts.parts[part]}
          autoFocus={index === 0}
          value={String(typed[part] ?? '')}
          error={index === 0 ? fault : undefined}
          onChange={({ currentTarget: { value } }) => setTyped((now) => ({ ...now, [part]: value }))}
        />
      ))}
      <div className={classes.acts}>
        <Button size="compact-xs" variant="subtle" color="red" onClick={() => void end(undefined)}>
          {texts.remove}
        </Button>
        <Button size="compact-xs" variant="default" onClick={letGo}>
          {texts.cancel}
        </Button>
        <Button size="compact-xs" onClick={() => void commit()}>
          {texts.save}
        </Button>
      </div>
    </div>
  )
}
