import { posix } from 'node:path'
import type { Source } from '../files/source.ts'
import { invalid } from '../http/errors.ts'
import { blankStyles } from './blank-workbook.ts'
import { orphans, withRelations, withTypes } from './package-parts.ts'
import { damaged } from './refusals.ts'
import type { SheetFrame } from './sheet-xml.ts'
import { withOurStyles } from './styles.ts'
import { withOurTabs } from './tabs.ts'
import { openWorkbook, type Relation, relationsKey, smallPart, treeOf, type Workbook } from './workbook.ts'
import { childrenOf } from './xml-tree.ts'
import { partKey, type Zip, type ZipEntry } from './zip-archive.ts'

/** What becomes of a workbook whose first two tabs are written over. */
export interface KeptWorkbook {
  zip: Zip
  frame: SheetFrame
  /** The parts of our two sheets. */
  sheets: [string, string]
  /** The names of parts and their new text. */
  contentTypes: [string, string]
  rewritten(names: [string, string]): [string, string][]
  /** The entries that stay as they are. */
  copied: ZipEntry[]
}

const strict = 'http://purl.oclc.org/ooxml/spreadsheetml/main'
const transitional = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const strictOffice = 'http://purl.oclc.org/ooxml/officeDocument/relationships'
const transitionalOffice = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const typesKey = '[content_types].xml'

/** @throws `INVALID` where it is no workbook that can be written over */
export async function keptWorkbook(source: Source): Promise<KeptWorkbook> {
  const workbook = await openWorkbook(source)
  const { zip, part, is1904, tree, relations } = workbook
  const isStrict = [...tree.attributes.values()].includes(strict)
  const office = isStrict ? strictOffice : transitionalOffice
  const linksKey = relationsKey(part)
  const [xml, givenTypes, givenLinks] = [
    await neededPart(zip, part),
    await neededPart(zip, typesKey),
    await neededPart(zip, linksKey),
  ]
  if (!isPlain(givenTypes, part)) throw invalid('The workbook is a template or has macros; save it as .xlsx first.')

  const sheets = freeSheets(zip, part)
  const [first, second, forStyles] = idsOf(workbook)
  const isDropped = ({ id, type }: Relation) => id === first || id === second || type === 'calcChain'
  const dropped = await orphans(zip, part, isDropped)
  const givenStyles = relations.find(({ type }) => type === 'styles')
  const stylesKey = givenStyles?.part ?? posix.join(posix.dirname(part), 'styles.xml')
  const { xml: styles, styles: numbers } = withOurStyles((await smallPart(zip, stylesKey)) ?? blankStyles)

  const rewritten = new Set([part, linksKey, stylesKey, typesKey])
  return {
    ...{ zip, sheets },
    frame: { namespace: isStrict ? strict : transitional, is1904, styles: numbers },
    contentTypes: [
      nameOf(zip, typesKey),
      withTypes(givenTypes, dropped, [
        ...sheets.map((name): [string, string] => [name, `${types}.worksheet+xml`]),
        [stylesKey, `${types}.styles+xml`],
      ]),
    ],
    rewritten: (names) => [
      [
        nameOf(zip, part),
        withOurTabs(
          xml,
          [
            { name: names[0], id: first },
            { name: names[1], id: second },
          ],
          office,
        ),
      ],
      [
        nameOf(zip, linksKey),
        withRelations(givenLinks, part, isDropped, [
          { id: first, type: `${office}/worksheet`, part: sheets[0] },
          { id: second, type: `${office}/worksheet`, part: sheets[1] },
          { id: givenStyles?.id ?? forStyles, type: `${office}/styles`, part: stylesKey },
        ]),
      ],
      [nameOf(zip, stylesKey), styles],
    ],
    copied: [...zip.entries].filter(([key]) => !dropped.has(key) && !rewritten.has(key)).map(([, entry]) => entry),
  }
}

async function neededPart(zip: Zip, key: string): Promise<string> {
  const xml = await smallPart(zip, key)
  if (xml === undefined) throw damaged(`its part ${key} is missing`)
  return xml
}

const nameOf = (zip: Zip, key: string): string => zip.entries.get(key)?.rawName.toString('latin1') ?? key

/** The content type of workbooks with macros, and of templates, is another: they cannot be opened as .xlsx. */
const isPlain = (contentTypes: string, part: string): boolean =>
  childrenOf(treeOf(typesKey, contentTypes), 'Override').some(
    ({ attributes }) =>
      partKey(attributes.get('PartName') ?? '') === part && attributes.get('ContentType') === `${types}.sheet.main+xml`,
  )

function freeSheets({ entries }: Zip, part: string): [string, string] {
  const free: string[] = []
  for (let i = 1; free.length < 2; i++) {
    const name = posix.join(posix.dirname(part), 'worksheets', `sheet${i}.xml`)
    if (!entries.has(name) && !entries.has(relationsKey(name))) free.push(name)
  }
  return free as [string, string]
}

/** The ids of the first two tabs' relations, and one for the styles; new ones where there are none. */
function idsOf({ tabs, relations }: Workbook): [string, string, string] {
  const ids = tabs.slice(0, 2).map(({ id }) => id)
  const taken = new Set(relations.map(({ id }) => id))
  for (let i = 1; ids.length < 3; i++) if (!taken.has(`rId${i}`)) ids.push(`rId${i}`)
  return ids as [string, string, string]
}
