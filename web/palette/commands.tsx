import { useMantineColorScheme } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { openHelp, openKeyboardMap } from '../app/opening.ts'
import { pages } from '../app/pages.ts'
import { useSignOut } from '../app/sign-out.ts'
import { labelText, useLabels } from '../contacts/chips.tsx'
import { useOnContacts } from '../keyboard/on-contacts.ts'
import { Icon, type IconName } from '../look/icons.tsx'
import { texts } from '../texts/texts.ts'

export interface Command {
  id: string
  title: string
  about: string
  icon: ReactNode
  run: () => void
}

/** The pages and the actions. */
export function useCommands(): Command[] {
  const navigate = useNavigate()
  const onContacts = useOnContacts()
  const signOut = useSignOut()
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const { data: labels = [] } = useLabels()
  const { palette, shell, keyboard, contacts } = texts
  const command = (id: string, icon: IconName, title: string, run: () => void, about = ''): Command => ({
    id,
    title,
    about,
    run,
    icon: <Icon name={icon} />,
  })
  return [
    ...pages().map(({ to, title, icon }) =>
      command(to, icon, palette.goTo(title), () => void navigate({ to, search: {} }), palette.page),
    ),
    command('new', 'add', contacts.new, () => void onContacts('c'), 'C'),
    command('filter', 'filter', contacts.filter, () => void onContacts('f'), 'F'),
    command('search', 'search', contacts.search, () => void onContacts('/'), '/'),
    ...labels.flatMap(({ Name }) =>
      !Name
        ? []
        : [
            command(
              Name,
              'label',
              labelText(Name),
              () => void navigate({ to: '/contacts', search: { label: Name } }),
              texts.labels.one,
            ),
          ],
    ),
    command('light', 'sun', palette.look(shell.looks.light), () => setColorScheme('light')),
    command('dark', 'moon', palette.look(shell.looks.dark), () => setColorScheme('dark')),
    command('help', 'help', texts.help, openHelp, 'F1'),
    command('keys', 'keyboard', keyboard.title, openKeyboardMap, '?'),
    command('reference', 'book', shell.reference, () => void window.open('/docs', '_blank', 'noreferrer')),
    command('sign-out', 'signOut', shell.signOut, () => void signOut()),
  ]
}
