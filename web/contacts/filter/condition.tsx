/** One condition: a property, how it is compared, and with what. */
import { ActionIcon, MultiSelect, NativeSelect, TagsInput, TextInput } from '@mantine/core'
import { Icon } from '../../look/icons.tsx'
import { filterWords } from '../../texts/filters.ts'
import { texts } from '../../texts/texts.ts'
import classes from './builder.module.css'
import { findProperty, operatorsOf, type Property, type PropertyGroup, shapeOf } from './properties.ts'
import { sayOperator } from './say.ts'
import { type Condition, newCondition, type Unit } from './tree.ts'

interface Props {
  condition: Condition
  groups: PropertyGroup[]
  onChange: (condition: Condition) => void
  onRemove: () => void
}

export function ConditionRow({ condition, groups, onChange, onRemove }: Props) {
  const property = findProperty(groups, condition.property)
  const isListed = groups.some(({ properties }) => properties.some(({ name }) => name === property.name))
  const item = ({ name, title }: Property) => ({ value: name, label: title })
  const data = groups.map(({ title, properties }) => ({ group: title, items: properties.map(item) }))
  const choose = (name: string) => {
    const next = findProperty(groups, name)
    const { kind, choices } = property
    // What was typed stays where it means the same.
    const isAlike = next.kind === kind && next.choices === undefined && choices === undefined
    onChange(isAlike ? { ...condition, property: name } : { ...newCondition(next), id: condition.id })
  }
  return (
    <div className={classes.condition}>
      <NativeSelect
        size="xs"
        data-autofocus
        aria-label={filterWords.property}
        value={property.name}
        data={isListed ? data : [...data, item(property)]}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      />
      <NativeSelect
        size="xs"
        aria-label={filterWords.operator}
        value={condition.operator}
        data={operatorsOf[property.kind].map((value) => ({ value, label: sayOperator(value, property) }))}
        onChange={({ currentTarget }) =>
          onChange({ ...condition, operator: currentTarget.value as Condition['operator'] })
        }
      />
      <div className={classes.values}>
        <Values condition={condition} property={property} onChange={onChange} />
      </div>
      <ActionIcon variant="subtle" color="gray" aria-label={filterWords.removeCondition} onClick={onRemove}>
        <Icon name="close" />
      </ActionIcon>
    </div>
  )
}

interface ValuesProps {
  condition: Condition
  property: Property
  onChange: (condition: Condition) => void
}

function Values({ condition, property, onChange }: ValuesProps) {
  const { operator, values, unit } = condition
  const change = (next: string[]) => onChange({ ...condition, values: next })
  const at = (index: number) => (value: string) =>
    change([0, 1].map((each) => (each === index ? value : (values[each] ?? ''))))
  const { value, from, to, amount, unit: unitTitle, unitNames } = filterWords
  const [first = '', second = ''] = values
  switch (shapeOf(operator)) {
    case 'nothing':
      return null
    case 'several':
      return <Several property={property} values={values} onChange={change} />
    case 'two':
      return (
        <>
          <One property={property} title={from} value={first} onChange={at(0)} />
          <One property={property} title={to} value={second} onChange={at(1)} />
        </>
      )
    case 'units':
      return (
        <>
          <TextInput
            size="xs"
            type="number"
            min={1}
            max={10_000}
            aria-label={amount}
            value={first}
            onChange={({ currentTarget }) => change([currentTarget.value])}
          />
          <NativeSelect
            size="xs"
            aria-label={unitTitle}
            value={unit}
            data={(Object.keys(unitNames) as Unit[]).map((each) => ({ value: each, label: unitNames[each] }))}
            onChange={({ currentTarget }) => onChange({ ...condition, unit: currentTarget.value as Unit })}
          />
        </>
      )
    default:
      return <One property={property} title={value} value={first} onChange={(next) => change([next])} />
  }
}

const inputTypes = { NUMBER: 'number', DAY: 'date', MOMENT: 'date' } as const

interface OneProps {
  property: Property
  title: string
  value: string
  onChange: (value: string) => void
}

function One({ property: { kind, choices }, title, value, onChange }: OneProps) {
  const shared = { size: 'xs' as const, 'aria-label': title, value }
  const offered =
    kind === 'FLAG' ? [true, false].map((each) => ({ value: `${each}`, label: each ? texts.yes : texts.no })) : choices
  if (offered !== undefined)
    return (
      <NativeSelect
        {...shared}
        data={[{ value: '', label: '' }, ...offered]}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    )
  // Of what is compared with a moment of the past, as a link may have it, the day is shown.
  const shown = kind === 'MOMENT' ? value.slice(0, 10) : value
  return (
    <TextInput
      {...shared}
      value={shown}
      type={kind in inputTypes ? inputTypes[kind as keyof typeof inputTypes] : 'text'}
      step="any"
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}

interface SeveralProps {
  property: Property
  values: string[]
  onChange: (values: string[]) => void
}

function Several({ property: { choices }, values, onChange }: SeveralProps) {
  const shared = { size: 'xs' as const, 'aria-label': filterWords.value, value: values, onChange }
  if (choices === undefined) return <TagsInput {...shared} placeholder={filterWords.several} />
  // One that is not offered any more can still be seen, and taken away.
  const gone = values.filter((value) => !choices.some((choice) => choice.value === value))
  return <MultiSelect {...shared} data={[...choices, ...gone.map((value) => ({ value, label: value }))]} searchable />
}
