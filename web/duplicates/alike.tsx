/** Beside a contact that is being written, or looked at: whom it may be the same as. */
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ContactAvatar } from '../contacts/avatar.tsx'
import type { Contact } from '../contacts/rows.ts'
import { crm } from '../crm/crm.ts'
import { Icon } from '../look/icons.tsx'
import { words } from '../texts/duplicates.ts'
import classes from './alike.module.css'
import { likelihood, reasonText } from './groups.ts'

/** In milliseconds; the server is asked when the hand rests. */
const rest = 250
/** From this score on it is worth a word; of a new contact, what is already somebody's is so in any case. */
const toldFrom = 0.6
const telling = ['SAME_EMAIL', 'SAME_PHONE']
const mostTold = 3

/** By these, contacts are compared. */
const names = ['FirstName', 'MiddleName', 'LastName', 'Nickname', 'OrganizationName'] as const
const compared = [...names, 'Emails', 'Phones', 'Addresses', 'Websites', 'Dates'] as const

/** What is being typed is no address and no number at first. */
const whole = (contact: Contact): Contact => ({
  ...contact,
  Emails: contact.Emails?.filter(({ Value }) => /\S@\S+\.\S/.test(Value)),
  Phones: contact.Phones?.filter(({ Value }) => Value.replace(/\D/g, '').length > 5),
})

/** @param contact as far as it is known; nobody is looked for until it has a name, an e-mail or a phone */
export function Alike({ contact, onOpen }: { contact: Contact; onOpen?: () => void }) {
  const known = whole(contact)
  const entries = compared.flatMap((name) => (known[name]?.length ? [[name, known[name]]] : []))
  const { Id, RecordType } = contact
  const [asked] = useDebouncedValue(JSON.stringify({ Id, RecordType, ...Object.fromEntries(entries) }), rest)
  const { data } = useQuery({
    queryKey: ['contacts', 'alike', asked],
    queryFn: ({ signal }) => crm.contacts.check(JSON.parse(asked), { signal }),
    enabled: entries.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  })
  const isTelling = ({ Reason }: { Reason: string }) => Id === undefined && telling.includes(Reason)
  const told = (data?.Duplicates ?? [])
    .filter(({ Score, Reasons }) => Score >= toldFrom || Reasons.some(isTelling))
    .slice(0, mostTold)
  if (told.length === 0 || entries.length === 0) return null
  return (
    <div className={classes.alike} role="status">
      <p>
        <Icon name="duplicates" size={14} /> {words.sameAs}
      </p>
      <ul>
        {told.map(({ Contact: { Id = '', ...known }, Score, Reasons }) => (
          <li key={Id}>
            <Link to="/contacts" search={(now) => ({ ...now, contact: Id })} title={likelihood(Score)} onClick={onOpen}>
              <ContactAvatar contact={{ Id, ...known }} size={22} />
              <span>{known.DisplayName}</span>
              <small>{Reasons.map(reasonText).join(' · ')}</small>
            </Link>
            {contact.Id && (
              <Link to="/duplicates" search={{ ids: `${contact.Id},${Id}` }} className={classes.compare}>
                {words.compare}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
