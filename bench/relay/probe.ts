/**
 * Loaded into a server that is measured (`node --import`): tells what its process and its event loop have used, and
 * where the time went. It costs nothing while it is not asked.
 */
import { Session } from 'node:inspector/promises'
import { createServer } from 'node:net'
import { performance } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { ProbeAsk, Usage } from './probe-client.ts'
import { topOf } from './profile.ts'

const path = process.env['BENCH_PROBE']
const session = new Session()

if (path !== undefined) {
  createServer((socket) => {
    createInterface({ input: socket }).on('line', (line) => {
      answer(line).then(
        (told) => socket.write(`${JSON.stringify(told)}\n`),
        (error: unknown) => socket.destroy(error instanceof Error ? error : undefined),
      )
    })
    socket.on('error', () => undefined)
    socket.unref()
  })
    .listen(path)
    .unref()
}

async function answer(ask: ProbeAsk | string): Promise<unknown> {
  switch (ask) {
    case 'collect':
      collect()
      return usage()
    case 'profile':
      session.connect()
      await session.post('Profiler.enable')
      await session.post('Profiler.start')
      return usage()
    case 'profiled': {
      const { profile } = await session.post('Profiler.stop')
      session.disconnect()
      return topOf(profile)
    }
    default:
      return usage()
  }
}

function usage(): Usage {
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed, external } = process.memoryUsage()
  return {
    user: user / 1_000,
    system: system / 1_000,
    loop: performance.eventLoopUtilization().active,
    rss,
    heap: heapUsed + external,
  }
}

function collect(): void {
  setFlagsFromString('--expose-gc')
  const gc: unknown = runInNewContext('gc')
  if (typeof gc === 'function') gc()
}
