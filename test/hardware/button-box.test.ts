/**
 * The whole way from a finger to the log: the real firmware, a bad cable, the real bridge as its own process, a real
 * Redis. Whatever dies, each press is in the log once, in the order of its till, and the lamps tell the truth.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isFailure } from '../../platform/failure.ts'
import { systemClock } from '../../platform/system-clock.ts'
import { isPress, type PressEvent } from '../../protocol/event.ts'
import { openRedisLog } from '../../relay/log/redis.ts'
import { chanceOf } from '../helpers/avr-box.ts'
import { AvrRig, type RigBox } from '../helpers/avr-rig.ts'
import { folder } from '../helpers/bridge-kit.ts'
import { GOOD_CABLE } from '../helpers/faulty-line.ts'
import { firmwareHex } from '../helpers/firmware.ts'
import { endProcess } from '../helpers/product.ts'
import { RedisServer } from '../helpers/redis-server.ts'

const TILLS = [1, 2, 3]
const PRESSES_EACH = 80
const BAD_CABLE = { flips: 0.001, lostAcks: 0.3 }
/** A box keeps eight presses; no finger here gets so far ahead of a bridge that is dead. */
const FURTHEST_AHEAD = 5

const PATIENCE = 60_000
const SEED = Number(process.env['CASHIERQ_SEED'] ?? Math.floor(Math.random() * 1e9))

class Bridge {
  #child: ChildProcess | undefined
  readonly #args: readonly string[]
  readonly #env: { readonly [name: string]: string }

  constructor(dir: string, redis: RedisServer, boxes: readonly RigBox[]) {
    this.#args = boxes.flatMap(({ path }, index) => ['--source', `serial:${path}=${TILLS[index]}`])
    this.#env = { REDIS_URL: redis.url, CASHIERQ_DATA_DIR: join(dir, 'data'), CASHIERQ_LOG_LEVEL: 'error' }
    onTestFinished(() => this.stop())
  }

  start(): void {
    const program = [resolve('dist/cli/main.js'), 'bridge', ...this.#args]
    this.#child = spawn(process.execPath, program, {
      env: { ...process.env, ...this.#env },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#child) await endProcess(this.#child, signal)
  }

  async killAndRestart(): Promise<void> {
    await this.stop('SIGKILL')
    this.start()
  }
}

type TillLog = { of(till: number): Promise<readonly PressEvent[]> }

/** What the log has of each till. */
async function readLog(redis: RedisServer): Promise<TillLog> {
  const log = await openRedisLog({ url: redis.url, store: 'main', clock: systemClock, onWarning: () => undefined })
  onTestFinished(() => log.close())
  const events: PressEvent[] = []
  let offset = 0
  const readOn = async () => {
    const read = await log.read(offset, 10_000)
    if (read.kind === 'trimmed') throw new Error('the log has forgotten presses')
    for (const entry of read.entries) {
      // Several fingers look at once.
      if (entry.offset <= offset) continue
      offset = entry.offset
      if (isPress(entry.event)) events.push(entry.event)
    }
  }
  return {
    async of(till) {
      await readOn()
      return events.filter(({ cashier }) => cashier === till)
    },
  }
}

async function set() {
  const dir = await folder()
  const redis = await RedisServer.start()
  onTestFinished(() => redis.stop())
  const rig = await AvrRig.start(firmwareHex())
  onTestFinished(() => rig.stop())
  const boxes: RigBox[] = []
  for (const till of TILLS) boxes.push(await rig.box({ path: join(dir, `tty-${till}`), seed: SEED + till }))
  const bridge = new Bridge(dir, redis, boxes)
  bridge.start()
  const log = await readLog(redis)
  return { redis, boxes, bridge, log }
}

/** Like `until`, for a condition that must be asked for. A Redis that is away has no answer yet. */
async function untilAsync(condition: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE
  for (;;) {
    const holds = await condition().catch((error: unknown) => {
      if (isFailure(error, 'log_unavailable')) return false
      throw error
    })
    if (holds) return
    if (performance.now() > end) throw new Error(`still not so: ${String(condition)}`)
  }
}

describe('presses of three boxes', { timeout: 300_000 }, () => {
  it(`are each in the log once and in order, whatever dies (CASHIERQ_SEED=${SEED})`, async () => {
    process.stderr.write(`button-box.test.ts: CASHIERQ_SEED=${SEED}\n`)
    const { boxes, bridge, log, redis } = await set()
    let made = 0
    const hands = new EventEmitter()
    const finger = async (box: RigBox, till: number) => {
      const chance = chanceOf(SEED * 31 + till)
      for (let n = 1; n <= PRESSES_EACH; n++) {
        await untilAsync(async () => (await log.of(till)).length >= n - FURTHEST_AHEAD)
        await box.press(0, { bounceMs: 1 + chance() * 4, holdMs: 30 + chance() * 120, restMs: 20 + chance() * 200 })
        made++
        hands.emit('pressed')
      }
    }
    const disasters = async () => {
      // As long as it takes: how quick emulated boxes are is the machine's affair.
      const pressed = async (presses: number) => {
        while (made < presses) await once(hands, 'pressed')
      }
      await pressed(40)
      await bridge.killAndRestart()
      await pressed(100)
      await boxes[0]?.reset()
      await pressed(140)
      await redis.restart()
      await pressed(170)
      await bridge.killAndRestart()
      await boxes[1]?.reset()
    }
    for (const box of boxes) await box.cable(BAD_CABLE)
    await Promise.all([...boxes.map((box, index) => finger(box, TILLS[index] ?? 0)), disasters()])
    for (const till of TILLS) await untilAsync(async () => (await log.of(till)).length >= PRESSES_EACH)
    for (const till of TILLS) expectEachOnce(await log.of(till))

    for (const box of boxes) await box.cable(GOOD_CABLE)
    await showsTheTruth(boxes, log, redis)
  })
})

function expectEachOnce(events: readonly PressEvent[]): void {
  expect(events.map(({ type }) => type)).toEqual(Array.from({ length: PRESSES_EACH }, () => 'call'))
  const places = events.map(({ id }) => placeOf(id ?? ''))
  expect(new Set(places).size).toBe(PRESSES_EACH)
  expect(places).toEqual([...places].sort((a, b) => a - b))
}

/** Boot and sequence number of a press, as one number that grows. */
function placeOf(id: string): number {
  const [, boot = '', seq = ''] = /^TEST-\d+-(\d+)-(\d+)-/u.exec(id) ?? []
  if (boot === '') throw new Error(`not the id of a press: ${id}`)
  return Number(boot) * 1e6 + Number(seq)
}

/** Lit while open, off while closed, flashing twice while Redis is away. */
async function showsTheTruth(boxes: readonly RigBox[], log: TillLog, redis: RedisServer): Promise<void> {
  const [first, second, third] = boxes
  if (!first || !second || !third) throw new Error('three boxes are needed')
  await steadily(first, true)
  await steadily(second, true)
  await third.hold(0)
  await untilAsync(async () => (await log.of(3)).at(-1)?.type === 'close')
  await third.release(0)
  await steadily(third, false)
  await redis.kill()
  const [seen, dark] = [new Set<boolean>(), new Set<boolean>()]
  await untilAsync(async () => {
    seen.add(((await third.lamps()) & 1) === 1)
    dark.add(((await first.lamps()) & 1) === 1)
    return seen.size === 2 && dark.size === 2
  })
  await redis.restart()
  await steadily(first, true)
  await steadily(third, false)
}

/** For longer than any flash lasts. */
async function steadily(box: RigBox, lit: boolean): Promise<void> {
  let since = performance.now()
  await untilAsync(async () => {
    if (((await box.lamps()) & 1) !== (lit ? 1 : 0)) since = performance.now()
    return performance.now() - since > 2_500
  })
}
