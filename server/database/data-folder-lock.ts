import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'

const heartbeat = 3_000
const silent = 15_000

interface Holder {
  pid: number
  host: string
  /** When the process began, as its kernel counts; tells a holder from a later process with the same number. */
  born: string | undefined
}

/**
 * Takes the data folder for this process: two servers on one embedded database would destroy it.
 * On the same host a dead holder is known at once (kill -9, then start again); a holder on another host, as a container
 * that shares the volume, counts as dead when it has not touched the lock for 15 seconds.
 * @returns what gives the folder back
 */
export function lockDataFolder(folder: string): () => void {
  const path = join(folder, 'server.lock')
  const me: Holder = { pid: process.pid, host: hostname(), born: bornAt(process.pid) }
  while (!createOnce(path, JSON.stringify(me))) {
    const holder = readHolder(path)
    if (holder === undefined ? isYoung(path) : isAlive(holder, path)) throw isHeld(folder, holder)
    if (!removeOnce(path, holder)) throw isHeld(folder, undefined)
  }
  const beat = setInterval(() => utimesSync(path, new Date(), new Date()), heartbeat)
  beat.unref()
  return () => {
    clearInterval(beat)
    rmSync(path, { force: true })
  }
}

function isHeld(folder: string, holder: Holder | undefined): Error {
  const who = holder === undefined ? '' : ` (process ${holder.pid} on ${holder.host})`
  return new Error(
    `Another server uses the data folder ${folder}${who}. ` +
      'Stop it, or set DATA_DIR to another folder. To run several servers, set DATABASE_URL to a PostgreSQL.',
  )
}

/** Who has just made the lock may not have written its name yet. */
const isYoung = (path: string) => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < 2_000

/**
 * Removes the lock of a dead holder. Another process may have done so at the same moment, and have made its own since.
 * @returns whether what was removed is what was meant
 */
function removeOnce(path: string, dead: Holder | undefined): boolean {
  const aside = `${path}.${process.pid}`
  try {
    renameSync(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true
    throw error
  }
  const isMeant = isDeepStrictEqual(readHolder(aside), dead)
  if (isMeant) rmSync(aside, { force: true })
  else renameSync(aside, path)
  return isMeant
}

function createOnce(path: string, content: string): boolean {
  try {
    const file = openSync(path, 'wx')
    writeFileSync(file, content)
    closeSync(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Undefined where the holder died before it had written its name, or has just given the folder back. */
function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

function isAlive(holder: Holder, path: string): boolean {
  if (holder.host !== hostname()) return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < silent
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return holder.born === bornAt(holder.pid)
}

/** Linux tells when a process began (proc(5), `stat`, field 22); elsewhere the number alone has to do. */
function bornAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
