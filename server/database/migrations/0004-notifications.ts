import { type Kysely, sql } from 'kysely'
import { isolate } from '../isolation.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [notifications, changeReaders, places]) await sql.raw(statement).execute(db)
  for (const table of ['notifications', 'change_readers', 'places']) await sql.raw(isolate(table)).execute(db)
}

/** users.mail_token is what the link has by which a user gets no more mails; it can do nothing else. */
const notifications = `
  alter table users add column mail_token uuid not null default gen_random_uuid();
  create index users_by_mail_token on users (customer_id, mail_token);
  create table notifications (
    customer_id uuid not null,
    id          uuid not null,
    user_id     uuid not null,
    event       text not null,
    text        text not null,
    subject_id  uuid,
    created_at  timestamptz(3) not null default now(),
    read_at     timestamptz(3),
    primary key (customer_id, id),
    foreign key (customer_id, user_id) references users on delete cascade
  );
  create index notifications_of_user on notifications (customer_id, user_id, created_at);
`

/** Who is told of changed contacts, up to which change that was done, and when it is done next. */
const changeReaders = `
  create table change_readers (
    customer_id uuid not null,
    user_id     uuid not null,
    sequence    bigint not null,
    next_at     timestamptz(3) not null,
    primary key (customer_id, user_id),
    foreign key (customer_id, user_id) references users on delete cascade
  );
  create index change_readers_by_time on change_readers (next_at);
`

/** Where users have signed in, as a hash of program and network. */
const places = `
  create table places (
    customer_id uuid not null,
    user_id     uuid not null,
    place       bytea not null,
    seen_at     timestamptz(3) not null default now(),
    primary key (customer_id, user_id, place),
    foreign key (customer_id, user_id) references users on delete cascade
  );
`
