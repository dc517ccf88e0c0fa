import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Download } from './operation.ts'

/** The head is sent once the first piece is there: what fails until then is still answered as an error. */
export async function sendDownload(
  reply: FastifyReply,
  { name, mediaType, size, content }: Download,
): Promise<FastifyReply> {
  if (size !== undefined) reply.header('content-length', size)
  return reply
    .type(mediaType)
    .header('content-disposition', attachment(name))
    .send(Readable.from(await begun(content), { objectMode: false }))
}

async function begun(content: AsyncIterable<Buffer | string>): Promise<AsyncIterable<Buffer | string>> {
  const pieces = content[Symbol.asyncIterator]()
  const first = await pieces.next()
  return (async function* () {
    try {
      for (let piece = first; !piece.done; piece = await pieces.next()) yield piece.value
    } finally {
      // The caller may have gone away in the middle.
      await pieces.return?.()
    }
  })()
}

/** RFC 6266, with the name in both forms: for programs of today, and for those that know ASCII alone. */
function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\/%]/g, '_')
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16)}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
