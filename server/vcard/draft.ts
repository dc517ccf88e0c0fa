import type { WebContact } from '../contacts/contact.ts'
import type { Picture } from '../photos/picture.ts'
import { labelOfApple, labelOfTypes } from './item-labels.ts'
import type { CardProperty } from './property.ts'
import type { ReadCard } from './read-cards.ts'
import { plainText, textsOf } from './values.ts'

/** What a card can say of a contact. */
export type ContactGiven = Omit<
  WebContact,
  'DisplayName' | 'Version' | 'CreatedDate' | 'CreatedBy' | 'UpdatedDate' | 'UpdatedBy'
>

type Lists = 'Emails' | 'Phones' | 'Addresses' | 'Websites' | 'Dates' | 'Relations' | 'InstantMessages'
type Item<List extends Lists> = NonNullable<ContactGiven[List]>[number]

/** Writes what a property says into the draft. @returns false where something was lost */
export type Taker = (draft: Draft, property: CardProperty) => boolean

/** A contact while its card is being read. */
export class Draft {
  readonly contact: ContactGiven = {}
  /** What is weighed when all has been read. */
  fullName: string | undefined
  role: string | undefined
  isOrganization = false
  photo: Picture | undefined
  readonly notes: string[] = []
  readonly labels = new Set<string>()
  /** The messengers so far, to tell one that is there twice. */
  readonly messengers = new Set<string>()
  readonly #version: ReadCard['version']
  readonly #itemLabels: Map<string, string>

  constructor({ version, properties }: Pick<ReadCard, 'version' | 'properties'>) {
    this.#version = version
    this.#itemLabels = new Map()
    for (const property of properties)
      if (property.group !== undefined && property.name === 'X-ABLABEL')
        this.#itemLabels.set(property.group, this.text(property))
  }

  text({ value }: CardProperty): string {
    return plainText(value, this.#version).trim()
  }

  /** With the white space around it. */
  wholeText({ value }: CardProperty): string {
    return plainText(value, this.#version)
  }

  parts({ value }: CardProperty, separator: ';' | ',' = ';'): string[] {
    return textsOf(value, separator, this.#version)
  }

  labelOf({ group, types }: CardProperty): string | undefined {
    const own = group === undefined ? undefined : this.#itemLabels.get(group)
    return own ? labelOfApple(own) : labelOfTypes(types)
  }

  add<List extends Lists>(list: List, item: Item<List>, label: string | undefined): void {
    if (label !== undefined) item.Label = label
    const items: Item<List>[] | undefined = this.contact[list]
    if (items === undefined) this.contact[list] = [item] as ContactGiven[List]
    else items.push(item)
  }
}
