/** Our relay, as it is started: `cashierq relay` on a Redis. What screens hear comes out of its log. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../platform/system-clock.ts'
import type { StoreLogs } from '../../relay/log/port.ts'
import { openRedisLogs } from '../../relay/log/redis.ts'
import { Product } from '../../test/helpers/product.ts'
import { Probe } from './probe-client.ts'
import { CALL, probeEnv, probePath, type Server } from './server.ts'

export const OURS = 'cashierq'

/** Presses into the logs of stores, as bridges do it: one producer, numbers without a gap. */
export class Presser {
  readonly #logs: StoreLogs
  readonly #producer = `bench-${process.hrtime.bigint()}`
  readonly #sequences = new Map<string, number>()
  readonly #lives = new Map<string, number>()
  /** Store -> the newest offset it is known to have. */
  readonly tops = new Map<string, number>()

  constructor(redisUrl: string) {
    this.#logs = openRedisLogs({ url: redisUrl, clock: systemClock })
  }

  /** Rejects unless it is in the log now. */
  async press(store: string, id?: string): Promise<void> {
    const log = this.#logs.open(store)
    if (log === undefined) throw new Error(`there is no log of ${store}`)
    const seq = (this.#sequences.get(store) ?? 0) + 1
    this.#sequences.set(store, seq)
    const event = { ...CALL, cashier: (seq % 12) + 1, pressedAt: Date.now(), ...(id === undefined ? {} : { id }) }
    const producer = `${this.#producer}-${this.#lives.get(store) ?? 0}`
    try {
      const appended = await log.append({ producer, seq, event })
      if (appended.kind !== 'appended') throw new Error(`a press of ${store} was answered with ${appended.kind}`)
      this.tops.set(store, Math.max(appended.offset, this.tops.get(store) ?? 0))
    } catch (error) {
      // It may be in the log nevertheless: its number is given to no other press.
      this.#lives.set(store, (this.#lives.get(store) ?? 0) + 1)
      this.#sequences.delete(store)
      throw error
    }
  }

  close(): Promise<void> {
    return this.#logs.close()
  }
}

export type Ours = Server & {
  readonly presser: Presser
  readonly probe: Probe
  kill(): Promise<void>
  restart(): Promise<void>
}

export async function startOurs(redisUrl: string): Promise<Ours> {
  const dir = await mkdtemp(join(tmpdir(), 'cashierq-bench-'))
  const product = await Product.start({ command: ['relay'], env: { REDIS_URL: redisUrl, ...probeEnv(dir) } })
  const presser = new Presser(redisUrl)
  return {
    name: OURS,
    dialect: 'cashierq',
    port: Number(new URL(product.address).port),
    get pid() {
      return product.pid
    },
    probe: new Probe(probePath(dir)),
    presser,
    publish: (store) => presser.press(store),
    async kill() {
      await product.kill('SIGKILL')
      await rm(probePath(dir), { force: true })
    },
    restart: () => product.restart(),
    async stop() {
      await presser.close()
      await product.kill('SIGKILL')
      await product.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
