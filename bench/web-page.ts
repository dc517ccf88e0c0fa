/** What runs inside the page that is measured. Nothing here can use anything outside its own function. */

declare global {
  interface Window {
    bench: {
      /** When contacts were first seen, in milliseconds from the navigation on. */
      firstRow: number | undefined
      /** The scripts that had been loaded by then. */
      scripts: string[]
      /** How long after the last key the rows of a text were seen; undefined until they are. */
      shownAfter: (text: string) => number | undefined
    }
  }
}

/** Looks at every frame, and at what the server answers. */
export function observe(): void {
  /** Who comes first in what was found for a text; null where nobody was found. */
  const found = new Map<string, string | null>()
  let lastKey = 0
  const firstName = () => document.querySelector('#row-0 [role=gridcell]:nth-child(2)')?.textContent ?? ''
  window.bench = {
    firstRow: undefined,
    scripts: [],
    shownAfter(text) {
      const first = found.get(text)
      if (first === undefined || document.querySelector('[role=grid][aria-busy]') !== null) return undefined
      const isShown = first === null ? document.querySelector('[role=grid]') === null : firstName().includes(first)
      return isShown ? performance.now() - lastKey : undefined
    },
  }
  document.addEventListener('keydown', ({ timeStamp }) => {
    lastKey = timeStamp
  })
  const { fetch } = window
  window.fetch = async (url, init) => {
    const answer = await fetch(url, init)
    if (String(url).endsWith('/api/contacts/search')) {
      const { SearchText, PageSize } = JSON.parse(String(init?.body))
      const { Rows } = await answer.clone().json()
      if (SearchText !== undefined && PageSize > 1) found.set(SearchText, Rows[0]?.DisplayName ?? null)
    }
    return answer
  }
  const look = () => {
    if (firstName() === '') return requestAnimationFrame(look)
    const scripts = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)
    window.bench.scripts = scripts.filter((path) => path.endsWith('.js'))
    window.bench.firstRow = performance.now()
  }
  requestAnimationFrame(look)
}

interface Scrolled {
  framesPerSecond: number
  /** Milliseconds for which a part of the list had no rows in it. */
  longestBlank: number
  /** How many rows there are. */
  rows: number
}

/** Scrolls to the end, or for some seconds, turning round at the ends. */
export function scrollAll({ speed, seconds }: { speed: number; seconds: number }): Promise<Scrolled> {
  const grid = document.querySelector('[role=grid]') as HTMLElement
  const { left, top, height } = grid.getBoundingClientRect()
  const isBlank = () =>
    [0.2, 0.5, 0.9].some((share) => {
      const row = document.elementFromPoint(left + 120, top + share * height)?.closest('[role=row]')
      return !row || row.hasAttribute('aria-busy')
    })
  const isAtEnd = () => grid.scrollTop + grid.clientHeight >= grid.scrollHeight - 1
  const turned = (direction: number) => (isAtEnd() ? -1 : grid.scrollTop === 0 ? 1 : direction)
  return new Promise((resolve) => {
    let [frames, direction, longestBlank] = [0, 1, 0]
    const began = performance.now()
    let [before, wholeAt] = [began, began]
    const step = (now: number) => {
      if (!isBlank()) wholeAt = now
      longestBlank = Math.max(longestBlank, now - wholeAt)
      const isOver = seconds === 0 ? isAtEnd() : now - began > seconds * 1000
      direction = turned(direction)
      grid.scrollTop += (direction * speed * (now - before)) / 1000
      before = now
      frames++
      if (!isOver) return requestAnimationFrame(step)
      const rows = Number(grid.getAttribute('aria-rowcount')) - 1
      resolve({ framesPerSecond: (frames * 1000) / (now - began), longestBlank, rows })
    }
    requestAnimationFrame(step)
  })
}
