import { Menu } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { CrmError } from '../../client/client.ts'
import { attempt } from '../crm/attempt.ts'
import { crm } from '../crm/crm.ts'
import { tellDeveloper } from '../crm/explain.ts'
import { save } from '../crm/save.ts'
import { useSending } from '../crm/sending.ts'
import { tell, tellProblem } from '../crm/toasts.tsx'
import { askAndExport } from '../exports/ask.tsx'
import { refreshSpreadsheets, type Spreadsheet, useSpreadsheets } from '../exports/queries.ts'
import { ChooseFile, DropZone } from '../files/drop-zone.tsx'
import classes from '../files/files.module.css'
import { Frame, Listed } from '../files/frame.tsx'
import { Icon } from '../look/icons.tsx'
import { Moment } from '../look/moment.tsx'
import { MoreMenu } from '../look/more-menu.tsx'
import { isSure } from '../look/sure.tsx'
import { bytes } from '../texts/bytes.ts'
import { words } from '../texts/exports.ts'

const accept = '.xlsx,.xlsm'

export function SpreadsheetsPage() {
  const { spreadsheets: texts, list } = words
  const spreadsheets = useSpreadsheets()
  const uploading = useSending()
  const upload = (file: File) => void uploading.send(() => keep(file))
  const choosing = { button: texts.upload, accept, onFile: upload, isBusy: uploading.isBusy }
  const problem = uploading.problem !== undefined && (
    <p role="alert" className={classes.problem}>
      <Icon name="warning" /> {uploading.problem}
    </p>
  )
  return (
    <Frame title={texts.title} acts={spreadsheets.data?.length !== 0 && <ChooseFile {...choosing} />}>
      <Listed
        query={spreadsheets}
        empty={
          <div className={classes.inside}>
            <DropZone title={texts.drop} about={texts.about} {...choosing}>
              {problem}
            </DropZone>
          </div>
        }
      >
        {(rows) => (
          <>
            {problem}
            <table className={classes.list}>
              <thead>
                <tr>
                  <th>{texts.name}</th>
                  <th>{texts.tabs}</th>
                  <th>{texts.size}</th>
                  <th>{texts.changed}</th>
                  <th aria-label={list.more('')} />
                </tr>
              </thead>
              <tbody>
                {rows.map((each) => (
                  <Row key={each.Id} of={each} />
                ))}
              </tbody>
            </table>
          </>
        )}
      </Listed>
    </Frame>
  )
}

/** @returns a sentence where it is no workbook */
async function keep(file: File): Promise<string | undefined> {
  try {
    const { Name } = await crm.spreadsheets.create({}, { file })
    await refreshSpreadsheets()
    tell(words.spreadsheets.uploaded(Name))
    return undefined
  } catch (error) {
    if (!(error instanceof CrmError && error.code === 'INVALID')) throw error
    tellDeveloper(error)
    return words.spreadsheets.unreadable
  }
}

function Row({ of }: { of: Spreadsheet }) {
  const { Id, Name, Sheets, Size, UpdatedDate } = of
  const { spreadsheets: texts, list } = words
  return (
    <tr>
      <td>
        <span className={classes.name}>
          <Icon name="spreadsheet" /> <strong>{Name}</strong>
        </span>
      </td>
      <td className={classes.quiet}>{Sheets.join(' · ')}</td>
      <td className={`${classes.quiet} ${classes.figures}`}>{bytes(Size)}</td>
      <td className={classes.quiet}>
        <Moment of={UpdatedDate} />
      </td>
      <td>
        <MoreMenu label={list.more(Name)}>
          <Menu.Item leftSection={<Icon name="export" />} onClick={() => void download(of)}>
            {words.download}
          </Menu.Item>
          <Menu.Item
            leftSection={<Icon name="import" />}
            renderRoot={(props) => <Link to="/imports/new" search={{ spreadsheet: Id }} {...props} />}
          >
            {texts.importFrom}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="spreadsheet" />} onClick={() => void askAndExport({ into: of })}>
            {texts.exportInto}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<Icon name="delete" />} onClick={() => void deleteSpreadsheet(of)}>
            {words.delete}
          </Menu.Item>
        </MoreMenu>
      </td>
    </tr>
  )
}

async function download({ Id, Name }: Spreadsheet): Promise<void> {
  try {
    save(await crm.spreadsheets.download(Id), `${Name}.xlsx`)
  } catch (error) {
    tellProblem(error)
  }
}

async function deleteSpreadsheet({ Id, Name }: Spreadsheet): Promise<void> {
  if (await isSure(words.deleteQuestion(Name), words.spreadsheets.deleteAbout, words.delete))
    await attempt(() => crm.spreadsheets.delete(Id), { told: words.deleted(Name), changes: ['spreadsheets'] })
}
