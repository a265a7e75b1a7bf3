/**
 * One process at a time in a folder, in a way that `kill -9` cannot leave stuck.
 *
 * Node has no flock, and a file with a process id lies when ids are used again or the folder is shared by containers
 * (each has its own process 1). So the lock is a listening socket: the kernel closes it with its process, however that
 * dies. On POSIX it lies in the folder itself, which works through bind mounts and for containers that share a volume;
 * on Windows it is a named pipe, which the kernel gives to one process only.
 *
 * Taking over what a dead process left is the usual race (two see the dead lock, the second removes the first one's
 * new one). Here nobody ever takes a name over: each contender publishes a socket of its own under a random name
 * first, looks for others after that, and steps back if one of them answers. Of any two, one at least sees the other.
 */
import { randomBytes } from 'node:crypto'
import { readdir, realpath, rename, rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Failure, reason, systemCode } from './failure.ts'
import { closeServer, pipeName, socketPlace } from './socket-place.ts'

export type FolderLock = { release(): Promise<void> }

const NAME = /^\.lock-[0-9a-f]{12}$/u
const TRIES = 6

/** What connecting to the socket of a dead process says: nobody listens, it is gone, or it is no socket (a backup). */
const DEAD = new Set(['ECONNREFUSED', 'ENOENT', 'ENOTSOCK'])

/**
 * Takes the folder (which must exist) for this process until `release` or the end of the process.
 * Rejects with `data_in_use` while another owner is alive, and with `data_not_writable` if no lock can be made.
 */
export async function lockFolder(dir: string): Promise<FolderLock> {
  try {
    const folder = await realpath(dir)
    if (process.platform === 'win32') return await lockByPipe(folder)
    return await lockBySockets(await socketPlace(folder), folder)
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure('data_not_writable', `cannot lock ${dir}: ${reason(error)}`, error)
  }
}

async function lockByPipe(folder: string): Promise<FolderLock> {
  const name = pipeName(folder, 'lock')
  try {
    const server = await listen(name)
    return { release: () => closeServer(server) }
  } catch (error) {
    throw systemCode(error) === 'EADDRINUSE' ? inUse(folder) : error
  }
}

async function lockBySockets(place: string, folder: string): Promise<FolderLock> {
  for (let attempt = 1; ; attempt++) {
    const mine = await publish(place)
    if (!(await anotherLives(place, mine.name))) return { release: () => withdraw(mine) }
    await withdraw(mine)
    if (attempt === TRIES) throw inUse(folder)
    // Two that start together may both step back; a random pause lets one of them be alone the next time.
    await delay(5 + Math.random() * 20 * attempt)
  }
}

type Published = { readonly server: Server; readonly path: string; readonly name: string }

async function publish(place: string): Promise<Published> {
  const id = randomBytes(6).toString('hex')
  const unborn = join(place, `.bind-${id}`)
  const name = `.lock-${id}`
  const path = join(place, name)
  const server = await listen(unborn)
  // Between bind and listen a socket refuses like a dead one; under its real name it always listens.
  await rename(unborn, path)
  return { server, path, name }
}

async function withdraw(mine: Published): Promise<void> {
  await rm(mine.path, { force: true })
  await closeServer(mine.server)
}

async function anotherLives(place: string, mine: string): Promise<boolean> {
  for (const name of await readdir(place)) {
    if (!NAME.test(name) || name === mine) continue
    if (await answers(join(place, name))) return true
    await rm(join(place, name), { force: true })
  }
  return false
}

/** Whether a process listens there. A stopped or busy one does: the kernel accepts for it. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', (error) => resolve(!DEAD.has(systemCode(error) ?? '')))
  })
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', reject)
    server.listen(path, () => {
      server.unref()
      // An accept that fails here (no free descriptors) harms nobody: the kernel has said "alive" already.
      server.on('error', () => undefined)
      resolve(server)
    })
  })
}

function inUse(folder: string): Failure {
  return new Failure('data_in_use', `${folder} is used by another process: stop it, or give this one another folder`)
}
