/** What the tests of vCards share. */
import assert from 'node:assert/strict'
import type { Source } from '../server/files/source.ts'
import { contactOfCard } from '../server/vcard/contact-of-card.ts'
import { type ReadCard, readCards } from '../server/vcard/read-cards.ts'

/** A file of these bytes, read in pieces of `piece`. */
const fileOf = (content: string | Buffer, piece = 64 * 1024): Source => {
  const bytes = Buffer.from(content as string)
  return {
    size: bytes.length,
    async *read(from, to) {
      for (let at = from; at < to; at += piece) yield bytes.subarray(at, Math.min(at + piece, to))
    },
  }
}

export async function cardsOf(
  content: string | Buffer,
  { piece, encoding }: { piece?: number; encoding?: string } = {},
) {
  const cards: ReadCard[] = []
  for await (const card of readCards(fileOf(content, piece), encoding)) cards.push(card)
  return cards
}

/** The only contact of these lines, with what was not kept. */
export async function readOne(content: string | Buffer, options: { piece?: number; encoding?: string } = {}) {
  const [card, ...more] = await cardsOf(content, options)
  assert.ok(card)
  assert.equal(more.length, 0)
  assert.equal(card.fault, undefined)
  return contactOfCard(card)
}

/** The only contact of these lines. */
export const contactIn = async (...given: Parameters<typeof readOne>) => (await readOne(...given)).contact
export const card = (version: string, ...lines: string[]) =>
  ['BEGIN:VCARD', `VERSION:${version}`, ...lines, 'END:VCARD', ''].join('\r\n')
