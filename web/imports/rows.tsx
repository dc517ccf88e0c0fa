/** What becomes of each row of an import: counted, and picked by verdict. */
import { Button, Skeleton, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { propertyTitle } from '../contacts/properties.ts'
import { valueText } from '../contacts/value-text.ts'
import { reasonText } from '../duplicates/groups.ts'
import classes from '../files/files.module.css'
import { Unreadable } from '../look/page.tsx'
import { words } from '../texts/imports.ts'
import { number } from '../texts/texts.ts'
import { cellOf, faultSubject, faultText } from './faults.ts'
import styles from './imports.module.css'
import { type Import, type ImportRow, useRows, type Verdict, type Which } from './queries.ts'

/** What is mended in the cells of a file, as `imports/create` asks for it. */
export interface Mending {
  valueOf: (row: number, column: string) => string | undefined
  mend: (row: number, column: string, value: string) => void
}

const tones: Record<Verdict, string | undefined> = {
  CREATED: 'good',
  UPDATED: 'change',
  UNCHANGED: undefined,
  DUPLICATE: undefined,
  ERROR: 'bad',
}

interface Props {
  of: Import
  /** Where cells can be mended. */
  mending?: Mending | undefined
}

export function Rows({ of, mending }: Props) {
  const { Created, Updated, Unchanged, Duplicates, Errors, Rows: all } = of.Counts
  // What wants to be looked at comes first.
  const [which, choose] = useState<Which>(mending && Errors > 0 ? { Verdict: 'ERROR' } : {})
  const doubtful = useRows(of.Id, { PossibleDuplicates: true })
  const counts: Record<Verdict, number> = {
    ERROR: Errors,
    CREATED: Created,
    UPDATED: Updated,
    UNCHANGED: Unchanged,
    DUPLICATE: Duplicates,
  }
  const { rows: texts } = words
  const filter = (title: string, value: Which, count?: number) => (
    <button
      key={title}
      type="button"
      aria-pressed={JSON.stringify(value) === JSON.stringify(which)}
      onClick={() => choose(value)}
    >
      {title} {count !== undefined && <small>{number(count)}</small>}
    </button>
  )
  return (
    <>
      <fieldset className={styles.filter} aria-label={texts.filter}>
        {filter(texts.all, {}, all)}
        {(Object.keys(counts) as Verdict[]).map(
          (verdict) => counts[verdict] > 0 && filter(texts.verdicts[verdict], { Verdict: verdict }, counts[verdict]),
        )}
        {(doubtful.data?.pages[0]?.Rows.length ?? 0) > 0 && filter(texts.possible, { PossibleDuplicates: true })}
      </fieldset>
      <RowList of={of} which={which} mending={mending} />
    </>
  )
}

function RowList({ of, which, mending }: Props & { which: Which }) {
  const { data, isError, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useRows(of.Id, which)
  const { rows: texts } = words
  if (data === undefined && isError) return <Unreadable retry={refetch} />
  if (data === undefined) return <Skeleton height={140} mt="md" />
  const rows = data.pages.flatMap(({ Rows }) => Rows)
  if (rows.length === 0) return <p className={classes.quiet}>{texts.nothing}</p>
  return (
    <>
      <table className={styles.rows}>
        <thead>
          <tr>
            <th>{texts.row}</th>
            <th>{texts.who}</th>
            <th>{of.DryRun ? texts.what : texts.happened}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.RowNumber}>
              <td>{number(row.RowNumber)}</td>
              <td>
                <Who row={row} />
              </td>
              <td>
                <span className={classes.tag} data-tone={tones[row.Verdict]}>
                  {texts.verdicts[row.Verdict]}
                </span>{' '}
                <Details of={of} row={row} mending={mending} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {hasNextPage && (
        <Button variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {texts.more}
        </Button>
      )}
    </>
  )
}

function Who({ row: { ContactId, Name } }: { row: ImportRow }) {
  const name = Name ?? words.rows.nobody
  if (ContactId === undefined) return <bdi className={Name === undefined ? classes.quiet : undefined}>{name}</bdi>
  return <ContactLink id={ContactId} name={name} />
}

const ContactLink = ({ id, name }: { id: string; name: string }) => (
  <Link to="/contacts" search={{ contact: id }} className={styles.contact}>
    <bdi>{name}</bdi>
  </Link>
)

function Details({ of, row, mending }: Props & { row: ImportRow }) {
  const { Differences = [], SameAsRow, PossibleDuplicates = [], Ignored = [], Errors = [] } = row
  const { rows: texts } = words
  return (
    <>
      {SameAsRow !== undefined && <span className={classes.quiet}>{texts.sameAs(number(SameAsRow))}</span>}
      {Errors.map((fault) => (
        <Fault
          of={of}
          key={`${fault.Column} ${fault.Path} ${fault.Message}`}
          row={row.RowNumber}
          fault={fault}
          mending={mending}
        />
      ))}
      {Differences.length > 0 && (
        <ul className={styles.differences}>
          {Differences.map(({ Property, Before, After }) => (
            <li key={Property}>
              <span>{propertyTitle(Property)}</span> {Before !== undefined && <del>{valueText(Before)}</del>}{' '}
              <ins>{valueText(After)}</ins>
            </li>
          ))}
        </ul>
      )}
      {PossibleDuplicates.map(({ ContactId, Reasons }) => (
        <p key={ContactId} className={styles.line}>
          {texts.possibly} <ContactLink id={ContactId} name={texts.somebody} />{' '}
          <span className={classes.quiet}>{Reasons.map(reasonText).join(', ')}</span>
        </p>
      ))}
      {Ignored.length > 0 && <p className={`${styles.line} ${classes.quiet}`}>{texts.ignored(Ignored.join(', '))}</p>}
    </>
  )
}

interface FaultProps {
  of: Import
  row: number
  fault: NonNullable<ImportRow['Errors']>[number]
  mending: Mending | undefined
}

function Fault({ of, row, fault, mending }: FaultProps) {
  const what = faultText(fault)
  const cell = cellOf(fault, of)
  const subject = faultSubject(fault)
  if (mending === undefined || cell === undefined)
    return <p className={styles.line}>{subject === undefined ? what : words.rows.fault(subject, what)}</p>
  const given = mending.valueOf(row, cell.column)
  return (
    <TextInput
      size="xs"
      className={styles.mend}
      label={cell.column}
      aria-label={words.rows.cell(cell.column, number(row))}
      error={given === undefined || given === cell.value ? what : undefined}
      value={given ?? cell.value}
      onChange={({ currentTarget }) => mending.mend(row, cell.column, currentTarget.value)}
    />
  )
}
