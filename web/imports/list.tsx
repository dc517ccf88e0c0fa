import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useUserNames } from '../crm/users.ts'
import classes from '../files/files.module.css'
import { Frame, Listed } from '../files/frame.tsx'
import { Icon } from '../look/icons.tsx'
import { Moment } from '../look/moment.tsx'
import { MoreMenu } from '../look/more-menu.tsx'
import { Nothing } from '../look/page.tsx'
import { words } from '../texts/imports.ts'
import { ImportActs } from './acts.tsx'
import { countsText } from './counts.ts'
import { type Import, useImports } from './queries.ts'

export function ImportsPage() {
  const imports = useImports()
  const nameOf = useUserNames()
  const { list, empty } = words
  const button = (
    <Button component={Link} to="/imports/new" leftSection={<Icon name="add" />}>
      {words.new}
    </Button>
  )
  return (
    <Frame title={words.title} acts={button}>
      <Listed
        query={imports}
        empty={
          <Nothing icon="import" title={empty.title} about={empty.about}>
            {button}
          </Nothing>
        }
      >
        {(rows) => (
          <table className={classes.list}>
            <thead>
              <tr>
                <th>{list.file}</th>
                <th>{list.result}</th>
                <th>{list.by}</th>
                <th>{list.when}</th>
                <th aria-label={list.more('')} />
              </tr>
            </thead>
            <tbody>
              {rows.map((each) => (
                <tr key={each.Id}>
                  <td>
                    <span className={classes.name}>
                      <Icon name="file" />
                      <Link to="/imports/$id" params={{ id: each.Id }}>
                        {each.FileName}
                      </Link>
                    </span>
                  </td>
                  <td>
                    {countsText(each.Counts)} <StatusTag of={each} />
                  </td>
                  <td>{nameOf(each.CreatedBy)}</td>
                  <td className={classes.quiet}>
                    <Moment of={each.CreatedDate} />
                  </td>
                  <td>
                    <MoreMenu label={list.more(each.FileName)}>
                      <ImportActs of={each} />
                    </MoreMenu>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Listed>
    </Frame>
  )
}

/** What is not as usual with an import. */
export function StatusTag({ of: { Status, DryRun, UndoneDate } }: { of: Import }) {
  const { running, failed, undone, trial } = words.status
  if (Status === 'PROCESSING') return <span className={classes.tag}>{running}</span>
  if (Status === 'FAIL')
    return (
      <span className={classes.tag} data-tone="bad">
        {failed}
      </span>
    )
  if (UndoneDate) return <span className={classes.tag}>{undone}</span>
  return DryRun && <span className={classes.tag}>{trial}</span>
}
