import { useAuth } from '../crm/session.ts'
import { words } from '../texts/settings.ts'
import { SectionTitle } from './section-title.tsx'

export function Profile() {
  const { User } = useAuth()
  return <SectionTitle title={words.sections.profile} about={User.Email} />
}
