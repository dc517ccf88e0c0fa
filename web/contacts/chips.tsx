import { useQuery } from '@tanstack/react-query'
import { Fragment, useMemo } from 'react'
import { crm } from '../crm/crm.ts'
import classes from './chips.module.css'

/** The label that every contact bears says nothing of one. */
export const everyonesLabel = '#voyzu shared'

/** The labels that tell contacts apart. */
export const useLabels = () =>
  useQuery({
    queryKey: ['labels'],
    queryFn: () => crm.labels.list(),
    staleTime: 60_000,
    select: (labels) => labels.filter(({ Name }) => Name !== everyonesLabel),
  })

export const useContactTypes = () =>
  useQuery({ queryKey: ['contact-types'], queryFn: () => crm.contactTypes.list(), staleTime: 60_000 })

const hues = [262, 200, 152, 92, 38, 12, 330, 290]

/** The same name has the same colour everywhere, where nobody has chosen one. */
export function hueOf(name: string): number {
  let sum = 0
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973
  return hues[sum % hues.length] ?? 262
}

export const labelText = (name: string) => name.replace(/^#/, '')

export function Chip({ name, color }: { name: string; color?: string | null | undefined }) {
  const style = color ? { '--chip': color } : { '--hue': hueOf(name) }
  return (
    <span className={classes.chip} data-chosen={color ? true : undefined} style={style as React.CSSProperties}>
      {labelText(name)}
    </span>
  )
}

/** The colours that somebody has chosen, by the names of the labels. */
export function useLabelColors(): ReadonlyMap<string, string> {
  const { data } = useLabels()
  return useMemo(
    () => new Map((data ?? []).flatMap(({ Name, Color }) => (Name && Color ? [[Name, Color] as const] : []))),
    [data],
  )
}

interface LabelsProps {
  names: string[] | null | undefined
  colors: ReadonlyMap<string, string>
}

/** The labels of a contact, in a line. */
export const LabelChips = ({ names, colors }: LabelsProps) =>
  (names ?? [])
    .filter((name) => name !== everyonesLabel)
    .map((name) => (
      <Fragment key={name}>
        <Chip name={name} color={colors.get(name)} />{' '}
      </Fragment>
    ))

/** Types of a contact, or choices of a field, in a line. */
export const TypeChips = ({ names }: Pick<LabelsProps, 'names'>) =>
  (names ?? []).map((name) => (
    <Fragment key={name}>
      <span className={classes.type}>{name.toLowerCase()}</span>{' '}
    </Fragment>
  ))
