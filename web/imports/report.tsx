/** One import: how far it is, what became of its rows, and what can be done with it. */

import { Alert, Button, Skeleton } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { CrmError } from '../../client/client.ts'
import { refreshLists } from '../contacts/cache.ts'
import { queries } from '../crm/queries.ts'
import { useUserNames } from '../crm/users.ts'
import classes from '../files/files.module.css'
import { Frame } from '../files/frame.tsx'
import { Running } from '../files/running.tsx'
import { Icon } from '../look/icons.tsx'
import { MoreMenu } from '../look/more-menu.tsx'
import { Nothing, Unreadable } from '../look/page.tsx'
import { wholeMoment } from '../texts/dates.ts'
import { words } from '../texts/imports.ts'
import { cancel, canUndo, download, hasAdded, undo } from './act.ts'
import { ImportActs } from './acts.tsx'
import { countsText } from './counts.ts'
import styles from './imports.module.css'
import { type Import, useCause, useImport, useProgress } from './queries.ts'
import { Rows } from './rows.tsx'

export function ImportPage() {
  const { id } = useParams({ from: '/signed-in/imports/$id' })
  const { data, error, refetch } = useImport(id)
  const title = data?.FileName ?? words.title
  useRefreshAtTheEnd(data?.Status)
  return (
    <Frame title={title} under={{ to: '/imports', title: words.title }} acts={data && <Acts of={data} />}>
      {data !== undefined ? (
        <Report of={data} />
      ) : error instanceof CrmError && error.code === 'NOT_FOUND' ? (
        <Nothing icon="import" title={words.report.gone} about="">
          <Button variant="default" component={Link} to="/imports">
            {words.title}
          </Button>
        </Nothing>
      ) : error !== null ? (
        <Unreadable retry={refetch} />
      ) : (
        <Skeleton height={140} m="md" width="auto" />
      )}
    </Frame>
  )
}

/** When it has ended, there are other contacts, labels and fields. */
function useRefreshAtTheEnd(status: Import['Status'] | undefined): void {
  useEffect(() => {
    if (status === undefined || status === 'PROCESSING') return
    void refreshLists()
    void queries.invalidateQueries({ queryKey: ['custom-fields'] })
  }, [status])
}

function Acts({ of }: { of: Import }) {
  const navigate = useNavigate()
  const { report, list } = words
  if (of.Status === 'PROCESSING') return null
  return (
    <>
      {hasAdded(of) && (
        <Button
          className={styles.wide}
          renderRoot={(props) => <Link to="/contacts" search={{ q: of.Id }} {...props} />}
        >
          {report.show}
        </Button>
      )}
      {canUndo(of) && (
        <Button variant="default" leftSection={<Icon name="undo" size={14} />} onClick={() => void undo(of)}>
          {report.undo}
        </Button>
      )}
      <Button
        variant="default"
        className={styles.wide}
        leftSection={<Icon name="export" size={14} />}
        onClick={() => void download(of)}
      >
        {report.download}
      </Button>
      <MoreMenu size="lg" label={list.more(of.FileName)}>
        <ImportActs of={of} onDeleted={() => void navigate({ to: '/imports' })} />
      </MoreMenu>
    </>
  )
}

function Report({ of }: { of: Import }) {
  const percent = useProgress(of)
  const cause = useCause(of)
  const nameOf = useUserNames()
  const { report } = words
  if (of.Status === 'PROCESSING')
    return (
      <Running title={report.running} about={countsText(of.Counts)} percent={percent}>
        <Button variant="default" onClick={() => void cancel(of)}>
          {report.cancel}
        </Button>
      </Running>
    )
  return (
    <div className={styles.report}>
      <p className={classes.quiet}>
        {[nameOf(of.CreatedBy), wholeMoment(of.CreatedDate), countsText(of.Counts)].filter(Boolean).join(' · ')}
      </p>
      {of.Status === 'FAIL' && of.UndoneDate === undefined && (
        <Alert color="red" variant="light" icon={<Icon name="warning" />}>
          {cause ?? report.failed} {of.Counts.Created + of.Counts.Updated > 0 && report.stays}
        </Alert>
      )}
      {of.DryRun && <p>{report.trial}</p>}
      {of.UndoneDate && <p>{report.undone(wholeMoment(of.UndoneDate))}</p>}
      <Rows of={of} />
    </div>
  )
}
