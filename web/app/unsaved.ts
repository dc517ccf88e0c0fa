/** Asks before the window closes, or is loaded anew, while something is typed that is not saved yet. */
import { useEffect } from 'react'

type Field = HTMLInputElement | HTMLTextAreaElement

/** Where what is typed is nothing to lose: what is looked for, and what is chosen. */
const passing = '[type=search], [type=checkbox], [type=radio], [type=file], [role=combobox], search *'

const isField = (target: EventTarget | null): target is Field =>
  (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && !target.matches(passing)

/** Wherever it is typed: a field that has been sent, or that has gone from the page, holds nothing any more. */
export function useUnsaved(): void {
  useEffect(() => {
    const typed = new Set<Field>()
    const onInput = ({ target }: Event) => {
      if (isField(target)) typed.add(target)
    }
    const onSubmit = ({ target }: Event) => {
      for (const field of typed) if (field.form === target) typed.delete(field)
    }
    const onLeave = (event: BeforeUnloadEvent) => {
      for (const field of typed) if (!field.isConnected || field.value === '') typed.delete(field)
      if (typed.size > 0) event.preventDefault()
    }
    document.addEventListener('input', onInput)
    document.addEventListener('submit', onSubmit)
    window.addEventListener('beforeunload', onLeave)
    return () => {
      document.removeEventListener('input', onInput)
      document.removeEventListener('submit', onSubmit)
      window.removeEventListener('beforeunload', onLeave)
    }
  }, [])
}
