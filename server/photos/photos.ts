/**
 * Pictures are files, kept under the id that follows from what they show: whoever has the same one has the same file, and an
 * import that comes again adds nothing. A contact goes on having those that it had, for its history goes back to them.
 */
import { type RawBuilder, sql } from 'kysely'
import type { Author } from '../database/changes.ts'
import type { Database, Scope } from '../database/database.ts'
import { fileNameOf, type Picture } from './picture.ts'

/** A picture, and whose it is. */
export interface Photo {
  contactId: string
  picture: Picture
}

/** In the transaction that writes the contacts, behind that. */
export async function keepPhotos(db: Scope, author: Author, photos: Photo[]): Promise<void> {
  if (photos.length === 0) return
  const pictures = new Map(photos.map(({ picture }) => [picture.id, picture]))
  // Whoever keeps several at the same time does so in the same order.
  for (const id of [...pictures.keys()].toSorted()) await keepPicture(db, author, pictures.get(id) as Picture)
  await linkPhotos(
    db,
    author.customerId,
    photos.map(({ contactId, picture }) => ({ contactId, photo: picture.id })),
  )
}

async function keepPicture(db: Scope, { customerId, userId }: Author, { id, mediaType, bytes }: Picture) {
  await sql`-- keep picture
    insert into files (customer_id, id, user_id, name, media_type, size, keepers)
    values (${customerId}, ${id}, ${userId}, ${fileNameOf(mediaType)}, ${mediaType}, ${bytes.length}, 1)
    on conflict (customer_id, id) do update set keepers = 1`.execute(db)
  await sql`-- keep bytes of picture
    insert into file_pieces (customer_id, file_id, at, bytes) values (${customerId}, ${id}, 0, ${bytes})
    on conflict do nothing`.execute(db)
}

/** Contacts have pictures that are kept already. */
export async function linkPhotos(db: Scope, customerId: string, links: { contactId: string; photo: string }[]) {
  await sql`-- link photos
    insert into contact_photos (customer_id, contact_id, photo)
    select ${customerId}, * from unnest(
      ${links.map(({ contactId }) => contactId)}::uuid[], ${links.map(({ photo }) => photo)}::uuid[])
    on conflict (customer_id, contact_id, photo) do update set is_lost = false`.execute(db)
}

export interface StoredPicture {
  mediaType: string
  bytes: Buffer
}

export async function readPictures(db: Scope, customerId: string, ids: string[]): Promise<Map<string, StoredPicture>> {
  const { rows } = await sql<StoredPicture & { id: string }>`-- read pictures
    select id, media_type as "mediaType", bytes
    from files join file_pieces on file_pieces.customer_id = files.customer_id and file_id = id
    where files.customer_id = ${customerId} and id = any(${ids}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, ...picture }) => [id, picture]))
}

/** Contacts that are gone for good have no pictures; those that nobody else has are deleted. */
export async function deletePhotosOf(db: Scope, customerId: string, contactIds: string[]): Promise<void> {
  await unlink(db, customerId, sql`contact_id = any(${contactIds}::uuid[])`)
}

async function unlink(db: Scope, customerId: string, which: RawBuilder<unknown>): Promise<void> {
  const { rows } = await sql<{ photo: string }>`
    delete from contact_photos where customer_id = ${customerId} and ${which} returning photo`.execute(db)
  if (rows.length === 0) return
  const ids = rows.map(({ photo }) => photo)
  // Who is giving one of them to a contact meanwhile holds it, so whether a contact has it is asked once it is held.
  await sql`
    select from files where customer_id = ${customerId} and id = any(${ids}::uuid[]) order by id for update`.execute(db)
  await sql`
    delete from files where customer_id = ${customerId} and id = any(${ids}::uuid[]) and not exists (
      select from contact_photos links where links.customer_id = ${customerId} and photo = files.id)`.execute(db)
}

const lostAtOnce = 100

/** The pictures of contacts that the trash has lost, of all Customers. */
export async function deleteLostPhotos({ system }: Database, isStopping: () => boolean): Promise<void> {
  for (let count = lostAtOnce; count === lostAtOnce && !isStopping(); ) {
    const { rows } = await sql<{ customer_id: string; ids: string[] }>`
      select customer_id, array_agg(contact_id) as ids
      from (select customer_id, contact_id from contact_photos where is_lost limit ${lostAtOnce}) as lost
      group by customer_id`.execute(system)
    for (const { customer_id, ids } of rows)
      await system
        .transaction()
        // An import may have made the contact anew meanwhile.
        .execute((db) => unlink(db, customer_id, sql`contact_id = any(${ids}::uuid[]) and is_lost`))
    count = rows.reduce((sum, { ids }) => sum + ids.length, 0)
  }
}
