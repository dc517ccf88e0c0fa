import { Switch, Textarea, TextInput, VisuallyHidden } from '@mantine/core'
import { type KeyboardEvent, useContext, useRef, useState } from 'react'
import type { IconName } from '../../look/icons.tsx'
import { useUnsaved } from '../../look/unsaved.ts'
import { texts } from '../../texts/texts.ts'
import type { Patch } from '../cache.ts'
import { changeContact, changeOrWarn, warnOf } from '../change.tsx'
import { propertyTitle } from '../properties.ts'
import type { Contact } from '../rows.ts'
import { Field, OverCell } from './field.tsx'
import classes from './fields.module.css'
import { useHasGone } from './has-gone.ts'
import { useLeaving } from './leaving.ts'

export type TextProperty = {
  [Name in keyof Contact]-?: Contact[Name] extends string | null | undefined ? Name : never
}[keyof Contact]

interface Props {
  contact: Contact
  property: TextProperty
  icon: IconName
  isLong?: boolean
}

/** A line of text: it is pressed, written, and saved by Enter or by going elsewhere; Escape leaves it as it was. */
export function TextField({ contact, property, icon, isLong = false }: Props) {
  const title = propertyTitle(property)
  const save = (text: string) => changeContact(contact, { [property]: text === '' ? null : text } as Patch, title)
  return (
    <Field icon={icon} title={title}>
      <EditableText title={title} text={String(contact[property] ?? '')} save={save} isLong={isLong} />
    </Field>
  )
}

interface EditableProps {
  title: string
  text: string
  /** How it is shown, where that is not how it is written. */
  shown?: string
  type?: 'text' | 'date' | 'number' | 'email' | 'tel' | 'url'
  isLong?: boolean
  /** Returns a sentence where it cannot be. */
  save: (text: string) => Promise<string | undefined>
}

export function EditableText({ title, text, shown = text, type = 'text', isLong = false, save }: EditableProps) {
  const cell = useContext(OverCell)
  const [typed, setTyped] = useState(cell && text)
  const [fault, setFault] = useState<string>()
  const button = useRef<HTMLButtonElement>(null)
  // What others write meanwhile is not what one has seen: it is saved as of when one began, so that both values are asked about.
  const begun = useRef({ text, save })
  const isSaving = useRef(false)
  const hasGone = useHasGone()
  useUnsaved(typed !== undefined && typed.trim() !== begun.current.text)
  // A cell that has ended goes from the page with what was typed still in it.
  const hasEnded = useRef(false)
  const end = () => {
    if (cell !== undefined) {
      hasEnded.current = true
      return cell.end()
    }
    setTyped(undefined)
    setFault(undefined)
    setTimeout(() => button.current?.focus())
  }
  const commit = async (goesOn: boolean) => {
    if (typed === undefined || isSaving.current) return
    const wanted = typed.trim()
    const isSame = wanted === begun.current.text
    if (isSame) return end()
    // In the panel what was typed is shown in its place meanwhile; over a cell the field stays until it is saved.
    if (cell === undefined) {
      if (goesOn) end()
      else setTyped(undefined)
    }
    isSaving.current = true
    const problem = await begun.current.save(wanted)
    isSaving.current = false
    if (problem === undefined) return cell && end()
    if (hasGone.current) return warnOf(title, problem, wanted)
    setTyped(wanted)
    setFault(problem)
  }
  useLeaving(() => {
    if (!hasEnded.current) void commit(false)
  })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation()
      end()
    }
    if (event.key === 'Enter' && (!isLong || event.metaKey || event.ctrlKey)) void commit(true)
  }
  if (typed === undefined)
    return (
      <button
        ref={button}
        type="button"
        className={classes.value}
        data-empty={shown === '' || undefined}
        data-long={isLong || undefined}
        onClick={() => {
          begun.current = { text, save }
          setTyped(text)
        }}
      >
        <VisuallyHidden>{title}: </VisuallyHidden>
        {shown || texts.panel.add}
      </button>
    )
  const shared = {
    'aria-label': title,
    size: 'xs' as const,
    autoFocus: true,
    value: typed,
    error: fault,
    onKeyDown,
    onBlur: () => void commit(false),
  }
  return isLong ? (
    <Textarea {...shared} autosize minRows={3} maxRows={14} onChange={(event) => setTyped(event.currentTarget.value)} />
  ) : (
    <TextInput {...shared} type={type} onChange={(event) => setTyped(event.currentTarget.value)} />
  )
}

interface FlagProps {
  contact: Contact
  property: 'Unsubscribed'
  icon: IconName
}

export function FlagField({ contact, property, icon }: FlagProps) {
  const title = propertyTitle(property)
  return (
    <Field icon={icon} title={title}>
      <Switch
        size="xs"
        p={8}
        aria-label={title}
        checked={contact[property] ?? false}
        onChange={({ currentTarget }) => void changeOrWarn(contact, { [property]: currentTarget.checked }, title)}
      />
    </Field>
  )
}
