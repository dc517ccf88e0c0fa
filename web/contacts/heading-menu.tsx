/** What can be done with a column, for those who do not drag. */
import { ActionIcon, Menu } from '@mantine/core'
import { Icon } from '../look/icons.tsx'
import { filterWords } from '../texts/filters.ts'
import { leastWidth } from './columns.tsx'
import classes from './grid.module.css'
import type { HeadingProps } from './heading.tsx'

/** In pixels. */
const step = 40

export function HeadingMenu({ column, columns, sort, onSort }: HeadingProps) {
  const { property, title, width, sort: Property } = column
  const { shown, frozen } = columns
  const words = filterWords.columns
  const index = shown.indexOf(column)
  const others = sort.filter((key) => key.Property !== Property)
  const isSorted = others.length < sort.length
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target>
        <ActionIcon
          size={20}
          variant="subtle"
          color="gray"
          className={classes.menu}
          aria-label={words.menu(title)}
          title={words.menu(title)}
        >
          <Icon name="down" size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {Property !== undefined && (
          <>
            <Menu.Item leftSection={<Icon name="ascending" />} onClick={() => onSort([{ Property }])}>
              {words.ascending}
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name="descending" />}
              onClick={() => onSort([{ Property, Descending: true }])}
            >
              {words.descending}
            </Menu.Item>
            {!isSorted && sort.length > 0 && (
              <Menu.Item leftSection={<Icon name="add" />} onClick={() => onSort([...sort, { Property }])}>
                {words.also}
              </Menu.Item>
            )}
            {isSorted && (
              <Menu.Item leftSection={<Icon name="close" />} onClick={() => onSort(others)}>
                {words.unsorted}
              </Menu.Item>
            )}
            <Menu.Divider />
          </>
        )}
        {index >= 0 && (
          <>
            <Menu.Item
              leftSection={<Icon name="left" />}
              disabled={index === 0}
              onClick={() => columns.moveTo(property, shown[index - 1]?.property ?? '', false)}
            >
              {words.left}
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name="right" />}
              disabled={index === shown.length - 1}
              onClick={() => columns.moveTo(property, shown[index + 1]?.property ?? '', true)}
            >
              {words.right}
            </Menu.Item>
          </>
        )}
        <Menu.Item
          leftSection={<Icon name="wider" />}
          closeMenuOnClick={false}
          onClick={() => columns.resize(property, width + step)}
        >
          {words.wider}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="narrower" />}
          closeMenuOnClick={false}
          disabled={width - step < leastWidth}
          onClick={() => columns.resize(property, width - step)}
        >
          {words.narrower}
        </Menu.Item>
        {frozen !== index + 1 && (
          <Menu.Item leftSection={<Icon name="columns" />} onClick={() => columns.freeze(index + 1)}>
            {words.freeze}
          </Menu.Item>
        )}
        {frozen === index + 1 && frozen > 0 && (
          <Menu.Item leftSection={<Icon name="columns" />} onClick={() => columns.freeze(0)}>
            {words.unfreeze}
          </Menu.Item>
        )}
        {index >= 0 && (
          <Menu.Item leftSection={<Icon name="close" />} onClick={() => columns.hide(property)}>
            {words.hide}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
