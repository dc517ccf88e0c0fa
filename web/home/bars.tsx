/** How many contacts bear each label, and each type. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { hueOf, labelText, useContactTypes, useLabels } from '../contacts/chips.tsx'
import { filterText } from '../contacts/filter-text.ts'
import { words } from '../texts/home.ts'
import { number } from '../texts/texts.ts'
import { Card, Shown } from './card.tsx'
import classes from './page.module.css'

const mostShown = 8

interface Named {
  Id?: string
  Name?: string
  Color?: string | null
  Contacts?: number
}

const byCount = (all: Named[]) =>
  all.filter(({ Contacts = 0 }) => Contacts > 0).toSorted((one, other) => (other.Contacts ?? 0) - (one.Contacts ?? 0))

export function Labels() {
  const labels = useLabels()
  return (
    <Card title={words.labels}>
      <Shown query={labels}>
        {(all) => (
          <Bars
            things={byCount(all as Named[])}
            none={words.noLabels}
            row={({ Name = '' }, bar) => (
              <Link to="/contacts" search={{ label: Name }}>
                <span>{labelText(Name)}</span>
                {bar}
              </Link>
            )}
          />
        )}
      </Shown>
    </Card>
  )
}

const withType = (name: string) => filterText({ Property: 'ContactTypes', Operator: 'ANY_OF', Values: [name] })

export function Types() {
  const types = useContactTypes()
  return (
    <Card title={words.types}>
      <Shown query={types}>
        {(all) => (
          <Bars
            things={byCount(all as Named[])}
            none={words.noTypes}
            row={({ Name = '' }, bar) => (
              <Link to="/contacts" search={{ filter: withType(Name) }}>
                <span className={classes.type}>{Name.toLowerCase()}</span>
                {bar}
              </Link>
            )}
          />
        )}
      </Shown>
    </Card>
  )
}

interface BarsProps {
  things: Named[]
  none: string
  row: (thing: Named, bar: ReactNode) => ReactNode
}

/** How many contacts bear each, the most first. */
function Bars({ things, none, row }: BarsProps) {
  if (things.length === 0) return <p className={classes.quiet}>{none}</p>
  const most = things[0]?.Contacts ?? 1
  return (
    <ul className={classes.bars}>
      {things.slice(0, mostShown).map((thing) => {
        const { Id, Name = '', Color, Contacts = 0 } = thing
        const color = Color ?? `oklch(0.68 0.13 ${hueOf(Name)})`
        const bar = (
          <>
            <small>{number(Contacts)}</small>
            <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
              <rect width={Math.max(0.8, (100 * Contacts) / most)} height={6} fill={color} />
            </svg>
          </>
        )
        return <li key={Id}>{row(thing, bar)}</li>
      })}
    </ul>
  )
}
