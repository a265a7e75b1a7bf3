/** `npm run bench -- relay`: the central relay beside its peers, all in one run on this machine. See docs/bench-relay.md. */
import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { reason } from '../../platform/failure.ts'
import { RedisServer } from '../../test/helpers/redis-server.ts'
import type { Row } from '../latency.ts'
import { chain } from './chain.ts'
import { LoadProcesses } from './crowd.ts'
import { crowded, crowdedOthers } from './crowded.ts'
import { drops } from './drops.ts'
import { type Ours, startOurs } from './ours.ts'
import { sideBySide } from './side-by-side.ts'
import { smallStore } from './small-store.ts'
import { storm } from './storm.ts'

/** What the parts of the bench share. */
export type Stage = {
  readonly ours: Ours
  readonly redis: RedisServer
  readonly load: LoadProcesses
  /** Says on standard error what goes on. */
  say(text: string): void
  /** Does `work`; with `--profile` it says on standard error where the server's time went meanwhile. */
  profiled<T>(server: Ours, what: string, work: () => Promise<T>): Promise<T>
}

type Part = (stage: Stage) => Promise<Row[]>

const PARTS: { readonly [name: string]: Part } = {
  side: sideBySide,
  small: smallStore,
  crowd: crowded,
  others: crowdedOthers,
  chain,
  storm,
  drops,
}
/** What a server with ten thousand screens needs, with room for the rest. */
const FILES_NEEDED = 11_000

/** `wanted`: parts to run, e.g. `relay:storm`; none: all of them. */
export async function relayBench(wanted: readonly string[] = []): Promise<Row[]> {
  const unknown = wanted.find((name) => !(name in PARTS))
  if (unknown !== undefined) throw new Error(`relay has no part "${unknown}": ${Object.keys(PARTS).join(', ')}`)
  const rows: Row[] = [limits()]
  for (const [name, part] of Object.entries(PARTS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    rows.push(...(await staged(name, part)))
  }
  return rows
}

/** Each part has servers of its own: none pays for another's garbage. */
async function staged(name: string, part: Part): Promise<Row[]> {
  const redis = await RedisServer.start('--maxclients', '19000')
  try {
    const ours = await startOurs(redis.url)
    const load = new LoadProcesses()
    try {
      return await part({ ours, redis, load, say, profiled })
    } catch (error) {
      return [{ what: `relay:${name}`, figure: `not to its end: ${reason(error)}`, goal: '', met: false }]
    } finally {
      await load.stop()
      await ours.stop()
    }
  } finally {
    await redis.stop()
  }
}

async function profiled<T>(server: Ours, what: string, work: () => Promise<T>): Promise<T> {
  if (!process.argv.includes('--profile')) return work()
  const before = await server.probe.usage()
  const end = await server.probe.profile()
  const result = await work()
  const hot = await end()
  const after = await server.probe.usage()
  const [user, system] = [after.user - before.user, after.system - before.system]
  say(`profile of ${what}: ${user.toFixed(0)} ms in the program, ${system.toFixed(0)} ms in the system`)
  for (const { name, share } of hot) process.stderr.write(`  ${(share * 100).toFixed(1).padStart(5)} %  ${name}\n`)
  return result
}

function say(text: string): void {
  process.stderr.write(`cashierq: bench relay: ${text} (load ${loadavg()[0]?.toFixed(1)})\n`)
}

function limits(): Row {
  const files = Number(/^Max open files\s+(\d+)/mu.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 0)
  return {
    what: 'open files a process may have',
    figure: files >= FILES_NEEDED ? String(files) : `${files}: raise it (ulimit -Hn), not every crowd fits`,
    goal: `≥ ${FILES_NEEDED}`,
    met: files >= FILES_NEEDED,
  }
}
