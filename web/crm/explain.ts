import { CrmError } from '../../client/client.ts'
import { texts } from '../texts/texts.ts'

/** What the API says is for developers: it goes to the console. */
export function tellDeveloper(error: unknown): void {
  const { code, requestId } = error instanceof CrmError ? error : {}
  console.error(
    ...[code, error instanceof Error ? error.message : error, requestId].filter((part) => part !== undefined),
  )
}

/** Sentences by ErrorCode, where one can be said better than that of all pages. */
export type Sentences = Record<string, string>

/** What went wrong, in a plain sentence for the person in front of the page. */
export function explain(error: unknown, own: Sentences = {}): string {
  tellDeveloper(error)
  const { errors, other } = texts
  if (!(error instanceof CrmError)) return other
  const sentence = own[error.code] ?? (errors as Partial<Sentences>)[error.code]
  return sentence ?? (error.status >= 500 ? errors.SERVER : other)
}
