/** Where filters are put together: groups in groups of conditions. */
import { ActionIcon, Button, Modal, NativeSelect } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { crm } from '../../crm/crm.ts'
import { Icon } from '../../look/icons.tsx'
import { filterWords } from '../../texts/filters.ts'
import { number, texts } from '../../texts/texts.ts'
import type { Filter, Search } from '../filter-text.ts'
import classes from './builder.module.css'
import { ConditionRow } from './condition.tsx'
import { findProperty, type PropertyGroup, usePropertyGroups } from './properties.ts'
import { filterOf, type Group, isGroup, newCondition, newGroup, treeOf, type Which } from './tree.ts'

interface Props {
  filter: Filter | undefined
  /** What holds beside it. */
  search: Search
  onChoose: (filter: Filter | undefined) => void
  onClose: () => void
}

export function FilterBuilder({ filter, search, onChoose, onClose }: Props) {
  const groups = usePropertyGroups()
  const [tree, setTree] = useState(() => begun(treeOf(filter), groups))
  const built = filterOf(tree, (name) => findProperty(groups, name))
  const count = useCount(search, built)
  return (
    <Modal opened onClose={onClose} title={filterWords.title} size={760}>
      <GroupEditor group={tree} depth={0} properties={groups} onChange={setTree} />
      <footer className={classes.foot}>
        <Button variant="subtle" color="gray" onClick={() => setTree(newGroup('all', []))}>
          {filterWords.clear}
        </Button>
        <span className={classes.space} />
        <Button variant="default" onClick={onClose}>
          {texts.cancel}
        </Button>
        <Button onClick={() => onChoose(built)}>
          {count === undefined ? filterWords.show : filterWords.showCount(number(count), count)}
        </Button>
      </footer>
    </Modal>
  )
}

/** Whoever opens it wants a condition. */
function begun(tree: Group, groups: PropertyGroup[]): Group {
  const [first] = groups.flatMap(({ properties }) => properties)
  return tree.parts.length > 0 || first === undefined ? tree : { ...tree, parts: [newCondition(first)] }
}

/** How many would be found, so that nobody has to close the window to see it. */
function useCount({ Sort: _, Filter: beside, ...rest }: Search, built: Filter | undefined): number | undefined {
  const filters = [beside, built].filter((each) => each !== undefined)
  const search = { ...rest, ...(filters.length === 0 ? {} : { Filter: { And: filters } }) }
  const [settled] = useDebouncedValue(JSON.stringify(search), 300)
  const { data } = useQuery({
    queryKey: ['contacts', 'total', JSON.parse(settled)],
    queryFn: ({ signal }) =>
      crm.contacts.search(
        { ...search, Sort: [{ Property: 'DisplayName' }], PageSize: 1, Properties: ['Id'] },
        { signal },
      ),
    enabled: settled === JSON.stringify(search),
    placeholderData: keepPreviousData,
  })
  return data?.TotalCount
}

interface GroupProps {
  group: Group
  depth: number
  properties: PropertyGroup[]
  onChange: (group: Group) => void
  onRemove?: () => void
}

/** The server goes ten deep; so deep nobody reads it any longer. */
const deepest = 3

function GroupEditor({ group, depth, properties, onChange, onRemove }: GroupProps) {
  const { which, parts } = group
  const [first] = properties.flatMap((each) => each.properties)
  const replace = (index: number, ...part: Group['parts']) =>
    onChange({ ...group, parts: parts.toSpliced(index, 1, ...part) })
  const add = (part: Group['parts'][number]) => onChange({ ...group, parts: [...parts, part] })
  const another = () => first && newCondition(first)
  const addCondition = () => {
    const condition = another()
    if (condition !== undefined) add(condition)
  }
  return (
    <fieldset className={classes.group} data-inner={depth > 0 || undefined}>
      <legend className={classes.legend}>
        <NativeSelect
          size="xs"
          variant="unstyled"
          className={classes.which}
          aria-label={filterWords.match}
          value={which}
          data={(Object.keys(filterWords.which) as Which[]).map((value) => ({
            value,
            label: filterWords.which[value],
          }))}
          onChange={({ currentTarget }) => onChange({ ...group, which: currentTarget.value as Which })}
        />
        {onRemove && (
          <ActionIcon variant="subtle" color="gray" aria-label={filterWords.removeGroup} onClick={onRemove}>
            <Icon name="close" />
          </ActionIcon>
        )}
      </legend>
      {parts.length === 0 && <p className={classes.empty}>{filterWords.empty}</p>}
      {parts.map((part, index) =>
        isGroup(part) ? (
          <GroupEditor
            key={part.id}
            group={part}
            depth={depth + 1}
            properties={properties}
            onChange={(next) => replace(index, next)}
            onRemove={() => replace(index)}
          />
        ) : (
          <ConditionRow
            key={part.id}
            condition={part}
            groups={properties}
            onChange={(next) => replace(index, next)}
            onRemove={() => replace(index)}
          />
        ),
      )}
      <div className={classes.adds}>
        <Button size="compact-sm" variant="subtle" leftSection={<Icon name="add" size={14} />} onClick={addCondition}>
          {filterWords.add}
        </Button>
        {depth < deepest && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<Icon name="add" size={14} />}
            onClick={() => {
              const condition = another()
              add(newGroup(which === 'any' ? 'all' : 'any', condition === undefined ? [] : [condition]))
            }}
          >
            {filterWords.addGroup}
          </Button>
        )}
      </div>
    </fieldset>
  )
}
