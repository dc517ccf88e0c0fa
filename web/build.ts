/**
 * `npm run build`: makes web/dist, which the server serves, unless it is there and made of these very sources. Every
 * `npm start` and `npm test` begins with it.
 */
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const project = join(import.meta.dirname, '..')
const dist = join(import.meta.dirname, 'dist')
const mark = join(dist, 'built-of.txt')

export async function buildWeb(): Promise<void> {
  const sources = hashOfSources()
  if (existsSync(mark) && readFileSync(mark, 'utf8') === sources) return
  console.log('Building the web application, which takes some seconds …')
  const { build } = await import('vite')
  await build({ configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'warn' })
  compress()
  writeFileSync(mark, sources)
}

function hashOfSources(): string {
  const hash = createHash('sha256')
  const files = globSync(['{web,client}/**/*.*', 'package-lock.json'], { cwd: project, exclude: ['web/dist/**'] })
  for (const file of files.sort()) hash.update(`${file}\n`).update(readFileSync(join(project, file)))
  return hash.digest('hex')
}

/** Once and well, rather than at each answer. */
function compress(): void {
  for (const file of globSync('**/*.{html,js,css,svg}', { cwd: dist })) {
    const content = readFileSync(join(dist, file))
    writeFileSync(
      join(dist, `${file}.br`),
      brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    )
    writeFileSync(join(dist, `${file}.gz`), gzipSync(content, { level: 9 }))
  }
}

if (import.meta.main) await buildWeb()
