/** Pictures, as their first bytes tell them; what a file is called, or said to be, tells nothing. */
import { hash } from 'node:crypto'
import { operations } from '../../contract/operations.ts'
import { uuidFromBytes } from '../database/uuid.ts'

export interface Picture {
  /** The same picture has the same id, in whatever Customer. */
  id: string
  mediaType: MediaType
  bytes: Buffer
}

const startsWith = (text: string) => (beginning: string) => beginning.startsWith(text)

const kinds = {
  'image/jpeg': { ending: 'jpg', isOne: startsWith('\xff\xd8\xff') },
  'image/png': { ending: 'png', isOne: startsWith('\x89PNG\r\n\x1a\n') },
  'image/gif': { ending: 'gif', isOne: (beginning: string) => /^GIF8[79]a/.test(beginning) },
  'image/webp': { ending: 'webp', isOne: (beginning: string) => /^RIFF.{4}WEBP/s.test(beginning) },
}

type MediaType = keyof typeof kinds

/** In bytes. Phones and address books keep faces in a tenth of it. */
export const largestPicture = operations['contacts/update-photo/{id}'].largest

/** @returns undefined where it is no picture that browsers show, or is too large */
export function pictureOf(bytes: Buffer): Picture | undefined {
  if (bytes.length > largestPicture) return undefined
  const beginning = bytes.toString('latin1', 0, 12)
  const mediaType = (Object.keys(kinds) as MediaType[]).find((each) => kinds[each].isOne(beginning))
  return mediaType && { id: idOf(bytes), mediaType, bytes }
}

export const fileNameOf = (mediaType: string) => `photo.${kinds[mediaType as MediaType].ending}`

/** A UUID of version 8 (RFC 9562), whose bits are those of a hash. */
function idOf(bytes: Buffer): string {
  const digest = hash('sha256', bytes, 'buffer')
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x80, 6)
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8)
  return uuidFromBytes(digest)
}
