/**
 * The server in one file. Tests start hundreds of servers, and to find and load two thousand modules takes each a third of its
 * start. What users start is server/main.ts as it stands: test/running.test.ts starts that.
 */
import { mkdirSync, mkdtempSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'vite'

const project = join(import.meta.dirname, '..')

/** Where it finds the packages that are not in it. */
export function folderForBundle(): string {
  const cache = join(project, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  return mkdtempSync(join(cache, 'server-'))
}

/** @returns its path */
export async function bundleServer(folder: string): Promise<string> {
  await build({
    configFile: false,
    root: project,
    logLevel: 'warn',
    plugins: [whereItStood],
    // The one is large and seldom wanted; the other starts a thread from a file beside itself.
    ssr: { noExternal: true, external: ['@faker-js/faker', 'pino'] },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      target: 'esnext',
      rolldownOptions: { input: { server: join(project, 'server/main.ts') }, output: { entryFileNames: '[name].js' } },
    },
  })
  return join(folder, 'server.js')
}

/** Modules find pages, and the thread of the embedded database, beside themselves: they still do. */
const whereItStood: Plugin = {
  name: 'import.meta of the source',
  enforce: 'pre',
  transform: {
    filter: { code: 'import.meta.' },
    handler: (code, id) =>
      code
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(id)))
        .replaceAll('import.meta.filename', JSON.stringify(id)),
  },
}
