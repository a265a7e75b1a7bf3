/** What a process and all it has started use of the machine, read from proc(5). */
import { readdir, readFile } from 'node:fs/promises'
import { systemCode } from '../platform/failure.ts'

/** Length of a clock tick, ms: USER_HZ is 100 on every Linux. */
const TICK = 10

/** User and system time of a process, ms (fields 14 and 15 of stat). */
export async function processorTime(pid: number): Promise<number> {
  const [utime = '0', stime = '0'] = (await statOf(pid)).slice(11, 13)
  return (Number(utime) + Number(stime)) * TICK
}

/** The process and its descendants. */
export async function processTree(root: number): Promise<number[]> {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    if (/^\d+$/u.test(name)) parents.set(Number(name), Number((await statOf(Number(name)))[1] ?? 0))
  }
  const isBelow = (pid: number | undefined): boolean => pid !== undefined && (pid === root || isBelow(parents.get(pid)))
  return [...parents.keys()].filter(isBelow)
}

/** Memory of these processes, bytes; what several share is counted once (PSS). */
export async function memoryOf(pids: readonly number[]): Promise<number> {
  let sum = 0
  for (const pid of pids) {
    const rollup = await readIfAlive(`/proc/${pid}/smaps_rollup`)
    sum += Number(/^Pss:\s+(\d+) kB$/mu.exec(rollup)?.[1] ?? 0) * 1024
  }
  return sum
}

/** The fields behind the name, which may hold anything: state, parent, ... */
async function statOf(pid: number): Promise<string[]> {
  const stat = await readIfAlive(`/proc/${pid}/stat`)
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** A process may end between two looks. */
async function readIfAlive(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ESRCH') return ''
    throw error
  }
}
