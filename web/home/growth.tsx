import { VisuallyHidden } from '@mantine/core'
import { words } from '../texts/home.ts'
import { locale, number } from '../texts/texts.ts'
import { Shown } from './card.tsx'
import classes from './growth.module.css'
import { useAdded } from './numbers.ts'

const height = 120
const step = 40
const width = 26

const monthShort = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' })
const monthLong = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** A bar a month; whoever does not see them is read the table. */
export function Growth() {
  return (
    <Shown query={useAdded()}>
      {({ Months }) => {
        const most = Math.max(1, ...Months.map(({ Count }) => Count))
        return (
          <>
            <svg viewBox={`0 0 ${Months.length * step} ${height + 44}`} className={classes.chart} aria-hidden="true">
              {Months.map(({ Month, Count }, index) => {
                const high = Count === 0 ? 2 : Math.max(3, (height * Count) / most)
                const middle = index * step + step / 2
                return (
                  <g key={Month} data-empty={Count === 0 || undefined}>
                    <title>{`${monthLong.format(Date.parse(Month))}: ${number(Count)}`}</title>
                    <rect x={middle - width / 2} y={height + 20 - high} width={width} height={high} rx={3} />
                    {Count > 0 && (
                      <text x={middle} y={height + 14 - high}>
                        {short.format(Count)}
                      </text>
                    )}
                    <text x={middle} y={height + 38}>
                      {monthShort.format(Date.parse(Month))}
                    </text>
                  </g>
                )
              })}
            </svg>
            <VisuallyHidden>
              <table>
                <caption>{words.growth}</caption>
                <thead>
                  <tr>
                    <th scope="col">{words.month}</th>
                    <th scope="col">{words.growth}</th>
                  </tr>
                </thead>
                <tbody>
                  {Months.map(({ Month, Count, Kind }) => (
                    <tr key={Month}>
                      <th scope="row">{monthLong.format(Date.parse(Month))}</th>
                      <td>{Kind === 'EXACT' ? number(Count) : words.about(number(Count))}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </VisuallyHidden>
          </>
        )
      }}
    </Shown>
  )
}

const short = new Intl.NumberFormat(locale, { notation: 'compact' })
