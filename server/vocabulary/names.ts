/** What the names of labels and contact types must look like, wherever they are written. */

export function labelFault(name: string): string | undefined {
  return /^\s*#.*\S/su.test(name) ? textFault(name) : 'must begin with # and have a name behind it'
}

export function typeFault(name: string): string | undefined {
  if (name.trim() === '') return 'must not be blank'
  return name.trimStart().startsWith('#') ? 'must not begin with #, as labels and fields do' : textFault(name)
}

/** Names that differ in what nobody sees would look like one name twice. */
export function textFault(name: string): string | undefined {
  if (name.trim() !== name) return 'must not begin or end with a blank'
  return /[\p{Cc}\p{Zl}\p{Zp}]/u.test(name) ? 'must be one line of text' : undefined
}
