import { locale } from './texts.ts'

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** A size, as people write it where they are. */
export function bytes(size: number): string {
  const step = size < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(size) / 3))
  const unit = units[step] ?? 'byte'
  return (size / 1000 ** step).toLocaleString(locale, {
    style: 'unit',
    unit,
    maximumFractionDigits: step === 0 ? 0 : 1,
  })
}
