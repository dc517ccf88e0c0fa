/** The segments above the list, as tabs; and what can be done with the one that is open. */
import { ActionIcon, Button, Menu } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useAuth } from '../../crm/session.ts'
import { Icon } from '../../look/icons.tsx'
import { filterWords } from '../../texts/filters.ts'
import type { Search } from '../filter-text.ts'
import { changeSegment, deleteSegment, renameSegment, saveAsSegment } from './keep.tsx'
import { type Segment, useSegmentOrder } from './segments.ts'
import classes from './tabs.module.css'

interface Props {
  segments: Segment[]
  /** The one that is open. */
  openId: string | undefined
  /** What is shown, with all that was changed since the segment was opened. */
  search: Search
  isChanged: boolean
  /** Opens another one, or none; what was changed is left behind. */
  onOpen: (id: string | undefined) => void
}

export function SegmentTabs({ segments, openId, search, isChanged, onOpen }: Props) {
  const { ordered, move } = useSegmentOrder(segments)
  const open = segments.find(({ Id }) => Id === openId)
  const words = filterWords.segments
  const save = async () => {
    const id = await saveAsSegment(search)
    if (id !== undefined) onOpen(id)
  }
  return (
    <div className={classes.bar}>
      <nav aria-label={words.title} className={classes.tabs}>
        <Tab title={words.all} id={undefined} isOpen={openId === undefined} />
        {ordered.map((segment) => (
          <span key={segment.Id} className={classes.whole}>
            <Tab
              title={segment.Name ?? ''}
              id={segment.Id}
              isOpen={segment.Id === openId}
              isPrivate={!segment.Shared}
            />
            {segment.Id === openId && <SegmentMenu segment={segment} move={move} onOpen={onOpen} />}
          </span>
        ))}
      </nav>
      {isChanged && (
        <span className={classes.acts}>
          {open && (
            <>
              <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onOpen(open.Id)}>
                {words.reset}
              </Button>
              <Button
                size="compact-sm"
                variant="light"
                onClick={async () => {
                  if (await changeSegment(open, { Search: search })) onOpen(open.Id)
                }}
              >
                {words.saveChanges}
              </Button>
            </>
          )}
          <Button size="compact-sm" variant="subtle" leftSection={<Icon name="add" size={14} />} onClick={save}>
            {words.save}
          </Button>
        </span>
      )}
    </div>
  )
}

interface TabProps {
  title: string
  id: string | undefined
  isOpen: boolean
  isPrivate?: boolean
}

const Tab = ({ title, id, isOpen, isPrivate = false }: TabProps) => (
  <Link
    to="/contacts"
    search={id === undefined ? {} : { segment: id }}
    className={classes.tab}
    aria-current={isOpen ? 'page' : undefined}
    activeProps={{ 'aria-current': undefined }}
    data-open={isOpen || undefined}
  >
    {title}
    {isPrivate && <Icon name="person" size={13} />}
    {isPrivate && <span className={classes.unseen}>{filterWords.segments.private}</span>}
  </Link>
)

interface MenuProps {
  segment: Segment
  move: (id: string, by: number) => void
  onOpen: (id: string | undefined) => void
}

function SegmentMenu({ segment, move, onOpen }: MenuProps) {
  const { User } = useAuth()
  const words = filterWords.segments
  const { Id = '', Name, Shared, CreatedBy } = segment
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <ActionIcon size={24} variant="subtle" color="gray" aria-label={words.menu(Name ?? '')}>
          <Icon name="more" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="note" />} onClick={() => void renameSegment(segment)}>
          {words.rename}
        </Menu.Item>
        {(!Shared || CreatedBy === User.Id) && (
          <Menu.Item
            leftSection={<Icon name={Shared ? 'person' : 'contacts'} />}
            onClick={() => void changeSegment(segment, { Shared: !Shared })}
          >
            {Shared ? words.makePrivate : words.shareNow}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="left" />} onClick={() => move(Id, -1)}>
          {words.left}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="right" />} onClick={() => move(Id, 1)}>
          {words.right}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<Icon name="delete" />}
          onClick={async () => {
            if (await deleteSegment(segment, User.Id ?? '')) onOpen(undefined)
          }}
        >
          {words.delete}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
