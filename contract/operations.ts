/**
 * The API, in one table: every operation with who may call it, what goes in and what comes out.
 *
 * `may`      the least role that may call it; ANYONE needs no session
 * `seconds`  how long it may take; after that it is undone and answered with 540
 * `certain`  it is in force with the answer, and the request only carries it out: that cannot be cancelled
 * `result`   of what takes long by nature: it is always done as a request, and this is the `Result` of that in the end
 * `upload`   a file may come with the input, as multipart/form-data: the part `input`, then the part `file`
 * `largest`  of that file, in bytes, where it is less than the server takes
 * `secret`   it is told a secret or tells one: nothing of the call is kept, so it runs neither as a request nor with an Idempotency-Key
 * `audited`  who called it is kept in the audit
 * `scope`    what an API token needs where that is more than follows from the rest: ADMIN, or SESSION, which no token has
 * `beforeSecondFactor` it may be called by who still lacks the second factor that the Customer requires
 * `stream`   the answer goes on: server-sent events, each of which is an output
 * `limited`  a day has only so many; 429 says so, as where guesses are counted
 * `download` the answer is a file; there is nothing to do later, so it cannot run as a request
 */
import Type, { type Static, type TSchema } from 'typebox'
import * as audit from './audit.ts'
import * as auth from './auth.ts'
import * as changes from './changes.ts'
import * as changesets from './changesets.ts'
import * as contactTypes from './contact-types.ts'
import * as contacts from './contacts.ts'
import * as contactsAtOnce from './contacts-at-once.ts'
import * as customFields from './custom-fields.ts'
import * as customers from './customers.ts'
import * as duplicates from './duplicates.ts'
import * as erasure from './erasure.ts'
import * as fileExports from './exports.ts'
import * as history from './history.ts'
import * as identities from './identities.ts'
import * as imports from './imports.ts'
import * as labels from './labels.ts'
import * as mails from './mails.ts'
import * as merge from './merge.ts'
import * as notifications from './notifications.ts'
import * as request from './request.ts'
import * as secondFactor from './second-factor.ts'
import * as segments from './segments.ts'
import * as sessions from './sessions.ts'
import * as spreadsheets from './spreadsheets.ts'
import * as tokens from './tokens.ts'
import * as users from './users.ts'
import * as webhooks from './webhooks.ts'

export type Who = 'ANYONE' | 'USER' | 'ADMINISTRATOR' | 'OWNER'

export interface Declaration {
  may: Who
  input?: TSchema
  output?: TSchema
  result?: TSchema
  about: string
  seconds?: number
  certain?: true
  upload?: true
  largest?: number
  download?: true
  stream?: true
  limited?: true
  secret?: true
  audited?: true
  scope?: 'ADMIN' | 'SESSION'
  beforeSecondFactor?: true
}

const { AuthInput, Auth, AuthNonce } = auth
const AuthProviders = Type.Array(auth.AuthProvider)
const { IdentityCreateInput, IdentityLink } = identities
const Identities = Type.Array(identities.Identity)
const { CustomerCreateInput, Customer, CustomerUpdateInput, CustomerPlanInput, CustomerDemo, CustomerDeleteInput } =
  customers
const { WebContact, ContactsSearchInput, ContactsDatatable, ContactsUpsertInput, ContactsAdded } = contacts
const { ContactsBatchInput, ContactsBatch, ContactsBulkUpdateInput, ContactsBulkDeleteInput } = contactsAtOnce
const { ContactsBulkRestoreInput, ContactsBulkResult } = contactsAtOnce
const { ContactErasure } = erasure
const { ContactsDuplicatesInput, ContactsListDuplicatesInput, ContactsDuplicates } = duplicates
const { ContactsNotDuplicatesInput, ContactsCheck } = duplicates
const { ContactsMergeInput, ContactsMerge } = merge
const { ContactHistoryInput, ContactHistory, ContactRestoreInput } = history
const { ChangeSetsListInput, ChangeSetsPage, ChangeSetGetInput, ChangeSetChanges } = changesets
const { ChangeSetUndoInput, ChangeSetUndo } = changesets
const { CustomFieldInput, CustomFieldsResult } = customFields
const { Label } = labels
const { ContactType } = contactTypes
const { Segment } = segments
const { RequestStatus } = request
const { ImportInput, Import, ImportPreview, ImportRowsInput, ImportRows, ImportUndo } = imports
const { ExportInput, Export } = fileExports
const { SpreadsheetInput, Spreadsheet } = spreadsheets
const {
  User,
  UserCreateInput,
  UserUpdateInput,
  UserAcceptInput,
  UserPasswordInput,
  UserForgottenInput,
  UserResetInput,
} = users
const { UserNotificationInput, UserSharingInput } = users
const { TokenCreateInput, Token } = tokens
const { AuditListInput, AuditPage } = audit
const Tokens = Type.Array(Token)
const { WebhookInput, Webhook, WebhookDelivery, WebhookDeliveries, WebhookDeliveriesInput, WebhookReplayInput } =
  webhooks
const Webhooks = Type.Array(Webhook)
const { ChangesListInput, ChangesPage, ChangesWatchInput, Change } = changes
const { SecondFactor, SecondFactorBeginInput, SecondFactorBeginning, SecondFactorConfirmInput } = secondFactor
const { SecondFactorCodeInput, SecondFactorDeleteInput, RecoveryCodes } = secondFactor
const { Mail } = mails
const { NotificationsReadInput, UnsubscribeInput } = notifications
const Notifications = Type.Array(notifications.Notification)
const Sessions = Type.Array(sessions.Session)
const CustomFields = Type.Array(customFields.CustomField)
const Labels = Type.Array(Label)
const ContactTypes = Type.Array(ContactType)
const Segments = Type.Array(Segment)
const Imports = Type.Array(Import)
const Exports = Type.Array(Export)
const Spreadsheets = Type.Array(Spreadsheet)
const Users = Type.Array(User)
const Mails = Type.Array(Mail)
const RequestStatuses = Type.Array(RequestStatus)

// biome-ignore format: it is a table, a row a line
export const operations = {
  'auth':                     { may: 'ANYONE', input: AuthInput,           output: Auth,              audited: true, about: 'Signs in. The answer sets the session cookie.' },
  'auth/get':                 { may: 'USER',                               output: Auth, beforeSecondFactor: true, about: 'Tells whose session it is.' },
  'auth/delete':              { may: 'USER',                               audited: true, scope: 'SESSION', beforeSecondFactor: true, about: 'Signs out.' },

  'auth/nonce':               { may: 'ANYONE',                             output: AuthNonce,         about: 'Gives a nonce for an IdToken, which is good once and for 10 minutes.' },
  'auth/providers':           { may: 'ANYONE',                             output: AuthProviders,     about: 'Lists with whom people may sign in in place of a password.' },

  'identities/list':          { may: 'USER',                               output: Identities,        about: 'Lists the accounts at providers with which the session user signs in.' },
  'identities/create':        { may: 'USER',   input: IdentityCreateInput, output: IdentityLink, secret: true, about: 'Begins to link an account at a provider: the browser goes to the Url that is answered.' },
  'identities/delete/{id}':   { may: 'USER',                                                          audited: true, scope: 'SESSION', about: 'Unlinks an account. One that is the only way to sign in stays.' },

  'sessions/list':            { may: 'USER',                               output: Sessions,          about: 'Lists the places where the session user is signed in.' },
  'sessions/delete/{id}':     { may: 'USER',                                                          audited: true, scope: 'SESSION', about: 'Signs out there.' },

  'second-factor/get':        { may: 'USER',                               output: SecondFactor, beforeSecondFactor: true, about: 'Tells how the second factor of the session user stands.' },
  'second-factor/begin':      { may: 'USER',   input: SecondFactorBeginInput, output: SecondFactorBeginning, secret: true, beforeSecondFactor: true, about: 'Makes a secret for an authenticator app; it counts once it is confirmed.' },
  'second-factor/confirm':    { may: 'USER',   input: SecondFactorConfirmInput, output: RecoveryCodes, secret: true, audited: true, beforeSecondFactor: true, about: 'Makes the secret that was begun with the second factor of the session user; all other sessions end.' },
  'second-factor/recovery-codes': { may: 'USER', input: SecondFactorCodeInput, output: RecoveryCodes, secret: true, audited: true, beforeSecondFactor: true, about: 'Makes new recovery codes; the old ones are good for nothing then.' },
  'second-factor/delete':     { may: 'USER',   input: SecondFactorDeleteInput, secret: true, audited: true, beforeSecondFactor: true, about: 'Turns the second factor of the session user off.' },

  'customers/create':         { may: 'ANYONE', input: CustomerCreateInput, output: Auth,              about: 'Makes an organisation with its first owner, who is signed in at once.' },

  'customers/get':            { may: 'USER',                               output: Customer,          about: 'Reads the settings of the organisation, its plan, and what it uses of it.' },
  'customers/update':         { may: 'ADMINISTRATOR', input: CustomerUpdateInput, output: Customer, audited: true, about: 'Changes settings of the organisation.' },
  'customers/update-plan':    { may: 'ANYONE', input: CustomerPlanInput, audited: true,              about: 'Gives an organisation a plan; for the operator of the server, who has its `SETUP_TOKEN`.' },
  'customers/fill-demo':      { may: 'OWNER',                              output: RequestStatus, result: CustomerDemo, about: 'Adds made-up people, with whom to try things out: 1,000, or as many as the plan has room for.' },
  'customers/export':         { may: 'OWNER',                              output: Export, result: Export, audited: true, about: 'Writes everything that the organisation has into one zip file, which `exports/download` gives.' },
  'customers/delete':         { may: 'OWNER',  input: CustomerDeleteInput, output: Customer, audited: true, about: 'Has the organisation deleted, with all that it has, in 30 days.' },
  'customers/restore':        { may: 'OWNER',                              output: Customer, audited: true, about: 'Takes back that the organisation is to be deleted.' },

  'users/list':               { may: 'USER',                               output: Users,             about: 'Lists the users by e-mail, but for those that were deleted.' },
  'users/get/{id}':           { may: 'USER',                               output: User,              about: 'Reads a user, also one that was deleted.' },
  'users/create':             { may: 'ADMINISTRATOR', input: UserCreateInput, output: User, limited: true, audited: true, about: 'Invites somebody by a mail with a link, which is good once and for 7 days.' },
  'users/invite/{id}':        { may: 'ADMINISTRATOR',                      output: User, limited: true, audited: true, about: 'Sends the invitation again, with a new link; the old one is good for nothing then.' },
  'users/accept':             { may: 'ANYONE', input: UserAcceptInput,     output: Auth,              audited: true, about: 'Accepts an invitation; the user is signed in at once.' },
  'users/update/{id}':        { may: 'USER',   input: UserUpdateInput,     output: User,              audited: true, scope: 'ADMIN', about: "Changes a user: one's own name and time zone; an administrator everything, but of owners." },
  'users/delete/{id}':        { may: 'USER',                                                          audited: true, scope: 'ADMIN', about: 'Deletes a user: oneself, or, an administrator, others. What the user did stays, under the same name.' },
  'users/update-password':    { may: 'USER',   input: UserPasswordInput, secret: true,                audited: true, about: "Changes one's own password; all other sessions end." },
  'users/forgot-password':    { may: 'ANYONE', input: UserForgottenInput,                             about: 'Sends a link to set a new password, which is good once and for an hour. It is answered alike whether or not there is such a user.' },
  'users/reset-password':     { may: 'ANYONE', input: UserResetInput,      output: Auth,              audited: true, about: 'Sets a new password; all other sessions end, and the user is signed in.' },
  'users/reset-second-factor/{id}': { may: 'ADMINISTRATOR',                                          audited: true, about: 'Turns off the second factor of a user who has lost it, and signs the user out everywhere. A mail tells the user.' },
  'users/update-sharing':     { may: 'ADMINISTRATOR', input: UserSharingInput,                        audited: true, about: 'Says who gets the list replicated to the own address books.' },
  'users/update-notification/{id}': { may: 'USER', input: UserNotificationInput,          audited: true, scope: 'ADMIN', about: 'Says what a user is told: oneself or, an administrator, others.' },

  'tokens/list':              { may: 'USER',                               output: Tokens,            about: "Lists the session user's API tokens; to an administrator, everybody's." },
  'tokens/create':            { may: 'USER',   input: TokenCreateInput,    output: Token, secret: true, audited: true, about: 'Makes an API token, whose secret is shown this once.' },
  'tokens/delete/{id}':       { may: 'USER', audited: true, scope: 'ADMIN',                           about: "Revokes an API token; an administrator, anybody's." },

  'audit/list':               { may: 'ADMINISTRATOR', input: AuditListInput, output: AuditPage,       about: 'Lists who did what that matters to the safety of the organisation, newest first.' },

  'notifications/list':       { may: 'USER',                               output: Notifications,     about: 'Lists what the session user was told in the last 90 days, newest first, at most 1,000.' },
  'notifications/read':       { may: 'USER',   input: NotificationsReadInput,                         about: 'Says that the session user has read some, or all.' },
  'notifications/unsubscribe': { may: 'ANYONE', input: UnsubscribeInput,                              about: 'Ends the mails to a user, but for those that open the account; by the link at their end.' },

  'mails/list':               { may: 'ADMINISTRATOR',                      output: Mails, secret: true, about: 'Lists the outbox, newest first, at most 1,000.' },
  'mails/retry/{id}':         { may: 'ADMINISTRATOR',                      output: Mail, secret: true, about: 'Tries again at once to send a mail that waits or was given up.' },

  'contacts/search':          { may: 'USER',   input: ContactsSearchInput, output: ContactsDatatable, about: 'Finds contacts, a page at a time.' },
  'contacts/create':          { may: 'USER',   input: WebContact,          output: WebContact,        about: 'Adds a contact.' },
  'contacts/get/{id}':        { may: 'USER',                               output: WebContact,        about: 'Reads a contact.' },
  'contacts/update/{id}':     { may: 'USER',   input: WebContact,          output: WebContact,        about: 'Writes the properties that are present; null clears; absent stays.' },
  'contacts/delete/{id}':     { may: 'USER',                                                          audited: true, about: 'Puts a contact into the trash, where it stays for 60 days.' },
  'contacts/added':           { may: 'USER',                               output: ContactsAdded,     about: 'Tells how many contacts were added in each of the last 12 months, of those that are on the list.' },
  'contacts/upsert':          { may: 'USER',   input: ContactsUpsertInput, output: WebContact,        about: 'Updates the contact that has the given value, or adds it.' },

  'contacts/photo/{id}':      { may: 'USER',                               download: true,            about: "Gives a contact's picture." },
  'contacts/update-photo/{id}': { may: 'USER', output: WebContact, upload: true, largest: 1024 * 1024, about: 'Gives a contact a picture: JPEG, PNG, GIF or WebP, at most 1 MB.' },
  'contacts/delete-photo/{id}': { may: 'USER', output: WebContact,                                    about: "Takes a contact's picture away." },

  'contacts/erase/{id}':      { may: 'ADMINISTRATOR',                      output: ContactErasure, audited: true, about: 'Erases a person everywhere, for good: list, trash, history, imports, exports. Answers what was erased.' },

  'contacts/history/{id}':    { may: 'USER',   input: ContactHistoryInput, output: ContactHistory,    about: 'Tells who changed a contact, when, through what, and what was there before; also of one in the trash.' },
  'contacts/restore/{id}':    { may: 'USER',   input: ContactRestoreInput, output: WebContact,        audited: true, about: 'Takes a contact out of the trash, or gives it back the values of an earlier version.' },

  'changesets/list':          { may: 'USER',   input: ChangeSetsListInput, output: ChangeSetsPage,    about: 'Lists what was done to contacts, labels, types, fields and segments, newest first.' },
  'changesets/get/{id}':      { may: 'USER',   input: ChangeSetGetInput,   output: ChangeSetChanges,  about: 'Tells what a change set has changed, a page at a time.' },
  'changesets/undo/{id}':     { may: 'USER',   input: ChangeSetUndoInput,  output: RequestStatus, result: ChangeSetUndo, certain: true, audited: true, about: 'Takes back what a change set has done, but for what somebody has changed since. That is a change set, too, and can be undone.' },

  'contacts/batch':           { may: 'USER',   input: ContactsBatchInput,  output: ContactsBatch, seconds: 60, audited: true, about: 'Creates, updates, upserts and deletes up to 1,000 contacts, each with a verdict of its own.' },
  'contacts/bulk-update':     { may: 'USER',   input: ContactsBulkUpdateInput, output: RequestStatus, result: ContactsBulkResult, about: 'Changes all contacts that a search finds, or that are named.' },
  'contacts/bulk-delete':     { may: 'USER',   input: ContactsBulkDeleteInput, output: RequestStatus, result: ContactsBulkResult, audited: true, about: 'Puts all contacts that a search finds, or that are named, into the trash.' },
  'contacts/bulk-restore':    { may: 'USER',   input: ContactsBulkRestoreInput, output: RequestStatus, result: ContactsBulkResult, audited: true, about: 'Takes all contacts out of the trash that a search finds in it, or that are named.' },

  'contacts/merge':           { may: 'USER',   input: ContactsMergeInput,  output: ContactsMerge, audited: true, about: 'Makes one contact of several. The others go into the trash, and their ids go on meaning the one.' },
  'contacts/check':           { may: 'USER',   input: WebContact,          output: ContactsCheck,     about: 'Tells what a contact may be a duplicate of, before it is saved or after.' },
  'contacts/duplicates':      { may: 'USER',   input: ContactsDuplicatesInput, output: RequestStatus, result: ContactsDuplicates, about: 'Looks for duplicates through the whole list, the first time or anew; what changes afterwards is followed. The Result is the first page of groups.' },
  'contacts/list-duplicates': { may: 'USER',   input: ContactsListDuplicatesInput, output: ContactsDuplicates, about: 'Lists the groups of contacts that may be the same, the likeliest first, a page at a time.' },
  'contacts/not-duplicates':  { may: 'USER',   input: ContactsNotDuplicatesInput,                     about: 'Says that contacts that look alike are not the same: they are not listed together again.' },

  'custom-fields/list':       { may: 'USER',                               output: CustomFields,      about: 'Lists the custom fields.' },
  'custom-fields/update':     { may: 'USER',   input: CustomFieldInput,    output: RequestStatus, result: CustomFieldsResult, certain: true, audited: true, about: 'Adds, renames, converts and deletes custom fields.' },

  'labels/list':              { may: 'USER',                               output: Labels,            about: 'Lists the labels, with how many contacts bear each.' },
  'labels/create':            { may: 'USER',   input: Label,               output: Label,             about: 'Adds a label.' },
  'labels/update/{id}':       { may: 'USER',   input: Label,               output: Label,             about: 'Renames or recolours a label, on all contacts at once.' },
  'labels/delete/{id}':       { may: 'USER',                                                          audited: true, about: 'Deletes a label; no contact bears it any longer.' },

  'contact-types/list':       { may: 'USER',                               output: ContactTypes,      about: 'Lists the contact types, with how many contacts bear each.' },
  'contact-types/create':     { may: 'USER',   input: ContactType,         output: ContactType,       about: 'Adds a contact type.' },
  'contact-types/update/{id}': { may: 'USER',  input: ContactType,         output: ContactType,       about: 'Renames or recolours a contact type, on all contacts at once.' },
  'contact-types/delete/{id}': { may: 'USER',                                                         audited: true, about: 'Deletes a contact type; no contact bears it any longer.' },

  'segments/list':            { may: 'USER',                               output: Segments,          about: "Lists the shared segments and the session user's own." },
  'segments/get/{id}':        { may: 'USER',                               output: Segment,           about: 'Reads a segment.' },
  'segments/create':          { may: 'USER',   input: Segment,             output: Segment,           about: 'Saves a search under a name.' },
  'segments/update/{id}':     { may: 'USER',   input: Segment,             output: Segment,           about: 'Writes the properties that are present.' },
  'segments/delete/{id}':     { may: 'USER',                                                          audited: true, about: 'Deletes a segment; contacts stay as they are.' },

  'imports/preview':          { may: 'USER',   input: ImportInput,         output: ImportPreview, upload: true, about: 'Reads the beginning of a file and suggests a mapping; nothing is imported.' },
  'imports/create':           { may: 'USER',   input: ImportInput,         output: Import, result: Import, upload: true, about: 'Imports contacts from a file or a spreadsheet.' },
  'imports/list':             { may: 'USER',                               output: Imports,           about: "Lists the session user's imports, newest first; to an administrator, everybody's." },
  'imports/get/{id}':         { may: 'USER',                               output: Import,            about: 'Tells what became of an import.' },
  'imports/rows/{id}':        { may: 'USER',   input: ImportRowsInput,     output: ImportRows,        about: 'Tells what became of each row, a page at a time.' },
  'imports/download/{id}':    { may: 'USER',                               download: true,            audited: true, about: 'Gives the file back with the columns Id, Verdict and Reason; it can be mended and imported again.' },
  'imports/undo/{id}':        { may: 'USER',                               output: RequestStatus, result: ImportUndo, certain: true, audited: true, about: 'Takes back what an import has added and changed, but for what somebody has changed since.' },
  'imports/delete/{id}':      { may: 'USER', seconds: 120,                                                    audited: true, about: 'Deletes the file and the report of an import; its contacts stay.' },

  'exports/create':           { may: 'USER',   input: ExportInput,         output: Export, result: Export, audited: true, about: 'Writes contacts into a file, which is kept for 30 days, or into a spreadsheet.' },
  'exports/list':             { may: 'USER',                               output: Exports,           about: "Lists the session user's exports, newest first; to an administrator, everybody's." },
  'exports/get/{id}':         { may: 'USER',                               output: Export,            about: 'Tells how an export stands.' },
  'exports/download/{id}':    { may: 'USER',                               download: true,            audited: true, about: 'Gives the file, as often as asked.' },
  'exports/delete/{id}':      { may: 'USER',                                                          audited: true, about: 'Deletes an export and its file.' },

  'spreadsheets/list':        { may: 'USER',                               output: Spreadsheets,      about: "Lists the session user's spreadsheets by name." },
  'spreadsheets/create':      { may: 'USER',   input: SpreadsheetInput,    output: Spreadsheet, upload: true, about: 'Keeps a workbook.' },
  'spreadsheets/get/{id}':    { may: 'USER',                               output: Spreadsheet,       about: 'Reads about a spreadsheet.' },
  'spreadsheets/download/{id}': { may: 'USER',                             download: true,            audited: true, about: 'Gives the workbook.' },
  'spreadsheets/delete/{id}': { may: 'USER',                                                          audited: true, about: 'Deletes a spreadsheet.' },

  'changes/list':             { may: 'USER',   input: ChangesListInput,    output: ChangesPage,       about: 'Lists what has changed behind a sequence number, in order; of what is older than the history, what it came to.' },
  'changes/watch':            { may: 'USER',   input: ChangesWatchInput,   output: Change, stream: true, about: 'Tells changes as they come, as server-sent events, for as long as the caller listens.' },

  'webhooks/list':            { may: 'ADMINISTRATOR',                      output: Webhooks,          about: 'Lists the webhooks, with how each stands.' },
  'webhooks/get/{id}':        { may: 'ADMINISTRATOR',                      output: Webhook,           about: 'Reads a webhook.' },
  'webhooks/create':          { may: 'ADMINISTRATOR', input: WebhookInput, output: Webhook, secret: true, audited: true, scope: 'ADMIN', about: 'Has an address told of changes from now on. The answer has the Secret, this once.' },
  'webhooks/update/{id}':     { may: 'ADMINISTRATOR', input: WebhookInput, output: Webhook, audited: true, about: 'Writes the properties that are present; with `Paused` false, it goes on where it stopped.' },
  'webhooks/delete/{id}':     { may: 'ADMINISTRATOR',                      audited: true,             about: 'Deletes a webhook with its deliveries.' },
  'webhooks/rotate-secret/{id}': { may: 'ADMINISTRATOR',                   output: Webhook, secret: true, audited: true, scope: 'ADMIN', about: 'Makes a new Secret. For 24 hours, messages are signed with both.' },
  'webhooks/test/{id}':       { may: 'ADMINISTRATOR',                      output: WebhookDelivery, secret: true, scope: 'ADMIN', about: 'Sends a message of the type `test` at once, and tells how that went.' },
  'webhooks/retry/{id}':      { may: 'ADMINISTRATOR',                      output: Webhook,           about: 'Tries the next message at once, in place of at the end of the pause.' },
  'webhooks/replay/{id}':     { may: 'ADMINISTRATOR', input: WebhookReplayInput, output: Webhook, audited: true, about: 'Sends the changes from a sequence number on again, each under the same id as before.' },
  'webhooks/deliveries/{id}': { may: 'ADMINISTRATOR', input: WebhookDeliveriesInput, output: WebhookDeliveries, about: 'Lists the attempts of the last 30 days, newest first.' },

  'request/list':             { may: 'USER',                               output: RequestStatuses,   about: "Lists the session user's requests of the last 7 days, newest first, at most 1,000." },
  'request/get/{id}':         { may: 'USER',                               output: RequestStatus,     about: 'Tells how a request goes.' },
  'request/cancel/{id}':      { may: 'USER',                               output: RequestStatus,     about: 'Stops a request that is not done yet. Nothing of it happens; of what is done in steps, nothing more.' },
} as const satisfies Record<string, Declaration>

/** The message classes by resource, as `GET /api/{resource}/class` serves them. */
export const classes = {
  auth,
  identities,
  sessions,
  'second-factor': secondFactor,
  customers,
  contacts: { ...contacts, ...contactsAtOnce, ...duplicates, ...merge, ...erasure, ...history },
  changesets,
  labels,
  'contact-types': contactTypes,
  segments,
  'custom-fields': customFields,
  imports,
  exports: fileExports,
  spreadsheets,
  users,
  tokens,
  audit,
  mails,
  notifications,
  request,
  changes,
  webhooks,
}

/** Other names that a resource answers to. */
export const aliases = { 'request-status': 'request' } as const

export type Operations = typeof operations
export type OperationName = keyof Operations
type Schema<Name extends OperationName, Side extends 'input' | 'output' | 'result'> = Operations[Name] extends {
  [side in Side]: infer Class extends TSchema
}
  ? Class
  : never
/** What a caller sends; top-level properties may be null (see WebContact). */
export type Input<Name extends OperationName> = [Schema<Name, 'input'>] extends [never]
  ? undefined
  : NullableProperties<Static<Schema<Name, 'input'>>>
export type Output<Name extends OperationName> = [Schema<Name, 'output'>] extends [never]
  ? undefined
  : Static<Schema<Name, 'output'>>
/** What a request carries in `Result` once it is processed. */
export type Result<Name extends OperationName> = [Schema<Name, 'result'>] extends [never]
  ? Output<Name>
  : Static<Schema<Name, 'result'>>
type NullableProperties<Shape> = { [Key in keyof Shape]: undefined extends Shape[Key] ? Shape[Key] | null : Shape[Key] }
