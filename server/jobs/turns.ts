import { setImmediate } from 'node:timers/promises'

/** Makes something of each, and lets other calls of the process have their turn after every `aTurn` of them. */
export async function mapInTurns<Item, Made>(
  items: readonly Item[],
  aTurn: number,
  make: (item: Item) => Made,
): Promise<Made[]> {
  const made: Made[] = []
  for (const [index, item] of items.entries()) {
    if (index % aTurn === aTurn - 1) await setImmediate()
    made.push(make(item))
  }
  return made
}
