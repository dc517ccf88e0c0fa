/** The whole contact beside the list. */
import { ActionIcon, Button, Skeleton, Tabs, Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CrmError } from '../../../client/client.ts'
import { crm } from '../../crm/crm.ts'
import { Alike } from '../../duplicates/alike.tsx'
import { Icon, type IconName } from '../../look/icons.tsx'
import { texts } from '../../texts/texts.ts'
import { contactKey } from '../cache.ts'
import type { Contact } from '../rows.ts'
import { ContactFields } from './fields.tsx'
import { ContactHistory } from './history.tsx'
import classes from './panel.module.css'
import { ContactPhoto } from './photo.tsx'

interface Props {
  ref: React.Ref<HTMLElement>
  id: string
  onClose: () => void
  onStep: (by: number) => void
  onDelete: (contact: Contact) => void
}

export function ContactPanel({ ref, id, onClose, onStep, onDelete }: Props) {
  const { data: contact, error } = useQuery({
    queryKey: contactKey(id),
    queryFn: ({ signal }) => crm.contacts.get(id, { signal }),
  })
  const { panel } = texts
  return (
    <aside ref={ref} className={classes.panel} aria-label={contact?.DisplayName ?? panel.title}>
      <header className={classes.bar}>
        <Act icon="up" label={panel.previous} keyName="k" onClick={() => onStep(-1)} />
        <Act icon="down" label={panel.next} keyName="j" onClick={() => onStep(1)} />
        <span className={classes.space} />
        {contact && <Act icon="delete" label={panel.delete} onClick={() => onDelete(contact)} />}
        <Act icon="close" label={panel.close} keyName="Esc" onClick={onClose} />
      </header>
      {contact ? (
        <Whole contact={contact} />
      ) : error ? (
        <div className={classes.gone} role="alert">
          <p>{error instanceof CrmError && error.code === 'NOT_FOUND' ? panel.gone : panel.unreadable}</p>
          <Button variant="default" onClick={onClose}>
            {panel.close}
          </Button>
        </div>
      ) : (
        <div className={classes.waiting} aria-busy="true">
          <Skeleton height={48} circle />
          <Skeleton height={20} width="55%" />
          <Skeleton height={200} />
        </div>
      )}
    </aside>
  )
}

function Whole({ contact }: { contact: Contact }) {
  const { panel } = texts
  const { DisplayName = '', JobTitle, OrganizationName, RecordType } = contact
  const about = [JobTitle, RecordType === 'PERSON' ? OrganizationName : undefined].filter(Boolean).join(' · ')
  return (
    <div className={classes.whole}>
      <div className={classes.head}>
        <ContactPhoto contact={contact} />
        <div className={classes.who}>
          <h2>{DisplayName}</h2>
          {about !== '' && <p>{about}</p>}
        </div>
      </div>
      <Ways contact={contact} />
      <div className={classes.alike}>
        <Alike contact={contact} />
      </div>
      <Tabs defaultValue="details" keepMounted={false}>
        <Tabs.List className={classes.tabs}>
          <Tabs.Tab value="details">{panel.details}</Tabs.Tab>
          <Tabs.Tab value="history">{panel.history}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="details">
          <ContactFields contact={contact} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <ContactHistory contact={contact} />
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}

/** To write, to call, to look: with one press. */
function Ways({ contact: { Emails, Phones, Websites } }: { contact: Contact }) {
  const { panel } = texts
  const website = Websites?.[0]?.Value
  const ways: [IconName, string, string | undefined][] = [
    ['email', panel.write, Emails?.[0] && `mailto:${encodeURIComponent(Emails[0].Value)}`],
    ['phone', panel.call, Phones?.[0] && `tel:${Phones[0].E164 ?? Phones[0].Value.replace(/[^+\d]/g, '')}`],
    // Of what people wrote, an address of the web and nothing that a browser would run.
    ['website', panel.website, website && (/^https?:\/\//i.test(website) ? website : `https://${website}`)],
  ]
  const shown = ways.filter(([, , href]) => href !== undefined)
  if (shown.length === 0) return null
  return (
    <div className={classes.ways}>
      {shown.map(([icon, label, href]) => (
        <Button
          key={icon}
          component="a"
          href={href}
          {...(icon === 'website' ? { target: '_blank', rel: 'noreferrer' } : {})}
          variant="default"
          size="compact-sm"
          leftSection={<Icon name={icon} size={14} />}
        >
          {label}
        </Button>
      ))}
    </div>
  )
}

interface ActProps {
  icon: IconName
  label: string
  keyName?: string
  onClick: () => void
}

const Act = ({ icon, label, keyName, onClick }: ActProps) => (
  <Tooltip label={keyName === undefined ? label : `${label} (${keyName})`}>
    <ActionIcon variant="subtle" color="gray" size={30} aria-label={label} onClick={onClick}>
      <Icon name={icon} size={17} />
    </ActionIcon>
  </Tooltip>
)
