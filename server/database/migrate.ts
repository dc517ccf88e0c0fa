import { sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Database, Scope } from './database.ts'
import * as firstTables from './migrations/0001-first-tables.ts'
import * as filesImportsExports from './migrations/0002-files-imports-exports.ts'
import * as usersMails from './migrations/0003-users-mails.ts'
import * as notifications from './migrations/0004-notifications.ts'
import * as tokensAudit from './migrations/0005-tokens-audit.ts'
import * as openid from './migrations/0006-openid.ts'
import * as secondFactor from './migrations/0007-second-factor.ts'
import * as plans from './migrations/0008-plans.ts'
import * as erasure from './migrations/0009-erasure.ts'
import * as people from './migrations/0010-people.ts'
import * as duplicates from './migrations/0011-duplicates.ts'
import * as changesWebhooks from './migrations/0012-changes-webhooks.ts'
import * as history from './migrations/0013-history.ts'
import * as photos from './migrations/0014-photos.ts'
import * as looseRows from './migrations/0015-loose-rows.ts'
import { countLess } from './tidy.ts'

/** Every change of the tables since the first, in order. One that has been released is never edited. */
const migrations: Record<string, Migration> = {
  '0001-first-tables': firstTables,
  '0002-files-imports-exports': filesImportsExports,
  '0003-users-mails': usersMails,
  '0004-notifications': notifications,
  '0005-tokens-audit': tokensAudit,
  '0006-openid': openid,
  '0007-second-factor': secondFactor,
  '0008-plans': plans,
  '0009-erasure': erasure,
  '0010-people': people,
  '0011-duplicates': duplicates,
  '0012-changes-webhooks': changesWebhooks,
  '0013-history': history,
  '0014-photos': photos,
  '0015-loose-rows': looseRows,
}

/** Brings the tables up to date, all or nothing, under a lock: of several processes that start at once, one does it. */
export async function migrate(database: Database): Promise<void> {
  await database.system.connection().execute(async (db) => {
    if (await isUpToDate(db)) return
    // A change of large tables, and waiting for another process that is at it, take as long as they take.
    await sql`set statement_timeout = 0`.execute(db)
    const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
    const { error } = await migrator.migrateToLatest()
    if (error !== undefined) throw error
    if (database.kind === 'embedded') await countLess(db)
    await sql`reset statement_timeout`.execute(db)
  })
}

/** Told without the migrator, which reads all about all tables first: in the embedded database that is a tenth of a start. */
async function isUpToDate(db: Scope): Promise<boolean> {
  const { rows: known } = await sql`select where to_regclass('kysely_migration') is not null`.execute(db)
  if (known.length === 0) return false
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return rows.map(({ name }) => name).join() === Object.keys(migrations).join()
}
