import { Link } from '@tanstack/react-router'
import { filterText } from '../contacts/filter-text.ts'
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
const short = new Intl.NumberFormat(locale, { notation: 'compact' })

/** @param month as `2026-11` */
function addedIn(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const lastDay = new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
  return filterText({ Property: 'CreatedDate', Operator: 'BETWEEN', Values: [`${month}-01`, lastDay] })
}

/** A bar a month, which leads to the contacts that were added in it. */
export function Growth() {
  return (
    <Shown query={useAdded()}>
      {({ Months }) => {
        const most = Math.max(1, ...Months.map(({ Count }) => Count))
        return (
          // biome-ignore lint/a11y/noSvgWithoutTitle: its parts have titles
          <svg viewBox={`0 0 ${Months.length * step} ${height + 44}`} className={classes.chart}>
            {Months.map(({ Month, Count, Kind }, index) => {
              const high = Count === 0 ? 2 : Math.max(3, (height * Count) / most)
              const middle = index * step + step / 2
              const month = Date.parse(Month)
              const told = `${monthLong.format(month)}: ${Kind === 'EXACT' ? number(Count) : words.about(number(Count))}`
              return (
                <g key={Month} data-empty={Count === 0 || undefined}>
                  <Link to="/contacts" search={{ filter: addedIn(Month) }}>
                    <title>{told}</title>
                    <rect x={index * step} width={step} height={height + 44} className={classes.place} />
                    <rect
                      x={middle - width / 2}
                      y={height + 20 - high}
                      width={width}
                      height={high}
                      rx={3}
                      className={classes.bar}
                    />
                    {Count > 0 && (
                      <text x={middle} y={height + 14 - high}>
                        {short.format(Count)}
                      </text>
                    )}
                    <text x={middle} y={height + 38}>
                      {monthShort.format(month)}
                    </text>
                  </Link>
                </g>
              )
            })}
          </svg>
        )
      }}
    </Shown>
  )
}
