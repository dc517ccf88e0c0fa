import { ActionIcon, NativeSelect } from '@mantine/core'
import { useColumns, useCustomFields } from '../contacts/columns.tsx'
import { propertyTitle } from '../contacts/properties.ts'
import { Icon, type IconName } from '../look/icons.tsx'
import { words } from '../texts/exports.ts'
import { texts } from '../texts/texts.ts'
import classes from './form.module.css'

/** The columns that the list has, for whoever wants what is seen. */
export const useFirstColumns = () => ['DisplayName', ...useColumns().shown.map(({ property }) => property)]

interface Props {
  chosen: string[]
  choose: (columns: string[]) => void
}

/** Which columns a file has, and in which order. */
export function ChooseColumns({ chosen, choose }: Props) {
  const { data: fields = [] } = useCustomFields()
  const { dialog } = words
  const rest = [...Object.keys(texts.properties), ...fields.map(({ Name }) => Name)].filter(
    (each) => !chosen.includes(each),
  )
  const swap = (index: number) =>
    choose(chosen.toSpliced(index, 2, chosen[index + 1] as string, chosen[index] as string))
  const act = (icon: IconName, title: string, isPossible: boolean, run: () => void) => (
    <ActionIcon variant="subtle" color="gray" size="sm" aria-label={title} disabled={!isPossible} onClick={run}>
      <Icon name={icon} size={14} />
    </ActionIcon>
  )
  return (
    <div>
      <ol className={classes.columns} aria-label={dialog.choose}>
        {chosen.map((property, index) => {
          const title = propertyTitle(property)
          return (
            <li key={property}>
              <bdi>{title}</bdi>
              {act('up', dialog.earlier(title), index > 0, () => swap(index - 1))}
              {act('down', dialog.later(title), index < chosen.length - 1, () => swap(index))}
              {act('close', dialog.without(title), true, () => choose(chosen.toSpliced(index, 1)))}
            </li>
          )
        })}
      </ol>
      <NativeSelect
        aria-label={dialog.addColumn}
        value=""
        data={[
          { value: '', label: dialog.addColumn },
          ...rest.map((value) => ({ value, label: propertyTitle(value) })),
        ]}
        onChange={({ currentTarget }) => choose([...chosen, currentTarget.value])}
      />
    </div>
  )
}
