import { type Kysely, sql } from 'kysely'
import { isolate } from '../isolation.ts'

/** Which pictures a contact has or had; the pictures are files. Lost are those of contacts that the trash has lost. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
      create table contact_photos (
        customer_id uuid not null,
        contact_id  uuid not null,
        photo       uuid not null,
        is_lost     boolean not null default false,
        primary key (customer_id, contact_id, photo),
        foreign key (customer_id, photo) references files on delete cascade
      );
      create index contact_photos_by_photo on contact_photos (customer_id, photo);
      create index contact_photos_lost on contact_photos (customer_id, contact_id) where is_lost;
      ${isolate('contact_photos')}
    `)
    .execute(db)
}
