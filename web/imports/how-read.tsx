import { Alert, Loader, NativeSelect } from '@mantine/core'
import { Icon } from '../look/icons.tsx'
import { words } from '../texts/imports.ts'
import { number } from '../texts/texts.ts'
import styles from './imports.module.css'
import type { Preview } from './queries.ts'
import { isTable, type Reading } from './wizard.ts'

const encodings = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be', 'iso-8859-2', 'windows-1251', 'macintosh']
const further = ['shift_jis', 'gb18030', 'big5', 'euc-kr']
/** A header further down is rare; a file may still have it. */
const headerRows = 12

interface Props {
  preview: Preview
  reading: Reading
  onReading: (reading: Reading) => void
  isBusy: boolean
  problem: string | undefined
}

/** What was understood of a file, each of it to be overruled. */
export function HowRead({ preview, reading, onReading, isBusy, problem }: Props) {
  const { Format, Sheets = [], Sheet, Encoding, Delimiter, HasHeader, HeaderRow = 1, DateOrder } = preview
  const { reading: texts } = words
  // Of another kind of file, the rest means nothing; of another sheet, where the names stand is another question.
  const change = (next: Reading) => onReading({ ...reading, ...next })
  return (
    <section className={styles.part}>
      <h2>
        <bdi>{preview.FileName}</bdi> {isBusy && <Loader size={14} />}
      </h2>
      <div className={styles.reading}>
        <NativeSelect
          size="xs"
          label={texts.format}
          value={Format}
          data={Object.entries(texts.formats).map(([value, label]) => ({ value, label }))}
          onChange={({ currentTarget }) => onReading({ Format: currentTarget.value as Preview['Format'] })}
        />
        {Sheets.length > 1 && (
          <NativeSelect
            size="xs"
            label={texts.sheet}
            value={Sheet}
            data={Sheets}
            onChange={({ currentTarget }) => onReading({ Format, Sheet: currentTarget.value })}
          />
        )}
        {isTable(preview) && (
          <NativeSelect
            size="xs"
            label={texts.header}
            value={HasHeader ? HeaderRow : 0}
            data={[
              { value: '0', label: texts.noHeader },
              ...Array.from({ length: Math.max(headerRows, HeaderRow) }, (_, index) => ({
                value: String(index + 1),
                label: texts.headerIn(number(index + 1)),
              })),
            ]}
            onChange={({ currentTarget }) => {
              const { HasHeader: _, HeaderRow: __, ...rest } = reading
              const row = Number(currentTarget.value)
              onReading(row === 0 ? { ...rest, HasHeader: false } : { ...rest, HeaderRow: row })
            }}
          />
        )}
        {Delimiter !== undefined && (
          <NativeSelect
            size="xs"
            label={texts.delimiter}
            value={Delimiter}
            data={withFound(
              Delimiter,
              Object.entries(texts.delimiters).map(([value, label]) => ({ value, label })),
            )}
            onChange={({ currentTarget }) => change({ Delimiter: currentTarget.value })}
          />
        )}
        {Encoding !== undefined && (
          <NativeSelect
            size="xs"
            label={texts.encoding}
            value={Encoding.toLowerCase()}
            data={withFound(
              Encoding.toLowerCase(),
              [...encodings, ...further].map((value) => ({ value, label: value })),
            )}
            onChange={({ currentTarget }) => change({ Encoding: currentTarget.value })}
          />
        )}
        {DateOrder !== undefined && (
          <NativeSelect
            size="xs"
            label={texts.dateOrder}
            value={DateOrder}
            data={Object.entries(texts.dateOrders).map(([value, label]) => ({ value, label }))}
            onChange={({ currentTarget }) => change({ DateOrder: currentTarget.value as Preview['DateOrder'] })}
          />
        )}
      </div>
      {problem !== undefined && (
        <Alert color="red" variant="light" icon={<Icon name="warning" />} role="alert">
          {problem}
        </Alert>
      )}
    </section>
  )
}

/** Also what is not among the usual. */
const withFound = (found: string, choices: { value: string; label: string }[]) =>
  choices.some(({ value }) => value === found) ? choices : [{ value: found, label: found }, ...choices]
