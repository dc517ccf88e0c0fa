/** Dialogs that code asks something with: `await ask(…)` shows one and waits for what is chosen. */
import { type ReactNode, useSyncExternalStore } from 'react'
import { Modal } from './late.tsx'

interface Dialog {
  title: string
  body: ReactNode
  mayClose: boolean
  choose: (answer: unknown) => void
}

let open: Dialog | undefined
const listeners = new Set<() => void>()

function show(dialog: Dialog | undefined): void {
  open = dialog
  for (const listener of listeners) listener()
}

/**
 * @param mayClose false where it shows what is never shown again: then only what stands in it closes it
 * @returns what was chosen; undefined where the dialog was closed
 */
export function ask<Answer>(
  title: string,
  body: (choose: (answer: Answer) => void) => ReactNode,
  { mayClose = true } = {},
): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const choose = (answer: unknown) => {
      show(undefined)
      resolve(answer as Answer | undefined)
    }
    show({ title, body: body(choose), mayClose, choose })
  })
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function Dialogs() {
  const dialog = useSyncExternalStore(subscribe, () => open)
  return (
    <Modal
      // A question is above the dialog that it is about, and below the lists of its own fields.
      zIndex={250}
      opened={dialog !== undefined}
      onClose={() => dialog?.choose(undefined)}
      title={dialog?.title}
      closeOnClickOutside={dialog?.mayClose ?? true}
      closeOnEscape={dialog?.mayClose ?? true}
      withCloseButton={dialog?.mayClose ?? true}
    >
      {dialog?.body}
    </Modal>
  )
}
