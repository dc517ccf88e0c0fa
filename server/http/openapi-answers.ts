/** The answers of the OpenAPI document: what errors.ts makes, in the words of other tools. */
export const headers = {
  RequestId: { description: 'Names the call in the log of the server.', schema: { type: 'string' } },
  RetryAfter: { description: 'How many seconds to wait.', schema: { type: 'integer', minimum: 1 } },
  SessionCookie: { description: 'Sets the cookie `voyzu-session-id`.', schema: { type: 'string' } },
  ETag: { description: 'Names this state of the text.', schema: { type: 'string' } },
}

export const headerRef = (name: keyof typeof headers) => ({ $ref: `#/components/headers/${name}` })

/** The classes of every refusal; errors.ts has the same as types. */
export const refusalClasses = {
  Refusal: {
    title: 'Refusal',
    description: 'Why a call was not done. Its words are for developers, not for the people who use a page.',
    type: 'object',
    required: ['ErrorMessage', 'ErrorCode'],
    properties: {
      ErrorMessage: { type: 'string', description: 'What is wrong, in a sentence for developers.' },
      ErrorCode: { type: 'string', description: 'A word for programs, as `INVALID`, `NOT_FOUND`, `CONFLICT`.' },
      Errors: {
        type: 'array',
        description: 'The faults one by one, where the input has some.',
        items: { $ref: '#/components/schemas/Fault' },
      },
    },
  },
  Fault: {
    title: 'Fault',
    description: 'One thing that is wrong with an input.',
    type: 'object',
    required: ['Path', 'Message'],
    properties: {
      Path: { type: 'string', description: 'The property, as `Emails[0].Value`; empty where it is the whole input.' },
      Message: { type: 'string', description: 'What is wrong with it.' },
      Yours: { description: 'On `CONFLICT`: what this call would have written.' },
      Theirs: { description: 'On `CONFLICT`: what somebody else has written meanwhile.' },
    },
  },
}

const refused = (description: string, more: object = {}) => ({
  description,
  headers: { 'Request-Id': headerRef('RequestId'), ...more },
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } },
})

export const refusals = {
  Invalid: refused('The input is not right, or what shall be read or changed does not exist.'),
  Unauthorized: refused('No valid session, wrong credentials, a foreign origin, or a role that is not enough.'),
  TooManyAttempts: refused('Too many attempts; `Retry-After` tells the seconds.', {
    'Retry-After': headerRef('RetryAfter'),
  }),
  Failed: refused('The operation failed for a known reason, and was undone.'),
  NotBegun: refused('The server could not begin the operation.'),
}

export const refusal = (name: keyof typeof refusals) => ({ $ref: `#/components/responses/${name}` })

/**
 * @param content of a 200; undefined where it has no body
 * @param counted whether too many attempts must wait
 */
export function answers(
  content: object | undefined,
  { asRequest, signsIn, counted }: { asRequest: boolean; signsIn: boolean; counted: boolean },
) {
  const done = content === undefined ? 'Done; the body is empty.' : 'Done.'
  return {
    200: {
      description: asRequest ? `${done} With \`async=true\`: accepted; the body is a \`RequestStatus\`.` : done,
      headers: {
        'Request-Id': headerRef('RequestId'),
        ...(signsIn ? { 'Set-Cookie': headerRef('SessionCookie') } : {}),
      },
      ...(content === undefined ? {} : { content }),
    },
    400: refusal('Invalid'),
    401: refusal('Unauthorized'),
    ...(counted ? { 429: refusal('TooManyAttempts') } : {}),
    540: refusal('Failed'),
    541: refusal('NotBegun'),
  }
}
