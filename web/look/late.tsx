/** Windows over the page, of which nothing is loaded before the first is opened: the contacts are there sooner by that. */
import type { DrawerProps, ModalProps } from '@mantine/core'
import { lazy, Suspense, useRef } from 'react'

const loadModal = () => import('./modal.tsx')
const LoadedModal = lazy(loadModal)
const LoadedDrawer = lazy(() => import('./drawer.tsx'))

/** In milliseconds: when all else is there, so that a window opens also when the server cannot be reached any more. */
const loadedAfter = 5000
setTimeout(() => void loadModal().catch(() => {}), loadedAfter)

export function Modal(props: ModalProps) {
  const wasOpened = useWasOpened(props.opened)
  return <Suspense>{wasOpened && <LoadedModal {...props} />}</Suspense>
}

export function Drawer(props: DrawerProps) {
  const wasOpened = useWasOpened(props.opened)
  return <Suspense>{wasOpened && <LoadedDrawer {...props} />}</Suspense>
}

/** Once opened it stays, to be seen going. */
function useWasOpened(opened: boolean): boolean {
  const wasOpened = useRef(false)
  wasOpened.current ||= opened
  return wasOpened.current
}
