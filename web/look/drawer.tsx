import { Drawer, type DrawerProps } from '@mantine/core'
import { useOpenedAfter } from './opened-after.ts'

export default function LoadedDrawer({ opened, ...rest }: DrawerProps) {
  return <Drawer opened={useOpenedAfter(opened)} {...rest} />
}
