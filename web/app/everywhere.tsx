/** What a key opens on every page: the command palette and the map of the keys. */
import { Modal } from '@mantine/core'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useKeys } from '../keyboard/keys.ts'
import { KeyboardMap } from '../keyboard/map.tsx'
import { texts } from '../texts/texts.ts'
import { opened, openKeyboardMap, openPalette, type What } from './opening.ts'

const Palette = lazy(async () => ({ default: (await import('../palette/palette.tsx')).Palette }))

export function Everywhere() {
  const [what, setWhat] = useState<What>()
  const close = () => setWhat(undefined)
  useKeys({ '?': openKeyboardMap })
  useEffect(() => {
    const onOpen = (event: Event) => setWhat((event as CustomEvent<What>).detail)
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return
      event.preventDefault()
      openPalette()
    }
    opened.addEventListener('open', onOpen)
    document.addEventListener('keydown', onKeyDown)
    return () => {
      opened.removeEventListener('open', onOpen)
      document.removeEventListener('keydown', onKeyDown)
    }
  }, [])
  return (
    <>
      <Modal opened={what === 'keyboard'} onClose={close} title={texts.keyboard.title}>
        <KeyboardMap />
      </Modal>
      <Suspense>{what === 'palette' && <Palette onClose={close} />}</Suspense>
    </>
  )
}
