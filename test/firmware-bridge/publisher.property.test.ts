/** The publisher against a log that does anything a real one does, and a bridge that is killed at any point. */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Journal, openJournal } from '../../firmware-bridge/journal.ts'
import type { Publisher } from '../../firmware-bridge/publisher.ts'
import { SILENT } from '../../platform/logger.ts'
import { numbers, published, publisher, record, until } from '../helpers/bridge-kit.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'
import { MemoryLog } from '../helpers/memory-log.ts'

/** One bridge after the other on the same store, and its log. */
class Shop {
  readonly clock = new FakeTimersClock()
  readonly log = new MemoryLog(this.clock)
  accepted = 0
  readonly #root: string
  readonly #limit: number
  #bridge: { readonly dir: string; readonly journal: Journal; readonly publisher: Publisher } | undefined
  #lives = 0

  constructor(root: string, limit: number) {
    this.#root = root
    this.#limit = limit
  }

  get pending(): number {
    return this.#bridge?.journal.pending() ?? 0
  }

  async start(): Promise<void> {
    const dir = join(this.#root, String(this.#lives))
    const journal = await openJournal({ dir, clock: this.clock, lines: SILENT, limit: this.#limit })
    this.#bridge = { dir, journal, publisher: publisher(journal, this.log, this.clock) }
  }

  /** Each is accepted when it is on disk; the log's trouble goes on meanwhile. */
  async press(count: number): Promise<void> {
    const from = this.accepted + 1
    await Promise.all(numbers(from, from + count - 1).map((n) => this.#bridge?.journal.append(record(n))))
    this.accepted += count
  }

  async stop(): Promise<void> {
    this.#bridge?.publisher.stop()
    await this.#bridge?.journal.close()
  }

  /** What a killed process leaves is what lies on its disk at that moment: the next life begins with a copy of it. */
  async kill(): Promise<void> {
    if (!this.#bridge) return
    this.#bridge.publisher.stop()
    const next = join(this.#root, String(++this.#lives))
    await cp(this.#bridge.dir, next, { recursive: true, filter: (path) => !basename(path).startsWith('.') })
    await this.#bridge.journal.close()
    await this.start()
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  async turns(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
  }
}

type Happening = { readonly name: string; readonly act: (shop: Shop) => Promise<void> | void }

const happening = (name: string, act: Happening['act']) => ({ name, act, toString: () => name })

const count = (most: number) => fc.integer({ min: 0, max: most })
const presses = fc.integer({ min: 1, max: 12 }).map((n) => happening(`${n} presses`, (shop) => shop.press(n)))
const turns = count(4).map((n) => happening(`${n} turns`, (shop) => shop.turns(n)))
const time = fc.constantFrom(50, 1_000, 12_000).map((ms) => happening(`${ms} ms`, (shop) => shop.clock.advance(ms)))
const cut = count(10).map((n) => happening(`cut after ${n}`, (shop) => shop.log.cut(n)))
const away = fc.constant(happening('away', (shop) => shop.log.goAway()))
const back = fc.constant(happening('back', (shop) => shop.log.comeBack()))
const kill = fc.constant(happening('kill', (shop) => shop.kill()))
const restart = fc.constant(happening('restart', (shop) => shop.restart()))
const tail = count(9).map((n) => happening(`lost ${n}`, (shop) => shop.log.loseTail(n)))
const wipe = fc.constant(happening('wiped', (shop) => shop.log.wipe()))

const often = (weight: number, arbitrary: fc.Arbitrary<Happening>) => ({ weight, arbitrary })
const trouble = [often(6, presses), often(4, turns), often(3, time), often(3, cut), often(1, away), often(2, back)]

async function live(happenings: readonly Happening[], limit: number): Promise<{ accepted: number; log: MemoryLog }> {
  const root = await mkdtemp(join(tmpdir(), 'shop-'))
  const shop = new Shop(root, limit)
  try {
    await shop.start()
    for (const { act } of happenings) await act(shop)
    shop.log.comeBack()
    // One check between presses finds what the log lost without anybody noticing.
    for (let i = 0; i < 3; i++) {
      await shop.turns(5)
      shop.clock.advance(10_000)
    }
    await until(
      () => shop.pending === 0 && shop.log.waiting === 0 && published(shop.log).length >= shop.accepted,
      () => shop.clock.advance(100),
    )
    return shop
  } finally {
    await shop.stop()
    await rm(root, { recursive: true })
  }
}

describe('whatever happens, the log has each accepted press once and in order', () => {
  it('with a log that breaks off and a bridge that is restarted and killed', async () => {
    const story = fc.array(fc.oneof(...trouble, often(1, kill), often(1, restart)), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(story, fc.constantFrom(3, 10_000), async (happenings, limit) => {
        const { accepted, log } = await live(happenings, limit)
        expect(published(log)).toEqual(numbers(1, accepted))
      }),
      { numRuns: 120 },
    )
  })

  it('with a log that loses its end or everything', async () => {
    const story = fc.array(fc.oneof(...trouble, often(2, tail), often(1, wipe)), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(story, async (happenings) => {
        const { accepted, log } = await live(happenings, 10_000)
        expect(published(log)).toEqual(numbers(1, accepted))
      }),
      { numRuns: 150 },
    )
  })
})
