import { MultiSelect, TagsInput, VisuallyHidden } from '@mantine/core'
import { type KeyboardEvent, useContext, useRef, useState } from 'react'
import { queries } from '../../crm/queries.ts'
import type { IconName } from '../../look/icons.tsx'
import { useUnsaved } from '../../look/unsaved.ts'
import { texts } from '../../texts/texts.ts'
import type { Patch } from '../cache.ts'
import { changeOrWarn } from '../change.tsx'
import { LabelChips, TypeChips, useLabelColors } from '../chips.tsx'
import { isLabel } from '../new-label.ts'
import type { Contact } from '../rows.ts'
import { Field, OverCell } from './field.tsx'
import classes from './fields.module.css'
import { useLeaving } from './leaving.ts'

interface Props {
  contact: Contact
  icon: IconName
  title: string
  names: string[]
  choices: string[]
  /** Where new names may be made: what is meant by what is typed. */
  readNew?: (typed: string) => string
  patchOf: (names: string[]) => Patch
}

/** Several of a list: labels, types, the choices of a field. Saved when one goes elsewhere. */
export function NamesField({ contact, icon, title, names, choices, readNew, patchOf }: Props) {
  const cell = useContext(OverCell)
  const [chosen, setChosen] = useState(cell && names)
  // As it was when one began: of what others write meanwhile, both values are asked about.
  const begun = useRef({ contact, patchOf, names })
  // What is typed and not yet a name of its own.
  const [typed, setTyped] = useState('')
  const colors = useLabelColors()
  const isSame = (some: string[]) => some.join('\n') === begun.current.names.join('\n')
  useUnsaved(chosen !== undefined && (typed !== '' || !isSame(chosen)))
  // A cell that has ended goes from the page with what was chosen still in it.
  const hasEnded = useRef(false)
  const end = () => {
    if (cell === undefined) return setChosen(undefined)
    hasEnded.current = true
    cell.end()
  }
  async function commit() {
    if (chosen === undefined || hasEnded.current) return
    end()
    const before = begun.current
    const names = readNew === undefined || !isLabel(typed) ? chosen : [...new Set([...chosen, readNew(typed)])]
    if (isSame(names)) return
    await changeOrWarn(before.contact, before.patchOf(names), title, names.join(', '))
    if (readNew !== undefined) void queries.invalidateQueries({ queryKey: ['labels'] })
  }
  useLeaving(() => void commit())
  const shared = {
    'aria-label': title,
    size: 'xs' as const,
    data: choices,
    value: chosen ?? [],
    autoFocus: true,
    defaultDropdownOpened: true,
    onBlur: () => void commit(),
    onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => {
      const { key, currentTarget } = event
      if (key === 'Escape') {
        event.stopPropagation()
        end()
      }
      // With nothing typed, nor a choice pointed at, that Enter would take.
      if (key === 'Enter' && currentTarget.value === '' && !currentTarget.hasAttribute('aria-activedescendant'))
        void commit()
    },
  }
  return (
    <Field icon={icon} title={title}>
      {chosen === undefined ? (
        <button
          type="button"
          className={classes.value}
          data-empty={names.length === 0 || undefined}
          onClick={() => {
            begun.current = { contact, patchOf, names }
            setChosen(names)
            setTyped('')
          }}
        >
          <VisuallyHidden>{title}: </VisuallyHidden>
          {names.length === 0 ? (
            texts.panel.add
          ) : readNew === undefined ? (
            <TypeChips names={names} />
          ) : (
            <LabelChips names={names} colors={colors} />
          )}
        </button>
      ) : readNew === undefined ? (
        <MultiSelect {...shared} searchable onChange={setChosen} />
      ) : (
        <TagsInput
          {...shared}
          // It would come after the field has ended.
          acceptValueOnBlur={false}
          searchValue={typed}
          onSearchChange={setTyped}
          onChange={(names) => setChosen([...new Set(names.map(readNew))])}
        />
      )}
    </Field>
  )
}
