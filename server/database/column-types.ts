import pg from 'pg'

const { TIMESTAMPTZ, INT8 } = pg.types.builtins
const UUID_ARRAY = 2951

/** How values of a pooled connection arrive: moments as ISO 8601 text, as the API gives them; counts as numbers. */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') => {
    if (oid === TIMESTAMPTZ) return isoMoment
    if (oid === INT8) return Number
    if (oid === UUID_ARRAY) return uuids
    return pg.types.getTypeParser(oid, format)
  }) as pg.CustomTypesConfig['getTypeParser'],
}

/** PostgreSQL's `2026-11-24 02:12:02.1+00` as `2026-11-24T02:12:02.100Z`; the columns keep milliseconds. */
function isoMoment(text: string): string {
  if (text.endsWith('+00')) return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(3, '0')}Z`
  return new Date(text).toISOString()
}

/** Lists of ids stand in every contact; none of them is null or quoted, so they need no general parser of arrays. */
const uuids = (text: string): string[] => (text === '{}' ? [] : text.slice(1, -1).split(','))
