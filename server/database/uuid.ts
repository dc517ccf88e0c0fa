import { v7 } from 'uuid'

/** It sorts after all that this process has made before (RFC 9562, 6.2), which Node's own ones of one millisecond do not. */
export const nextUuid = (): string => v7()

/** Whether a text is a UUID as PostgreSQL would take it (RFC 9562), so that asking for it is no error. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

/** It comes before all others: where a walk by id begins. */
export const noUuid = '00000000-0000-0000-0000-000000000000'

export const uuidToBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')

/** Takes the first 16 bytes. */
export const uuidFromBytes = (bytes: Buffer): string =>
  bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
