/** What a change has changed: each property before and after. */
import { VisuallyHidden } from '@mantine/core'
import type { Output } from '../../../client/client.ts'
import { texts } from '../../texts/texts.ts'
import { propertyTitle } from '../properties.ts'
import { valueText } from '../value-text.ts'
import classes from './differences.module.css'

type Difference = Output<'contacts/history/{id}'>['Rows'][number]['Differences'][number]

export const Differences = ({ differences }: { differences: Difference[] }) => (
  <ul className={classes.differences}>
    {differences.map(({ Property, Before, After }) => (
      <li key={Property}>
        <span>{propertyTitle(Property)}</span> {Before !== undefined && <del>{shown(Property, Before)}</del>}{' '}
        <VisuallyHidden>{texts.history.since} </VisuallyHidden>
        {After === undefined ? texts.contact.nothing : <ins>{shown(Property, After)}</ins>}
      </li>
    ))}
  </ul>
)

/** What a picture is called tells nobody anything. */
const shown = (property: string, value: unknown) => (property === 'Photo' ? texts.photo.one : valueText(value))
