import { ActionIcon, type ActionIconProps, Menu } from '@mantine/core'
import type { ReactNode } from 'react'
import { Icon } from './icons.tsx'

interface Props extends Pick<ActionIconProps, 'size'> {
  /** What it is about, for those who do not see where it stands. */
  label: string
  /** The items. */
  children: ReactNode
}

/** What more can be done, behind three dots. */
export const MoreMenu = ({ label, size, children }: Props) => (
  <Menu position="bottom-end">
    <Menu.Target>
      <ActionIcon variant="subtle" color="gray" {...(size === undefined ? {} : { size })} aria-label={label}>
        <Icon name="more" />
      </ActionIcon>
    </Menu.Target>
    <Menu.Dropdown>{children}</Menu.Dropdown>
  </Menu>
)
