/** The contacts of a group side by side, and what would become of them. */
import { Checkbox, Radio, Tooltip, VisuallyHidden } from '@mantine/core'
import '@mantine/core/styles/Radio.css'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ContactAvatar } from '../contacts/avatar.tsx'
import { LabelChips, TypeChips, useLabelColors } from '../contacts/chips.tsx'
import type { Contact } from '../contacts/rows.ts'
import { valueText } from '../contacts/value-text.ts'
import { Icon } from '../look/icons.tsx'
import { day, moment } from '../texts/dates.ts'
import { words } from '../texts/duplicates.ts'
import { texts } from '../texts/texts.ts'
import { type Choices, whoseValue, withChosen, withIncluded } from './choices.ts'
import classes from './compare.module.css'
import { isEmpty, propertyOf, type Row, rowsOf } from './rows-of.ts'

interface Props {
  contacts: Contact[]
  choices: Choices
  onChoose: (choices: Choices) => void
  /** What they would become; undefined while that is not known. */
  result: Contact | undefined
}

export function Compare({ contacts, choices, onChoose, result }: Props) {
  const rows = rowsOf(contacts).filter(({ property, differs }) => differs || property !== 'RecordType')
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <caption>
          <VisuallyHidden>{words.table}</VisuallyHidden>
        </caption>
        <thead>
          <tr>
            <th scope="col" className={classes.title}>
              <VisuallyHidden>{words.property}</VisuallyHidden>
            </th>
            {contacts.map((contact) => (
              <Head
                key={contact.Id}
                contact={contact}
                choices={choices}
                onChoose={onChoose}
                isPair={contacts.length === 2}
              />
            ))}
            <th scope="col" className={`${classes.contact} ${classes.result}`}>
              <small>{words.result}</small>
              <strong>{result?.DisplayName ?? '…'}</strong>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Line key={row.property} row={row} {...{ contacts, choices, onChoose, result }} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface HeadProps extends Pick<Props, 'choices' | 'onChoose'> {
  contact: Contact
  /** Of two, both are the same, or nothing is to be done. */
  isPair: boolean
}

function Head({ contact, choices, onChoose, isPair }: HeadProps) {
  const { Id = '', DisplayName = '', CreatedDate = '', UpdatedDate = '' } = contact
  const isIncluded = choices.included.has(Id)
  return (
    <th scope="col" className={classes.contact} data-left={!isIncluded || undefined}>
      <div className={classes.who}>
        {!isPair && (
          <Checkbox
            size="xs"
            aria-label={words.include(DisplayName)}
            checked={isIncluded}
            onChange={() => onChoose(withIncluded(choices, Id))}
          />
        )}
        <ContactAvatar contact={contact} size={28} />
        <strong>{DisplayName}</strong>
        <Link to="/contacts" search={{ contact: Id }} className={classes.open} aria-label={words.open(DisplayName)}>
          <Icon name="open" size={14} />
        </Link>
      </div>
      <p>
        {words.added(moment(CreatedDate))}, {words.changed(moment(UpdatedDate))}
      </p>
      <Tooltip label={words.mainHelp} multiline w={240}>
        <Radio
          size="xs"
          name="into"
          label={words.main}
          disabled={!isIncluded}
          checked={choices.into === Id}
          onChange={() => onChoose({ ...choices, into: Id })}
        />
      </Tooltip>
    </th>
  )
}

function Line({ row, contacts, choices, onChoose, result }: Props & { row: Row }) {
  const { property, title, isJoined, differs, isOpen } = row
  const chosen = isJoined ? choices.chosen[property] : whoseValue(choices, property, contacts, result)
  const pick = (whose: string | undefined) => onChoose(withChosen(choices, property, whose))
  const value = (contact: Contact | undefined) => {
    if (property === 'Photo') return <Picture of={contacts.find(({ Photo }) => Photo && Photo === contact?.Photo)} />
    return <Value property={property} value={contact === undefined ? undefined : propertyOf(contact, property)} />
  }
  return (
    <tr data-differs={differs || undefined}>
      <th scope="row" className={classes.title}>
        {title}
      </th>
      {contacts.map((contact) => {
        const { Id = '' } = contact
        const isIncluded = choices.included.has(Id)
        const isTaken = chosen === Id || (isJoined && chosen === undefined)
        return (
          <td key={Id} data-left={!isIncluded || undefined} data-lost={(isOpen && !isTaken) || undefined}>
            {!isOpen || !isIncluded || isEmpty(propertyOf(contact, property)) ? (
              value(contact)
            ) : (
              <Choice name={property} checked={chosen === Id} onChange={() => pick(Id)}>
                {value(contact)}
              </Choice>
            )}
          </td>
        )
      })}
      <td className={classes.result}>
        {value(result)}
        {isJoined && isOpen && (
          <Choice name={property} checked={chosen === undefined} onChange={() => pick(undefined)}>
            <small>{words.all}</small>
          </Choice>
        )}
      </td>
    </tr>
  )
}

interface ChoiceProps {
  name: string
  checked: boolean
  onChange: () => void
  children: ReactNode
}

const Choice = ({ name, checked, onChange, children }: ChoiceProps) => (
  <label className={classes.choice}>
    <input type="radio" name={`of-${name}`} checked={checked} onChange={onChange} />
    <span>{children}</span>
  </label>
)

const none = () => <span className={classes.nothing}>–</span>

/** @param of whose it is; what would become of them is not there yet to be asked for it */
const Picture = ({ of }: { of: Contact | undefined }) =>
  of === undefined ? none() : <ContactAvatar contact={of} size={28} />

function Value({ property, value }: { property: string; value: unknown }) {
  const colors = useLabelColors()
  if (isEmpty(value)) return none()
  if (property === 'Labels') return <LabelChips names={value as string[]} colors={colors} />
  if (property === 'ContactTypes') return <TypeChips names={value as string[]} />
  if (property === 'RecordType') return value === 'PERSON' ? texts.newContact.person : texts.newContact.organisation
  const values = Array.isArray(value) ? value : [value]
  return values.map((each, index) => {
    const { Value = each } = (each ?? {}) as { Value?: unknown }
    const shown = property === 'Dates' ? { ...(each as object), Value: day(String(Value)) } : each
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the same value may be there twice, and none moves
      <span key={index} className={classes.value}>
        {valueText(shown)}
      </span>
    )
  })
}
