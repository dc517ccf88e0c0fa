import { Button, Menu } from '@mantine/core'
import { attempt } from '../crm/attempt.ts'
import { crm } from '../crm/crm.ts'
import { useUserNames } from '../crm/users.ts'
import classes from '../files/files.module.css'
import { Frame, Listed } from '../files/frame.tsx'
import { Icon } from '../look/icons.tsx'
import { Moment } from '../look/moment.tsx'
import { MoreMenu } from '../look/more-menu.tsx'
import { Nothing } from '../look/page.tsx'
import { isSure } from '../look/sure.tsx'
import { bytes } from '../texts/bytes.ts'
import { words } from '../texts/exports.ts'
import { number } from '../texts/texts.ts'
import { askAndExport } from './ask.tsx'
import { download } from './export.ts'
import { type Export, useExports } from './queries.ts'

export function ExportsPage() {
  const exports = useExports()
  const nameOf = useUserNames()
  const { list, empty } = words
  const button = (
    <Button leftSection={<Icon name="export" size={14} />} onClick={() => void askAndExport({})}>
      {words.new}
    </Button>
  )
  return (
    <Frame title={words.title} acts={button}>
      <Listed
        query={exports}
        empty={
          <Nothing icon="export" title={empty.title} about={empty.about}>
            {button}
          </Nothing>
        }
      >
        {(rows) => (
          <table className={classes.list}>
            <thead>
              <tr>
                <th>{list.file}</th>
                <th>{list.contacts}</th>
                <th>{list.by}</th>
                <th>{list.when}</th>
                <th>{list.until}</th>
                <th aria-label={list.more('')} />
              </tr>
            </thead>
            <tbody>
              {rows.map((each) => (
                <Row key={each.Id} of={each} by={nameOf(each.CreatedBy)} />
              ))}
            </tbody>
          </table>
        )}
      </Listed>
    </Frame>
  )
}

function Row({ of, by }: { of: Export; by: string }) {
  const { Status, FileName, Format, RowCount, Size, CreatedDate, ExpiresDate } = of
  const { status, list } = words
  return (
    <tr>
      <td>
        <span className={classes.name}>
          <Icon name={of.SpreadsheetId === undefined ? 'file' : 'spreadsheet'} />
          <span>
            <strong>{FileName}</strong> {Format === 'ZIP' && <small>{list.everything}</small>}
          </span>
        </span>
      </td>
      <td className={classes.figures}>
        {words.contacts(number(RowCount))}
        {Status === 'PROCESSED' && Size !== undefined && <span className={classes.quiet}> · {bytes(Size)}</span>}{' '}
        {Status === 'PROCESSING' && <span className={classes.tag}>{status.running}</span>}
        {Status === 'FAIL' && (
          <span className={classes.tag} data-tone="bad">
            {status.failed}
          </span>
        )}
      </td>
      <td>{by}</td>
      <td className={classes.quiet}>
        <Moment of={CreatedDate} />
      </td>
      <td className={classes.quiet} data-title={list.until}>
        <Moment of={ExpiresDate} />
      </td>
      <td>
        <span className={classes.acts}>
          {Status === 'PROCESSED' && (
            <Button variant="subtle" size="compact-sm" onClick={() => void download(of)}>
              {words.download}
            </Button>
          )}
          <MoreMenu label={list.more(FileName)}>
            {Status === 'PROCESSING' ? (
              <Menu.Item leftSection={<Icon name="close" />} onClick={() => void cancel(of)}>
                {words.cancel}
              </Menu.Item>
            ) : (
              <Menu.Item color="red" leftSection={<Icon name="delete" />} onClick={() => void deleteExport(of)}>
                {words.delete}
              </Menu.Item>
            )}
          </MoreMenu>
        </span>
      </td>
    </tr>
  )
}

const changes = ['exports', 'spreadsheets']

const cancel = ({ RequestId }: Export) => attempt(() => crm.request.cancel(RequestId), { changes })

async function deleteExport({ Id, FileName }: Export): Promise<void> {
  if (await isSure(words.deleteQuestion(FileName), words.deleteAbout, words.delete))
    await attempt(() => crm.exports.delete(Id), { told: words.deleted(FileName), changes })
}
