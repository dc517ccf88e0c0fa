import { useImports } from '../imports/queries.ts'
import { Moment } from '../look/moment.tsx'
import { words } from '../texts/home.ts'
import { number } from '../texts/texts.ts'
import { Card } from './card.tsx'
import classes from './page.module.css'

const mostShown = 4

/** Nothing where nobody has imported anything. */
export function Imports() {
  const { data = [] } = useImports()
  const real = data.filter(({ DryRun }) => !DryRun).slice(0, mostShown)
  if (real.length === 0) return null
  return (
    <Card title={words.imports}>
      <ul className={classes.imports}>
        {real.map(({ Id, FileName, CreatedDate, Status, Counts, UndoneDate }) => (
          <li key={Id}>
            <span>{FileName}</span>
            <Moment of={CreatedDate} />
            <small>
              {Status === 'PROCESSING'
                ? words.importGoesOn
                : Status === 'FAIL'
                  ? words.importFailed
                  : UndoneDate !== undefined
                    ? words.undone
                    : words.importCounts(number(Counts.Created), number(Counts.Updated))}
              {Counts.Errors > 0 && ` · ${words.importErrors(number(Counts.Errors))}`}
            </small>
          </li>
        ))}
      </ul>
    </Card>
  )
}
