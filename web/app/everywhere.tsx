/** What a key opens on every page: the command palette, the map of the keys and help. */
import { useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useKeys } from '../keyboard/keys.ts'
import { useOnContacts } from '../keyboard/on-contacts.ts'
import { Modal } from '../look/late.tsx'
import { texts } from '../texts/texts.ts'
import { opened, openHelp, openKeyboardMap, openPalette, type What } from './opening.ts'

const Palette = lazy(async () => ({ default: (await import('../palette/palette.tsx')).Palette }))

const KeyboardMap = lazy(async () => ({ default: (await import('../keyboard/map.tsx')).KeyboardMap }))

const Help = lazy(async () => ({ default: (await import('../help/help.tsx')).Help }))

export function Everywhere() {
  const [what, setWhat] = useState<What>()
  const close = () => setWhat(undefined)
  const onContacts = useOnContacts()
  const isElsewhere = useLocation({ select: ({ pathname }) => pathname !== '/contacts' })
  useKeys({
    '?': openKeyboardMap,
    F1: openHelp,
    // On the page itself they are its own.
    ...(isElsewhere ? Object.fromEntries(['c', 'f', '/'].map((key) => [key, () => void onContacts(key)])) : {}),
  })
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
        <Suspense>
          <KeyboardMap />
        </Suspense>
      </Modal>
      <Suspense>
        {what === 'palette' && <Palette onClose={close} />}
        {what === 'help' && <Help onClose={close} />}
      </Suspense>
    </>
  )
}
