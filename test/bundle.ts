/**
 * The server in one file. Tests start hundreds of servers, and to find and load two thousand modules takes each a third of its
 * start. What users start, server/main.ts as it stands, is started by test/run.ts, and wherever a server is expected to end by
 * itself.
 */
import { mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'vite'

const project = join(import.meta.dirname, '..')

/** @returns the folder that it is in, of which the first file is server.js; whoever asks removes it */
export async function bundleServer(): Promise<string> {
  const cache = join(project, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const outDir = mkdtempSync(join(cache, 'server-'))
  await build({
    configFile: false,
    root: project,
    logLevel: 'warn',
    plugins: [whereItStood],
    // The one is large and seldom wanted; the other starts a thread from a file beside itself.
    ssr: { noExternal: true, external: ['@faker-js/faker', 'pino'] },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      minify: false,
      target: 'esnext',
      rolldownOptions: { input: { server: join(project, 'server/main.ts') }, output: { entryFileNames: '[name].js' } },
    },
  })
  return outDir
}

/** Modules find pages, and the thread of the embedded database, beside themselves: they still do. */
const whereItStood: Plugin = {
  name: 'import.meta.url of the source',
  enforce: 'pre',
  transform: {
    filter: { code: 'import.meta.url' },
    handler: (code, id) => code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)),
  },
}
