/** A label begins with #; whoever types none means it. */
export const labelNamed = (typed: string) => (typed.trim().startsWith('#') ? typed.trim() : `#${typed.trim()}`)
