/** The first look: how many there are, how the list grows, what has happened lately. */
import { Link } from '@tanstack/react-router'
import { Icon } from '../look/icons.tsx'
import { Page } from '../look/page.tsx'
import { words } from '../texts/home.ts'
import { number, texts } from '../texts/texts.ts'
import { Labels, Types } from './bars.tsx'
import { Card } from './card.tsx'
import { Growth } from './growth.tsx'
import { Imports } from './imports.tsx'
import { useCustomer, useDuplicateCount, useTrashCount } from './numbers.ts'
import classes from './page.module.css'
import { RecentChanges } from './recent-changes.tsx'

export const HomePage = () => (
  <Page title={texts.home.title}>
    <div className={classes.scroll}>
      <Plan />
      <Totals />
      <div className={classes.columns}>
        <div className={classes.column}>
          <Card title={words.growth} about={words.growthAbout}>
            <Growth />
          </Card>
          <Card title={words.recent}>
            <RecentChanges />
          </Card>
        </div>
        <div className={classes.column}>
          <Labels />
          <Types />
          <Imports />
        </div>
      </div>
    </div>
  </Page>
)

/** From this share on it is said. */
const nearlyFull = 0.8

function Plan() {
  const { data } = useCustomer()
  if (data === undefined) return null
  const { Usage, Limits } = data
  const kinds = [
    [Usage.Contacts, Limits.Contacts, words.planAbout],
    [Usage.SharingUsers, Limits.SharingUsers, words.sharingAbout],
  ] as const
  const near = kinds.flatMap(([used, limit, about]) =>
    limit !== undefined && used >= limit * nearlyFull ? [{ used, limit, about }] : [],
  )
  if (near.length === 0) return null
  const isFull = near.some(({ used, limit }) => used >= limit)
  return (
    <p className={classes.plan} role="status">
      <Icon name="warning" />
      <strong>{isFull ? words.planFull : words.plan}</strong>
      {near.map(({ used, limit, about }) => about(number(used), number(limit))).join(' ')}
    </p>
  )
}

function Totals() {
  const customer = useCustomer()
  const duplicates = useDuplicateCount()
  const trash = useTrashCount()
  const { TotalCount = 0, TotalKind } = trash.data ?? {}
  const isScanned = duplicates.data?.ScannedDate !== undefined
  return (
    <div className={classes.totals}>
      <Link to="/contacts" search={{}}>
        {words.contacts} <strong>{customer.data ? number(customer.data.Usage.Contacts) : '…'}</strong>
      </Link>
      <Link to="/duplicates">
        {words.duplicates}{' '}
        {duplicates.data !== undefined && !isScanned ? (
          <em>{words.lookForDuplicates}</em>
        ) : (
          <strong>{duplicates.data ? number(duplicates.data.TotalCount) : '…'}</strong>
        )}
      </Link>
      <Link to="/trash">
        {words.trash}{' '}
        <strong>
          {trash.data === undefined
            ? '…'
            : TotalKind === 'ESTIMATED'
              ? words.about(number(TotalCount))
              : number(TotalCount)}
        </strong>
      </Link>
    </div>
  )
}
