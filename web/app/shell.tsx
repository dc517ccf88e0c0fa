/** What stands around every page of those who are signed in. */
import { useDisclosure, useNetwork } from '@mantine/hooks'
import { Outlet } from '@tanstack/react-router'
import { refreshLists } from '../contacts/cache.ts'
import { useWatching } from '../crm/changes.ts'
import { useSession } from '../crm/session.ts'
import { Icon } from '../look/icons.tsx'
import { Drawer } from '../look/late.tsx'
import { Bell } from '../notifications/bell.tsx'
import { texts } from '../texts/texts.ts'
import { Everywhere } from './everywhere.tsx'
import { SecondFactorNeeded } from './second-factor-needed.tsx'
import classes from './shell.module.css'
import { Sidebar } from './sidebar.tsx'
import { SignInAgain } from './sign-in-again.tsx'

export function Shell() {
  const { auth } = useSession()
  const { online } = useNetwork()
  const [isMenuOpen, menu] = useDisclosure(false)
  useWatching(refreshLists)
  // Signed out: the way to the sign-in is under way.
  if (auth === undefined) return null
  return (
    <div className={classes.shell}>
      <a href="#main" className={classes.skip}>
        {texts.shell.skip}
      </a>
      <div className={classes.side}>
        <Sidebar onGo={menu.close}>
          <Bell />
        </Sidebar>
      </div>
      <div className={classes.top}>
        <button type="button" className={classes.menu} aria-label={texts.shell.menu} onClick={menu.open}>
          <Icon name="menu" size={20} />
        </button>
        <strong>{auth.Customer.Name}</strong>
        <Bell />
      </div>
      <Drawer opened={isMenuOpen} onClose={menu.close} size={270} withCloseButton={false} padding={0} title={null}>
        <Sidebar onGo={menu.close} />
      </Drawer>
      <main id="main" className={classes.main}>
        {!online && (
          <p className={classes.offline} role="status">
            <Icon name="offline" /> {texts.shell.offline}
          </p>
        )}
        <Outlet />
      </main>
      <SecondFactorNeeded />
      <SignInAgain />
      <Everywhere />
    </div>
  )
}
