import { Icon } from '../look/icons.tsx'
import classes from './avatar.module.css'
import { hueOf } from './chips.tsx'

/** A round of a person has the initials; an organisation is known by its corners. */
export function ContactAvatar({ name, type, size = 24 }: { name: string; type: string | undefined; size?: number }) {
  const letters = initials(name)
  return (
    <span
      className={classes.avatar}
      data-type={type}
      style={
        { width: size, height: size, fontSize: Math.round(size * 0.4), '--hue': hueOf(name) } as React.CSSProperties
      }
      aria-hidden="true"
    >
      {type === 'ORGANIZATION' ? <Icon name="organisation" size={Math.round(size * 0.58)} /> : letters}
    </span>
  )
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word))
  const [first = '', ...rest] = words
  const letters = [first, rest.at(-1) ?? ''].map((word) => [...word][0] ?? '')
  return letters.join('').toUpperCase().slice(0, 4)
}
