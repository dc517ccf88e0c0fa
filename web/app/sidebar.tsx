import { Kbd, Menu, VisuallyHidden } from '@mantine/core'
import { Link, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { hueOf, labelText, useLabels } from '../contacts/chips.tsx'
import { useAuth } from '../crm/session.ts'
import { nameOf } from '../crm/users.ts'
import { Icon } from '../look/icons.tsx'
import { Logo } from '../look/logo.tsx'
import { number, texts } from '../texts/texts.ts'
import { ColorScheme } from './color-scheme.tsx'
import { openHelp, openKeyboardMap, openPalette } from './opening.ts'
import { pages } from './pages.ts'
import classes from './sidebar.module.css'
import { useSignOut } from './sign-out.ts'

/** @param children what stands beside the name of the organisation */
export function Sidebar({ onGo, children }: { onGo: () => void; children?: ReactNode }) {
  const { Customer } = useAuth()
  return (
    <nav className={classes.sidebar} aria-label={texts.shell.navigation}>
      <div className={classes.customer}>
        <Logo size={24} />
        <strong title={Customer.Name}>{Customer.Name}</strong>
        {children}
      </div>
      <button type="button" className={classes.command} onClick={openPalette}>
        <Icon name="search" size={15} /> {texts.shell.command}
        <Kbd size="xs">{texts.shell.commandKeys}</Kbd>
      </button>
      <ul className={classes.pages}>
        {pages().map(({ to, title, icon }) => (
          <li key={to}>
            <Link to={to} search={{}} onClick={onGo} className={classes.page} activeOptions={{ includeSearch: true }}>
              <Icon name={icon} /> {title}
            </Link>
          </li>
        ))}
      </ul>
      <Labels onGo={onGo} />
      <UserMenu />
    </nav>
  )
}

function Labels({ onGo }: { onGo: () => void }) {
  const { data: labels = [] } = useLabels()
  const { label } = useSearch({ strict: false })
  if (labels.length === 0) return <div className={classes.labels} />
  return (
    <div className={classes.labels}>
      <h2>{texts.labels.title}</h2>
      <ul>
        {labels.map(({ Id, Name = '', Color, Contacts = 0 }) => (
          <li key={Id}>
            <Link
              to="/contacts"
              search={{ label: Name ?? '' }}
              onClick={onGo}
              className={classes.page}
              data-status={label === Name ? 'active' : undefined}
            >
              <i style={{ '--dot': Color ?? `oklch(0.68 0.15 ${hueOf(Name ?? '')})` } as React.CSSProperties} />
              <span>{labelText(Name ?? '')}</span>
              <small>{number(Contacts ?? 0)}</small>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}

function UserMenu() {
  const { User } = useAuth()
  const signOut = useSignOut()
  const name = nameOf(User)
  return (
    <Menu position="top-start" width={224}>
      <Menu.Target>
        <button type="button" className={classes.user}>
          <span className={classes.initial} aria-hidden="true">
            {[...name][0]?.toUpperCase()}
          </span>
          <VisuallyHidden>{texts.shell.account} </VisuallyHidden>
          <span className={classes.name}>
            {name} <small>{User.Email}</small>
          </span>
          <Icon name="more" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <ColorScheme />
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="help" />} rightSection={<Kbd size="xs">F1</Kbd>} onClick={openHelp}>
          {texts.help}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="keyboard" />}
          rightSection={<Kbd size="xs">?</Kbd>}
          onClick={openKeyboardMap}
        >
          {texts.keyboard.title}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="book" />} component="a" href="/docs" target="_blank">
          {texts.shell.reference}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="signOut" />} onClick={() => void signOut()}>
          {texts.shell.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
