/** A few answers about the page one is on, beside it. */
import { Button, Drawer } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import { openKeyboardMap } from '../app/opening.ts'
import { words } from '../texts/help.ts'
import { texts } from '../texts/texts.ts'
import classes from './help.module.css'

export function Help({ onClose }: { onClose: () => void }) {
  const { pathname } = useLocation()
  const page = Object.entries(words.pages).find(([path]) => pathname.startsWith(path))?.[1]
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={380}
      title={page?.title ?? texts.help}
      overlayProps={{ opacity: 0.2 }}
    >
      <dl className={classes.answers}>
        {page?.answers.map(([question, answer]) => (
          <div key={question}>
            <dt>{question}</dt>
            <dd>{answer}</dd>
          </div>
        ))}
      </dl>
      <Button variant="default" size="xs" mr="xs" onClick={openKeyboardMap}>
        {words.keyboard}
      </Button>
      <Button variant="default" size="xs" component="a" href="/docs" target="_blank">
        {words.reference}
      </Button>
    </Drawer>
  )
}
