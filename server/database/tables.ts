import type { ColumnType, Generated } from 'kysely'

/** A moment: read as ISO 8601, UTC, milliseconds; written as such or as a Date. */
type Moment = ColumnType<string, string | Date | undefined, string | Date>
type Json<Shape> = ColumnType<Shape, string, string>

interface ServerSettings {
  name: string
  value: string
}

interface SignInNames {
  email: string
  customer_id: string
  user_id: string
}

interface SignInFailures {
  subject: string
  failures: number
  tolerated: number
  blocked_until: Moment
  updated_at: Moment
}

interface Customers {
  customer_id: string
  name: string
  plan: Generated<'FREE' | 'STANDARD' | 'UNLIMITED'>
  default_country: string | null
  /** Where its days begin and end, as `Pacific/Auckland`. */
  time_zone: Generated<string>
  /** Goes up with every change of a label's, type's or field's name, so that a process knows when to read them again. */
  vocabulary: Generated<number>
  new_users_share: Generated<boolean>
  require_second_factor: Generated<boolean>
  delete_at: Moment | null
  created_at: Moment
}

interface Users {
  customer_id: string
  id: string
  email: string
  password_hash: string | null
  first_name: string | null
  last_name: string | null
  role: 'OWNER' | 'ADMINISTRATOR' | 'USER'
  status: Generated<'INVITED' | 'ACTIVE' | 'DEACTIVATED' | 'DELETED'>
  time_zone: string | null
  sharing: Generated<boolean>
  notifications: Json<object> | undefined
  created_at: Moment
  signed_in_at: ColumnType<string | null, never, Date>
}

interface Sessions {
  customer_id: string
  token_hash: Buffer
  id: string
  user_id: string
  user_agent: string | null
  created_at: Moment
  used_at: Moment
  expires_at: Moment
}

interface Names {
  customer_id: string
  id: string
  name: string
  /** The name without regard to case; unique in the Customer. */
  name_key: string
}

interface ColoredNames extends Names {
  /** As `#1a2b3c`. */
  color: string | null
}

interface CustomFields extends Names {
  type: string
  options: Json<string[] | null> | null
  created_at: Moment
}

interface Contacts {
  customer_id: string
  id: string
  version: Generated<number>
  properties: Json<Record<string, unknown>>
  labels: string[] | null
  contact_types: string[] | null
  custom_fields: Json<Record<string, unknown>> | null
  display_name: string
  sort_name: string
  comparable: Json<Record<string, unknown>>
  terms: string[]
  search_text: string
  created_at: Moment
  created_by: string
  updated_at: Moment
  updated_by: string
  deleted_at: Moment | null
  /** Of one in the trash: what it was merged into. */
  merged_into: string | null
}

interface Segments {
  customer_id: string
  id: string
  name: string
  shared: boolean
  search: Json<object>
  created_at: Moment
  created_by: string
  updated_at: Moment
  updated_by: string
}

interface CustomerCounters {
  customer_id: string
  sequence: Generated<number>
  contacts: Generated<number>
  /** By the plan; null where there is none. */
  contact_limit: number | null
}

interface ChangeSets {
  customer_id: string
  id: string
  user_id: string
  /** Through what it came: WEB or TOKEN. */
  via: string
  token_id: string | null
  operation: string
  kind: string
  /** Where its changes begin and end; those of others may be in between. Null where there are none. */
  first_sequence: number | null
  last_sequence: number | null
  /** How many changes there are of each entity. */
  counts: Json<Record<string, number>>
  undo_of: string | null
  /** The undo of it that is in force. */
  undone_by: string | null
  created_at: Moment
}

interface Changes {
  customer_id: string
  sequence: number
  change_set_id: string
  entity: string
  entity_id: string
  before: Json<Record<string, unknown>> | null
  after: Json<Record<string, unknown>> | null
}

interface IdempotentAnswers {
  customer_id: string
  user_id: string
  key: string
  fingerprint: Buffer
  answer: string | null
  created_at: Moment
}

interface Requests {
  customer_id: string
  id: string
  user_id: string
  session: Buffer
  /** The API token with which it was asked for. */
  token: Json<object> | null
  operation: string
  subject: string | null
  input: Json<unknown> | null
  /** The file that came with the input. */
  file_id: string | null
  /** Where an operation that is done in steps stands. */
  state: Json<unknown> | null
  process_status: Generated<'PROCESSING' | 'PROCESSED' | 'FAIL'>
  percent: Generated<number>
  commentary: string
  result: Json<unknown> | null
  failure: Json<unknown> | null
  created_at: Moment
  updated_at: Moment
}

export interface Tables {
  server_settings: ServerSettings
  sign_in_names: SignInNames
  sign_in_failures: SignInFailures
  customers: Customers
  users: Users
  sessions: Sessions
  labels: ColoredNames
  contact_types: ColoredNames
  custom_fields: CustomFields
  contacts: Contacts
  segments: Segments
  customer_counters: CustomerCounters
  change_sets: ChangeSets
  changes: Changes
  idempotent_answers: IdempotentAnswers
  requests: Requests
}
