import { useQuery } from '@tanstack/react-query'
import { crm } from '../crm/crm.ts'
import { Icon } from '../look/icons.tsx'
import classes from './avatar.module.css'
import { hueOf } from './chips.tsx'
import type { Contact } from './rows.ts'

interface Props {
  contact: Pick<Contact, 'Id' | 'DisplayName' | 'RecordType' | 'Photo'>
  size?: number
}

/** A picture, or the initials of a person in a round; an organisation is known by its corners. */
export function ContactAvatar({ contact, size = 24 }: Props) {
  const { Id = '', DisplayName = '', RecordType, Photo } = contact
  const style = { width: size, height: size, fontSize: Math.round(size * 0.4), '--hue': hueOf(DisplayName) }
  return (
    <span className={classes.avatar} data-type={RecordType} style={style as React.CSSProperties} aria-hidden="true">
      {RecordType === 'ORGANIZATION' ? (
        <Icon name="organisation" size={Math.round(size * 0.58)} />
      ) : (
        initials(DisplayName)
      )}
      {Photo && <Picture id={Id} photo={Photo} />}
    </span>
  )
}

/** Over what is there without it, until it has come. */
function Picture({ id, photo }: { id: string; photo: string }) {
  const { data } = useQuery({
    queryKey: ['photo', id, photo],
    queryFn: async ({ signal }) => addressOf(await crm.contacts.photo(id, { signal })),
    staleTime: Number.POSITIVE_INFINITY,
    // A megabyte each, at most; they come again where they are looked at again.
    gcTime: 30_000,
  })
  return data === undefined ? null : <img src={data} alt="" />
}

/** A `data:` address, of which nothing has to be let go when it is forgotten. */
const addressOf = (file: Blob) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result as string)
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word))
  const [first = '', ...rest] = words
  const letters = [first, rest.at(-1) ?? ''].map((word) => [...word][0] ?? '')
  return letters.join('').toUpperCase().slice(0, 4)
}
