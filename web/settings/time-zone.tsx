import { Select } from '@mantine/core'
import { words } from '../texts/settings.ts'

const zones = Intl.supportedValuesOf('timeZone').map((value) => ({ value, label: value.replaceAll('_', ' ') }))

interface Props {
  value: string | undefined
  about: string
  /** What it is while none is chosen; without it, one has to be. */
  otherwise?: string
}

export const TimeZoneInput = ({ value, about, otherwise }: Props) => (
  <Select
    name="TimeZone"
    label={words.timeZone}
    description={about}
    data={value === undefined || zones.some((zone) => zone.value === value) ? zones : [value, ...zones]}
    defaultValue={value ?? null}
    placeholder={otherwise}
    searchable
    clearable={otherwise !== undefined}
    allowDeselect={otherwise !== undefined}
    limit={60}
    nothingFoundMessage={words.nothingFound}
    required={otherwise === undefined}
  />
)
