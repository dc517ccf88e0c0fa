import { Button } from '@mantine/core'
import { words } from '../texts/vocabulary.ts'

interface Props {
  /** What it is called. */
  name: string
  onEdit: () => void
  onDelete: () => void
}

export const EditAndDelete = ({ name, onEdit, onDelete }: Props) => (
  <>
    <Button variant="default" size="xs" aria-label={words.editOne(name)} onClick={onEdit}>
      {words.edit}
    </Button>
    <Button variant="subtle" color="red" size="xs" aria-label={words.deleteOne(name)} onClick={onDelete}>
      {words.delete}
    </Button>
  </>
)
