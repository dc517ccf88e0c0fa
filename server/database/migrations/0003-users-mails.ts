import { type Kysely, sql } from 'kysely'
import { isolate } from '../isolation.ts'
import { applicationRole } from '../scope.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [users, linkTables, mailTables, signInNames]) await sql.raw(statement).execute(db)
  for (const table of ['links', 'mails']) await sql.raw(isolate(table)).execute(db)
}

/** A user who was deleted stays as the name of what the user did. */
const users = `
  alter table users
    alter column password_hash drop not null,
    add column status text not null default 'ACTIVE' check (status in ('INVITED', 'ACTIVE', 'DEACTIVATED', 'DELETED')),
    add column time_zone text,
    add column sharing boolean not null default false,
    add column notifications jsonb not null default '{}';
  create unique index users_by_email on users (customer_id, lower(email)) where status <> 'DELETED';
  alter table customers add column new_users_share boolean not null default false;
`

/** Links that open an account once. */
const linkTables = `
  create table links (
    customer_id uuid not null,
    token_hash  bytea not null,
    user_id     uuid not null,
    purpose     text not null check (purpose in ('INVITATION', 'PASSWORD')),
    expires_at  timestamptz(3) not null,
    primary key (customer_id, token_hash),
    foreign key (customer_id, user_id) references users on delete cascade
  );
  create index links_of_user on links (customer_id, user_id);
`

/**
 * The outbox. mails.letter is what it says (server/mails/letter.ts), until it is sent: there may be a link in it that opens
 * an account. It is not sent once it is pointless.
 */
const mailTables = `
  create table mails (
    customer_id     uuid not null references customers on delete cascade,
    id              uuid not null,
    user_id         uuid not null,
    address         text not null,
    subject         text not null,
    letter          jsonb,
    attempts        integer not null default 0,
    next_attempt_at timestamptz(3) default now(),
    sent_at         timestamptz(3),
    error           text,
    good_until      timestamptz(3) not null,
    created_at      timestamptz(3) not null default now(),
    primary key (customer_id, id)
  );
  create index mails_to_send on mails (next_attempt_at) where next_attempt_at is not null;
  create index mails_of_user on mails (customer_id, user_id);
  create index mails_by_age on mails (customer_id, created_at);
`

/** Sign-in names are of the whole server; a Customer takes and gives back those of its own users, and sees none. */
const signInNames = `
  create function take_sign_in_name(wanted text, taker uuid) returns boolean
  language plpgsql security definer set search_path = public as $$
  begin
    insert into sign_in_names values (wanted, current_setting('voyzu.customer')::uuid, taker) on conflict do nothing;
    return found;
  end $$;
  create function give_back_sign_in_name(holder uuid) returns void
  language sql security definer set search_path = public as $$
    delete from sign_in_names where customer_id = current_setting('voyzu.customer')::uuid and user_id = holder
  $$;
  revoke all on function take_sign_in_name, give_back_sign_in_name from public;
  grant execute on function take_sign_in_name, give_back_sign_in_name to ${applicationRole};
`
