import { Kbd } from '@mantine/core'
import { texts } from '../texts/texts.ts'
import classes from './map.module.css'

/** Every key that does something, and what. */
export const KeyboardMap = () =>
  texts.keyboard.groups.map(({ title, keys }) => (
    <section key={title} className={classes.group}>
      <h3>{title}</h3>
      <dl>
        {keys.map(([names, what]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              {names.split(' ').map((name) => (
                <Kbd key={name}>{name}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  ))
