/** One line of the plot: milliseconds over the number of contacts. */
export interface Curve {
  panel: string
  name: string
  points: (readonly [size: number, ms: number])[]
}

const panelWidth = 420
const height = 340
const margin = { left: 56, right: 110, top: 40, bottom: 48 }
const colours = ['#1c7ed6', '#e8590c', '#2f9e44', '#9c36b5', '#c92a2a', '#0b7285', '#5c940d']

/** A plot of how cost grows, both axes logarithmic, a panel for each database, as an SVG. */
export function plot(curves: Curve[]): string {
  const panels = [...new Set(curves.map(({ panel }) => panel))]
  const names = [...new Set(curves.map(({ name }) => name))]
  const points = curves.flatMap((curve) => curve.points)
  const x = scale(
    points.map(([size]) => size),
    margin.left,
    panelWidth - margin.right,
  )
  const y = scale(
    points.map(([, ms]) => ms),
    height - margin.bottom,
    margin.top,
  )
  const body = panels.map((panel, index) => {
    const own = curves.filter((curve) => curve.panel === panel)
    const lines = own.map((curve) => line(curve, colours[names.indexOf(curve.name) % colours.length] ?? '#000', x, y))
    return `<g transform="translate(${index * panelWidth} 0)">${axes(panel, x, y)}${apart(own, y)
      .map(({ name, at }) => label(name, at, colours[names.indexOf(name) % colours.length] ?? '#000'))
      .join('')}${lines.join('')}</g>`
  })
  const width = panels.length * panelWidth
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12">
<title>95th percentile of the time of a call by the number of contacts</title>
<rect width="100%" height="100%" fill="#fff"/>
${body.join('\n')}
</svg>
`
}

interface Scale {
  at(value: number): number
  ticks: number[]
}

/** Powers of ten, from the one below the least value to the one above the greatest. */
function scale(values: number[], from: number, to: number): Scale {
  const low = Math.floor(Math.log10(Math.min(...values)))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))))
  return {
    at: (value) => round(from + ((Math.log10(value) - low) / (high - low)) * (to - from)),
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
  }
}

const round = (value: number) => Math.round(value * 10) / 10

function axes(title: string, x: Scale, y: Scale): string {
  const [left, right] = [margin.left, panelWidth - margin.right]
  const [top, bottom] = [margin.top, height - margin.bottom]
  const across = y.ticks.map(
    (tick) =>
      `<line x1="${left}" x2="${right}" y1="${y.at(tick)}" y2="${y.at(tick)}" stroke="#dee2e6"/>` +
      `<text x="${left - 6}" y="${y.at(tick) + 4}" text-anchor="end">${plain(tick)}</text>`,
  )
  const down = x.ticks.map(
    (tick) =>
      `<line x1="${x.at(tick)}" x2="${x.at(tick)}" y1="${top}" y2="${bottom}" stroke="#dee2e6"/>` +
      `<text x="${x.at(tick)}" y="${bottom + 18}" text-anchor="middle">${plain(tick)}</text>`,
  )
  return (
    across.join('') +
    down.join('') +
    `<text x="${left}" y="22" font-size="14" font-weight="bold">${title}</text>` +
    `<text x="${(left + right) / 2}" y="${height - 10}" text-anchor="middle">contacts</text>` +
    `<text x="14" y="${(top + bottom) / 2}" text-anchor="middle" transform="rotate(-90 14 ${(top + bottom) / 2})">p95, ms</text>`
  )
}

const plain = (value: number) => (value < 1 ? String(Number(value.toPrecision(1))) : value.toLocaleString('en-US'))

function line({ name, points }: Curve, colour: string, x: Scale, y: Scale): string {
  const path = points.map(([size, ms]) => `${x.at(size)},${y.at(ms)}`).join(' ')
  const dots = points.map(([size, ms]) => `<circle cx="${x.at(size)}" cy="${y.at(ms)}" r="3" fill="${colour}"/>`)
  return `<g><title>${name}</title><polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}</g>`
}

const label = (name: string, at: number, colour: string) =>
  `<text x="${panelWidth - margin.right + 6}" y="${round(at + 4)}" fill="${colour}">${name}</text>`

/** The names at the ends of their lines, moved down where they would cover one another. */
function apart(curves: Curve[], y: Scale): { name: string; at: number }[] {
  const ends = curves.map(({ name, points }) => ({ name, at: y.at(points.at(-1)?.[1] ?? 1) }))
  let last = Number.NEGATIVE_INFINITY
  return ends
    .toSorted((one, other) => one.at - other.at)
    .map(({ name, at }) => {
      last = Math.max(at, last + 14)
      return { name, at: last }
    })
}
