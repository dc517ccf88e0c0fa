/** E-mails, phones and birthdays. */
import type { Evidence } from './evidence.ts'
import type { Profile } from './profile.ts'
import type { Reason } from './reasons.ts'
import { editDistance } from './similar.ts'

/** Mailboxes of an office, not of a person. */
const roles = new Set(
  `info office mail email contact kontakt contacto contatti contato sales vertrieb verkauf ventas support service hello
  hallo admin administration buchhaltung accounting accounts billing rechnung invoice invoices empfang reception zentrale
  team post webmaster postmaster noreply no-reply marketing presse press jobs career hr bewerbung shop order orders
  bestellung help helpdesk enquiries inquiries secretary sekretariat buero buro family familie`.split(/\s+/),
)

const isRole = (email: string) => roles.has(email.slice(0, email.indexOf('@')))

/** In bits, beside what it tells of the household. */
const ownMailbox = 5
const ownPhone = 1.5

/** Whether they have a mailbox in common, and whether it is a person's. */
type Mailbox = 'OWN' | 'SHARED' | 'ALIKE' | 'NONE'

export function compareEmails(one: Profile, other: Profile, evidence: Evidence): Mailbox {
  if (one.emails.length === 0 || other.emails.length === 0) return 'NONE'
  const common = one.emails.filter((email) => other.emails.includes(email))
  if (common.length > 0) {
    const isOwn = common.some((email) => !isRole(email))
    evidence.add({ shared: 14, own: isOwn ? ownMailbox : 0 }, 'SAME_EMAIL')
    return isOwn ? 'OWN' : 'SHARED'
  }
  if (one.emails.some((mine) => other.emails.some((theirs) => isMistyped(mine, theirs)))) {
    evidence.add({ shared: 8, own: 2 }, 'ALIKE_EMAIL')
    return 'ALIKE'
  }
  if (!one.emails.some((mine) => other.emails.some((theirs) => localPart(mine) === localPart(theirs))))
    evidence.add({ own: -1.5 })
  return 'NONE'
}

const localPart = (email: string) => email.slice(0, email.lastIndexOf('@'))

function isMistyped(one: string, other: string): boolean {
  if (Math.min(one.length, other.length) < 12 || isRole(one) || isRole(other)) return false
  // `anna1@` and `anna2@` are two people.
  const digits = (email: string) => email.replace(/\D/g, '')
  return digits(one) === digits(other) && editDistance(one, other, 1) === 1
}

export function comparePhones(one: Profile, other: Profile, evidence: Evidence): void {
  if (one.phones.length === 0 || other.phones.length === 0) return
  const isCommon = one.phones.some((phone) => other.phones.some((theirs) => isSamePhone(phone, theirs)))
  if (isCommon) evidence.add({ shared: 13, own: ownPhone }, 'SAME_PHONE')
  else evidence.add({ own: -1 })
}

const leastDigits = 8

/** One that has no country may be the end of one that has. */
function isSamePhone(one: string, other: string): boolean {
  if (one === other) return true
  const [mine, theirs] = [one, other].map((phone) => phone.replace(/^\+|^0+/g, '')) as [string, string]
  if (Math.min(mine.length, theirs.length) < leastDigits || (one.startsWith('+') && other.startsWith('+'))) return false
  return mine.endsWith(theirs) || theirs.endsWith(mine)
}

interface Told {
  bits: number
  reason: Reason | undefined
}

/** One in 365 days of about 50 years. */
const sameDay = 14
/** Who knows no birthday often writes the first of January. */
const firstOfJanuary = 7
const sameDayOfYear = 8
const mistyped = 4
const alike = 1
const different = -5

export function compareBirthdays(one: string | undefined, other: string | undefined): Told {
  if (one === undefined || other === undefined) return { bits: 0, reason: undefined }
  const lacksYear = one.startsWith('-') || other.startsWith('-')
  const day = one.slice(-5)
  if (day === other.slice(-5) && (lacksYear || one === other)) {
    const bits = lacksYear ? sameDayOfYear : sameDay
    return { bits: day === '01-01' ? firstOfJanuary : bits, reason: 'SAME_BIRTHDAY' }
  }
  const wrong = lacksYear ? 3 : wrongDigits(one.replaceAll('-', ''), other.replaceAll('-', ''))
  if (wrong > 2) return { bits: different, reason: undefined }
  return { bits: wrong === 1 ? mistyped : alike, reason: 'ALIKE_BIRTHDAY' }
}

/** Day and month in each other's place are one mistake. @returns 3 where there are more than 2 */
function wrongDigits(one: string, other: string): number {
  const turned = other.slice(0, 4) + other.slice(6) + other.slice(4, 6)
  return one === turned ? 1 : editDistance(one, other, 2)
}
