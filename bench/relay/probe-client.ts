/** Asks the probe inside a server; what a server in another language uses is read from proc(5). */
import { readdir, readFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { createInterface } from 'node:readline'
import { systemCode } from '../../platform/failure.ts'
import { processTree } from '../process-tree.ts'
import type { Hot } from './profile.ts'

export type ProbeAsk = 'usage' | 'collect' | 'profile' | 'profiled'

/** Times in ms since the process began, memory in bytes. `loop`: how long the event loop was not idle. */
export type Usage = {
  readonly user: number
  readonly system: number
  readonly loop: number
  readonly rss: number
  readonly heap: number
}

export class Probe {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  usage(): Promise<Usage> {
    return this.#ask<Usage>('usage')
  }

  /** After a collection of garbage. */
  collected(): Promise<Usage> {
    return this.#ask<Usage>('collect')
  }

  /** Starts a profile; what it answers ends it. */
  async profile(): Promise<() => Promise<readonly Hot[]>> {
    await this.#ask<Usage>('profile')
    return () => this.#ask<readonly Hot[]>('profiled')
  }

  #ask<T>(ask: ProbeAsk): Promise<T> {
    return new Promise((resolve, reject) => {
      const socket = createConnection(this.#path, () => socket.write(`${ask}\n`))
      socket.on('error', reject)
      createInterface({ input: socket }).once('line', (line) => {
        socket.destroy()
        resolve(JSON.parse(line))
      })
    })
  }
}

/** Processor time of a process, its threads and all it has started, ms (schedstat counts in ns, stat in ticks of 10 ms). */
export async function processorTimeOf(root: number): Promise<number> {
  let nanoseconds = 0
  for (const pid of await processTree(root)) {
    for (const task of await tasksOf(pid)) {
      nanoseconds += Number((await readIfThere(`/proc/${pid}/task/${task}/schedstat`)).split(' ')[0] ?? 0)
    }
  }
  return nanoseconds / 1e6
}

async function tasksOf(pid: number): Promise<string[]> {
  try {
    return await readdir(`/proc/${pid}/task`)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    throw error
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ESRCH') return ''
    throw error
  }
}
