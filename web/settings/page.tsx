/** All settings: the sections at the left, one of them beside them; on phones one after the other. */
import { Loader } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Link, useParams } from '@tanstack/react-router'
import { Suspense } from 'react'
import { useTitle } from '../app/title.ts'
import { useAuth } from '../crm/session.ts'
import { Icon } from '../look/icons.tsx'
import { narrow } from '../look/narrow.ts'
import { words } from '../texts/settings.ts'
import { texts } from '../texts/texts.ts'
import classes from './page.module.css'
import { SectionTitle } from './section-title.tsx'
import { type GroupName, type Section, sections } from './sections.ts'

const groups = Object.keys(words.groups) as GroupName[]

export function SettingsPage() {
  const { User } = useAuth()
  const { section: path } = useParams({ strict: false })
  const isNarrow = useMediaQuery(narrow, false, { getInitialValueInEffect: false })
  const seen = sections.filter(({ who }) => who === undefined || who.includes(User.Role))
  const open = path === undefined && !isNarrow ? seen[0] : seen.find((section) => section.path === path)
  const isList = path === undefined && isNarrow
  return (
    <div className={classes.page}>
      {(isList || !isNarrow) && <Navigation seen={seen} open={open} isPage={isList} />}
      {!isList && (
        <section className={classes.section} aria-label={open?.title ?? texts.settings.title}>
          {isNarrow && (
            <Link to="/settings" className={classes.back}>
              <Icon name="left" /> {words.back}
            </Link>
          )}
          <div className={classes.content}>
            {open === undefined ? (
              <NotHere section={sections.find((section) => section.path === path)} />
            ) : (
              <Suspense fallback={<Loader size="sm" />}>
                <open.Component key={open.path} />
              </Suspense>
            )}
          </div>
        </section>
      )}
    </div>
  )
}

/** @param section one that is for others */
const NotHere = ({ section }: { section: Section | undefined }) =>
  section === undefined ? (
    <SectionTitle title={words.notFound} />
  ) : (
    <SectionTitle title={section.title} about={texts.errors.ROLE} />
  )

/** @param isPage whether nothing else is shown */
function Navigation({ seen, open, isPage }: { seen: Section[]; open: Section | undefined; isPage: boolean }) {
  const Heading = isPage ? 'h1' : 'strong'
  return (
    <nav className={classes.navigation} aria-label={words.navigation}>
      {isPage && <ListTitle />}
      <Heading className={classes.title}>{texts.settings.title}</Heading>
      {groups.map((group) => {
        const ofGroup = seen.filter((section) => section.group === group)
        if (ofGroup.length === 0) return null
        return (
          <div key={group}>
            <h2>{words.groups[group]}</h2>
            <ul>
              {ofGroup.map(({ path, title, icon }) => (
                <li key={path}>
                  <Link
                    to="/settings/$section"
                    params={{ section: path }}
                    className={classes.link}
                    data-status={path === open?.path ? 'active' : undefined}
                    aria-current={path === open?.path ? 'page' : undefined}
                  >
                    <Icon name={icon} /> {title}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        )
      })}
    </nav>
  )
}

const ListTitle = () => {
  useTitle(texts.settings.title)
  return null
}
