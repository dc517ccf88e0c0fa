import { Menu } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Icon } from '../look/icons.tsx'
import { words } from '../texts/imports.ts'
import { cancel, canUndo, deleteImport, download, hasAdded, undo } from './act.ts'
import type { Import } from './queries.ts'

/** The same in a menu. @param onDeleted where the import is what the page shows */
export function ImportActs({ of, onDeleted = () => {} }: { of: Import; onDeleted?: () => void }) {
  const { report } = words
  if (of.Status === 'PROCESSING')
    return (
      <Menu.Item leftSection={<Icon name="close" />} onClick={() => void cancel(of)}>
        {report.cancel}
      </Menu.Item>
    )
  return (
    <>
      {hasAdded(of) && (
        <Menu.Item
          leftSection={<Icon name="contacts" />}
          renderRoot={(props) => <Link to="/contacts" search={{ q: of.Id }} {...props} />}
        >
          {report.show}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<Icon name="export" />} onClick={() => void download(of)}>
        {report.download}
      </Menu.Item>
      {canUndo(of) && (
        <Menu.Item leftSection={<Icon name="undo" />} onClick={() => void undo(of)}>
          {report.undo}
        </Menu.Item>
      )}
      <Menu.Item
        color="red"
        leftSection={<Icon name="delete" />}
        onClick={async () => {
          if (await deleteImport(of)) onDeleted()
        }}
      >
        {report.delete}
      </Menu.Item>
    </>
  )
}
