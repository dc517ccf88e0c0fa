import { setImmediate } from 'node:timers/promises'

/** In milliseconds: about so long do other calls of the process wait for one that makes many things. */
const turn = 0.3

/** Makes something of each, and lets other calls have their turn meanwhile. */
export async function mapInTurns<Item, Made>(items: readonly Item[], make: (item: Item) => Made): Promise<Made[]> {
  const made: Made[] = []
  let began = performance.now()
  for (const item of items) {
    if (performance.now() - began > turn) {
      await setImmediate()
      began = performance.now()
    }
    made.push(make(item))
  }
  return made
}

/** A statement of so many rows is sent in about a millisecond. */
const sentAtOnce = 100

/**
 * Makes a row of each and sends it to the database, some at a time: while the database is at these, the next ones are made.
 * @returns all that was answered
 */
export async function sendInParts<Item, Row, Answer>(
  items: readonly Item[],
  make: (item: Item) => Row,
  send: (rows: Row[]) => Promise<Iterable<Answer>>,
): Promise<Answer[]> {
  const answers: Answer[] = []
  let sent: Promise<Iterable<Answer>> = Promise.resolve([])
  for (let from = 0; from < items.length; from += sentAtOnce) {
    const rows = await mapInTurns(items.slice(from, from + sentAtOnce), make)
    answers.push(...(await sent))
    sent = send(rows)
    // If it fails before it is waited for, it is waited for all the same.
    sent.catch(() => {})
  }
  answers.push(...(await sent))
  return answers
}
