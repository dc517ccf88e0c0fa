/** Whether there is more than the mark. */
export const isLabel = (typed: string) => /[^\s#]/.test(typed)

/** A label begins with #; whoever types none means it. */
export const labelNamed = (typed: string) => (typed.trim().startsWith('#') ? typed.trim() : `#${typed.trim()}`)
