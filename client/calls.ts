/**
 * The types of the client, made from the table of operations: `contacts/update/{id}` becomes
 * `crm.contacts.update(id, contact)`. A new row in the table is a new call here; there is nothing to maintain by hand.
 */
import type { Input, OperationName, Operations, Output, Result } from '../contract/operations.ts'
import type { CallOptions, UploadOptions } from './options.ts'

/** How an asynchronous call goes; once PROCESSED it carries the operation's output in `Result`. */
export type RequestStatus<Result = unknown> = Omit<Output<'request/get/{id}'>, 'Result'> & { Result?: Result }

/** What `connect` gives: every operation of the API by its resource, and in `async` those that can run as a request. */
export interface Crm extends Calls {
  /** The same calls, answered at once with a RequestStatus while the work goes on. Follow it with a RequestPoller. */
  readonly async: AsyncCalls
}

type Calls = Tree<OperationName, 'now'>
type AsyncCalls = Tree<Exclude<WithSession, Downloads | Streams | Secrets>, 'later'>
type When = 'now' | 'later'

type WithSession = { [Name in OperationName]: Operations[Name]['may'] extends 'ANYONE' ? never : Name }[OperationName]
type Downloads = { [Name in OperationName]: Operations[Name] extends { download: true } ? Name : never }[OperationName]
type Streams = { [Name in OperationName]: Operations[Name] extends { stream: true } ? Name : never }[OperationName]
type Secrets = { [Name in OperationName]: Operations[Name] extends { secret: true } ? Name : never }[OperationName]

type Tree<Names extends OperationName, Answer extends When> = {
  readonly [Resource in ResourceOf<Names> as CamelCase<Resource>]: CallsOf<Resource, Names, Answer>
}

// Some resources are themselves an operation (`auth`).
type CallsOf<Resource extends string, Names extends OperationName, Answer extends When> = {
  readonly [Name in Names as VerbOf<Name, Resource>]: Call<Name, Answer>
} & (Resource extends Names ? Call<Resource, Answer> : unknown)

type ResourceOf<Name extends string> = Name extends `${infer Resource}/${string}` ? Resource : Name

type VerbOf<Name extends string, Resource extends string> = Name extends `${Resource}/${infer Rest}`
  ? CamelCase<Rest extends `${infer Verb}/{id}` ? Verb : Rest>
  : never

type CamelCase<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name

type Call<Name extends OperationName, Answer extends When> = Name extends Streams
  ? (input?: Input<Name>, options?: Pick<CallOptions, 'signal'>) => AsyncGenerator<Output<Name>, never>
  : Name extends `${string}/{id}`
    ? Input<Name> extends undefined
      ? (id: string, options?: OptionsOf<Name>) => Promise<AnswerTo<Name, Answer>>
      : (id: string, input: Input<Name>, options?: OptionsOf<Name>) => Promise<AnswerTo<Name, Answer>>
    : Input<Name> extends undefined
      ? (options?: OptionsOf<Name>) => Promise<AnswerTo<Name, Answer>>
      : (input: Input<Name>, options?: OptionsOf<Name>) => Promise<AnswerTo<Name, Answer>>

/** Without a session there is nobody to whom an idempotency key could belong; of secrets no answer is kept. */
type OptionsOf<Name extends OperationName> = Operations[Name] extends { upload: true }
  ? UploadOptions
  : Name extends Exclude<WithSession, Secrets>
    ? CallOptions
    : Pick<CallOptions, 'signal'>

// What takes long by nature is answered with its request, or with what the request is about.
type AnswerTo<Name extends OperationName, Answer extends When> = Operations[Name] extends { download: true }
  ? Blob
  : Answer extends 'later'
    ? RequestStatus<Result<Name>>
    : Operations[Name] extends { result: object }
      ? Output<Name> extends Output<'request/get/{id}'>
        ? RequestStatus<Result<Name>>
        : Output<Name>
      : Output<Name>
