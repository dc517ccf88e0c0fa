/** What the list is filtered by, a chip each; and what could not be used of a link. */
import { Button, CloseButton } from '@mantine/core'
import { Icon } from '../../look/icons.tsx'
import { filterWords } from '../../texts/filters.ts'
import type { Filter } from '../filter-text.ts'
import classes from './bar.module.css'
import { findProperty, usePropertyGroups } from './properties.ts'
import { sayFilter } from './say.ts'

interface Props {
  filter: Filter | undefined
  problem: 'unreadable' | 'segmentGone' | undefined
  onChange: (filter: Filter | undefined) => void
  onEdit: () => void
  /** Takes out of the address what cannot be used. */
  onDismiss: () => void
}

export function FilterBar({ filter, problem, onChange, onEdit, onDismiss }: Props) {
  const groups = usePropertyGroups()
  const parts = filter === undefined ? [] : (filter.And ?? [filter])
  const without = (index: number): Filter | undefined => {
    const left = parts.toSpliced(index, 1)
    return left.length > 1 ? { And: left } : left[0]
  }
  return (
    <>
      {problem !== undefined && (
        <p className={classes.problem} role="status">
          <Icon name="warning" /> {filterWords[problem]}
          <Button size="compact-xs" variant="default" onClick={onDismiss}>
            {filterWords.dismiss}
          </Button>
        </p>
      )}
      {parts.length > 0 && (
        <ul className={classes.bar} aria-label={filterWords.filters}>
          {parts.map((part, index) => {
            const said = sayFilter(part, (name) => findProperty(groups, name))
            return (
              <li key={said} className={classes.chip}>
                <button type="button" aria-label={filterWords.edit(said)} title={said} onClick={onEdit}>
                  {said}
                </button>
                <CloseButton size={20} aria-label={filterWords.remove(said)} onClick={() => onChange(without(index))} />
              </li>
            )
          })}
          <li>
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onChange(undefined)}>
              {filterWords.clear}
            </Button>
          </li>
        </ul>
      )}
    </>
  )
}
