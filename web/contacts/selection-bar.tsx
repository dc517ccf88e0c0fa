/** What can be done with the contacts that are selected. */
import { ActionIcon, Button, Menu, Text, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { askAndExport } from '../exports/ask.tsx'
import { exportContacts } from '../exports/export.ts'
import { Icon } from '../look/icons.tsx'
import { words } from '../texts/exports.ts'
import { number, texts } from '../texts/texts.ts'
import type { Search } from './address.ts'
import { addLabel, type Chosen, deleteSelected, removeLabel, searchOfSelected } from './at-once.tsx'
import { Chip, useLabels } from './chips.tsx'
import { isLabel, labelNamed } from './new-label.ts'
import { countSelected, everything, nothing, type Selection } from './selection.ts'
import classes from './selection-bar.module.css'

interface Props {
  selection: Selection
  search: Search
  found: number
  onSelect: (selection: Selection) => void
}

/** As many as can be merged at once. */
const mostMerged = 20

export function SelectionBar({ selection, search, found, onSelect }: Props) {
  const navigate = useNavigate()
  const count = countSelected(selection, found)
  if (count <= 0) return null
  const chosen = { selection, search, count }
  const { selected } = texts
  return (
    <div className={classes.bar} role="toolbar" aria-label={selected.title}>
      <Text component="span" size="sm" fw={500} className={classes.count}>
        {selected.count(number(count))}
      </Text>
      {!selection.isAll && count < found && (
        <Button size="compact-sm" variant="subtle" onClick={() => onSelect(everything)}>
          {selected.all(number(found))}
        </Button>
      )}
      <span className={classes.acts}>
        <LabelMenu title={selected.addLabel} icon="label" choose={(name) => addLabel(chosen, name)} canAdd />
        <LabelMenu title={selected.removeLabel} icon="close" choose={(name) => removeLabel(chosen, name)} />
        {!selection.isAll && count > 1 && count <= mostMerged && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<Icon name="duplicates" size={14} />}
            onClick={() => void navigate({ to: '/duplicates', search: { ids: [...selection.ids].join() } })}
          >
            {selected.merge}
          </Button>
        )}
        <ExportMenu chosen={chosen} found={found} />
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          leftSection={<Icon name="delete" size={14} />}
          onClick={async () => {
            if (await deleteSelected(chosen)) onSelect(nothing)
          }}
        >
          {selected.delete}
        </Button>
      </span>
      <ActionIcon variant="subtle" color="gray" aria-label={selected.none} onClick={() => onSelect(nothing)}>
        <Icon name="close" />
      </ActionIcon>
    </div>
  )
}

interface LabelMenuProps {
  title: string
  icon: 'label' | 'close'
  choose: (name: string) => unknown
  canAdd?: boolean
}

function LabelMenu({ title, icon, choose, canAdd = false }: LabelMenuProps) {
  const { data: labels = [] } = useLabels()
  const [opened, setOpened] = useState(false)
  const [typed, setTyped] = useState('')
  const names = labels.flatMap(({ Name }) => (Name ? [Name] : []))
  const found = names.filter((name) => folded(name).includes(folded(typed)))
  const wanted = folded(labelNamed(typed))
  const isNew = canAdd && isLabel(typed) && !names.some((name) => folded(name) === wanted)
  const begun = isLabel(typed) ? found.filter((name) => folded(name).startsWith(wanted)) : []
  // Where several begin like this, one is chosen.
  const meant = begun.find((name) => folded(name) === wanted) ?? (begun.length === 1 ? begun[0] : undefined)
  const taken = meant ?? (isNew && begun.length === 0 ? labelNamed(typed) : undefined)
  const take = (name: string) => {
    setOpened(false)
    choose(name)
  }
  return (
    <Menu
      position="top"
      opened={opened}
      onChange={(next) => {
        setOpened(next)
        setTyped('')
      }}
    >
      <Menu.Target>
        <Button size="compact-sm" variant="subtle" color="gray" leftSection={<Icon name={icon} size={14} />}>
          {title}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        <TextInput
          size="xs"
          data-autofocus
          aria-label={texts.labels.which}
          placeholder={canAdd ? texts.labels.whichOrNew : texts.labels.which}
          maxLength={99}
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          onKeyDown={({ key, repeat, nativeEvent }) => {
            if (key === 'Enter' && !repeat && !nativeEvent.isComposing && taken !== undefined) take(taken)
          }}
        />
        {found.map((name) => (
          <Menu.Item key={name} onClick={() => take(name)}>
            <Chip name={name} color={labels.find(({ Name }) => Name === name)?.Color} />
          </Menu.Item>
        ))}
        {isNew && (
          <Menu.Item leftSection={<Icon name="add" size={14} />} onClick={() => take(labelNamed(typed))}>
            {texts.labels.make(labelNamed(typed))}
          </Menu.Item>
        )}
        {!canAdd && names.length === 0 && <Menu.Label>{texts.labels.none}</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Case makes no other label. */
const folded = (name: string) => name.trim().toLocaleLowerCase()

function ExportMenu({ chosen, found }: { chosen: Chosen; found: number }) {
  const search = searchOfSelected(chosen)
  const selected = { search, count: chosen.count }
  return (
    <Menu position="top">
      <Menu.Target>
        <Button size="compact-sm" variant="subtle" color="gray" leftSection={<Icon name="export" size={14} />}>
          {texts.selected.export}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {Object.entries(words.dialog.formats).map(([format, title]) => (
          <Menu.Item
            key={format}
            onClick={() => void exportContacts({ Format: format as keyof typeof words.dialog.formats, Search: search })}
          >
            {title}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void askAndExport({ selected, found: { search: chosen.search, count: found } })}>
          {words.more}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
