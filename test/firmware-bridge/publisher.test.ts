import { readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { Journal } from '../../firmware-bridge/journal.ts'
import { isPress } from '../../protocol/event.ts'
import { reduce } from '../../protocol/reduce.ts'
import { INITIAL_STATE } from '../../protocol/state.ts'
import { folder, journal, listen, numbers, press, published, publisher, record, until } from '../helpers/bridge-kit.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'
import { MemoryLog } from '../helpers/memory-log.ts'

const HOUR = 3_600_000

async function set(limit = 10_000) {
  const clock = new FakeTimersClock()
  const log = new MemoryLog(clock)
  const dir = await folder()
  const kept = await journal(dir, clock, { limit })
  const turn = () => clock.advance(100)
  return { clock, log, dir, kept, turn }
}

async function append(to: Journal, from: number, until: number): Promise<void> {
  await Promise.all(numbers(from, until).map((n) => to.append(record(n))))
}

describe('the publisher', () => {
  it('brings presses to the log in order, each once, from one segment to the next', async () => {
    const { clock, log, dir, kept } = await set(40)
    const running = publisher(kept, log, clock)
    await append(kept, 1, 300)
    await until(() => kept.pending() === 0)
    await append(kept, 301, 310)
    await until(() => kept.pending() === 0)
    expect(published(log)).toEqual(numbers(1, 310))
    expect(running.counts).toMatchObject({ published: 310, rewinds: 0, failures: 0 })
    running.stop()
    await kept.close()
    expect((await readdir(dir)).filter((name) => name.endsWith('.journal'))).toHaveLength(1)
  })

  it('has at most 64 requests under way', async () => {
    const { clock, log, kept } = await set()
    const running = publisher(kept, log, clock)
    await append(kept, 1, 200)
    let most = 0
    await until(
      () => kept.pending() === 0,
      () => {
        most = Math.max(most, log.waiting)
      },
    )
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(64)
    running.stop()
  })

  it('publishes first what an earlier process left, and asks the log once more about the end of what it had taken', async () => {
    const { clock, log, dir, kept } = await set()
    await append(kept, 1, 5)
    const first = publisher(kept, log, clock)
    await until(() => kept.pending() === 0)
    first.stop()
    await append(kept, 6, 9)
    await kept.close()
    const again = await journal(dir, clock)
    await again.append(record(10))
    const second = publisher(again, log, clock)
    await until(() => again.pending() === 0)
    expect(published(log)).toEqual(numbers(1, 10))
    expect(second.counts).toMatchObject({ published: 5, repeated: 1 })
    second.stop()
    await again.close()
  })

  it('keeps presses while the log is away, and publishes them in order when it is back: the old ones are not shown', async () => {
    const { clock, log, kept, turn } = await set()
    const { lines, said } = listen()
    const running = publisher(kept, log, clock, lines)
    await until(() => running.status().kind === 'publishing')
    log.goAway()
    for (let n = 1; n <= 100; n++) {
      await kept.append(record(n, { pressedAt: clock.now() }))
      clock.advance(60_000)
    }
    expect(running.status()).toMatchObject({ kind: 'away', reason: 'the log is away' })
    await kept.append(record(101, { pressedAt: clock.now() }))
    expect(kept.pending()).toBe(101)
    log.comeBack()
    await until(() => kept.pending() === 0, turn)
    expect(published(log)).toEqual(numbers(1, 101))
    const state = log.stored.reduce((before, { entry }) => reduce(before, entry), INITIAL_STATE)
    expect(state.calls.map(({ cashier }) => cashier)).toEqual([press(101).cashier])
    expect(said.map(({ level, text }) => [level, text])).toEqual([
      ['warn', 'the log cannot be reached: presses are kept'],
      ['info', 'the log is back: publishing what was kept'],
    ])
    running.stop()
  })

  it('starts without the log', async () => {
    const { clock, log, kept, turn } = await set()
    log.goAway()
    const running = publisher(kept, log, clock)
    await append(kept, 1, 3)
    await until(() => running.counts.failures > 3, turn)
    log.comeBack()
    await until(() => kept.pending() === 0, turn)
    expect(published(log)).toEqual([1, 2, 3])
    running.stop()
  })

  it.each([0, 1, 7, 20])('sends again what was unanswered when the connection broke after %i of 20', async (done) => {
    const { clock, log, kept, turn } = await set()
    const running = publisher(kept, log, clock)
    await until(() => running.status().kind === 'publishing')
    await append(kept, 1, 20)
    expect(log.waiting).toBe(20)
    log.cut(done)
    await until(() => kept.pending() === 0, turn)
    expect(published(log)).toEqual(numbers(1, 20))
    running.stop()
  })

  it('gives a log that lost its end what it lost, at the next press', async () => {
    const { clock, log, kept } = await set()
    const { lines, said } = listen()
    const running = publisher(kept, log, clock, lines)
    await append(kept, 1, 20)
    await until(() => kept.pending() === 0)
    log.loseTail(6)
    await kept.append(record(21))
    await until(() => published(log).at(-1) === 21)
    expect(published(log)).toEqual(numbers(1, 21))
    expect(said).toEqual([{ level: 'warn', text: 'the log has lost its newest entries: they are sent again' }])
    running.stop()
  })

  it('notices between presses that the log lost its end or was emptied', async () => {
    const { clock, log, kept } = await set()
    const running = publisher(kept, log, clock)
    await append(kept, 1, 20)
    await until(() => kept.pending() === 0)
    log.loseTail(6)
    clock.advance(10_000)
    await until(() => published(log).length === 20)
    log.wipe()
    clock.advance(10_000)
    await until(() => published(log).length === 20)
    expect(published(log)).toEqual(numbers(1, 20))
    expect(kept.pending()).toBe(0)
    running.stop()
  })

  it('gives an emptied log everything of the segment again after its own restart, too', async () => {
    const { clock, log, dir, kept } = await set()
    const first = publisher(kept, log, clock)
    await append(kept, 1, 8)
    await until(() => kept.pending() === 0)
    first.stop()
    await kept.close()
    log.wipe()
    const again = await journal(dir, clock)
    const second = publisher(again, log, clock)
    await until(() => published(log).length === 8)
    expect(published(log)).toEqual(numbers(1, 8))
    second.stop()
    await again.close()
  })

  it('goes on behind a press whose id the log has already', async () => {
    const { clock, log, kept } = await set()
    const running = publisher(kept, log, clock)
    await kept.append(record(1, { id: 'twice' }))
    await kept.append(record(2, { id: 'twice' }))
    await kept.append(record(3))
    await until(() => kept.pending() === 0)
    expect(published(log)).toEqual([1, 3])
    running.stop()
  })

  it('is drained when nothing is left, and gives up after its patience', async () => {
    const { clock, log, kept } = await set()
    const running = publisher(kept, log, clock)
    await append(kept, 1, 3)
    expect(await running.drained(1_000)).toBe(true)
    log.goAway()
    await kept.append(record(4))
    const drained = running.drained(1_000)
    clock.advance(1_000)
    expect(await drained).toBe(false)
    running.stop()
    await kept.close()
    expect(clock.pending).toBe(0)
  })
})

describe('the time of a published press', () => {
  async function pressedAt(log: MemoryLog, kept: Journal): Promise<number | undefined> {
    await until(() => kept.pending() === 0)
    const event = log.stored.at(-1)?.entry.event
    return event && isPress(event) ? event.pressedAt : undefined
  }

  it.each([-9 * HOUR, 0, 9 * HOUR])(
    'is log time, although the clock of the bridge is wrong by %i ms',
    async (wrong) => {
      const { clock, log, dir } = await set()
      const own = clock.seenWithOffset(wrong)
      const kept = await journal(`${dir}/own`, own)
      await kept.append(record(1, { pressedAt: own.now() }))
      clock.advance(5_000)
      const running = publisher(kept, log, own)
      expect(await pressedAt(log, kept)).toBe(clock.now() - 5_000)
      running.stop()
      await kept.close()
    },
  )

  it('is what was known when the press was journaled, if log time was known then', async () => {
    const { clock, log, kept } = await set()
    await kept.append({ ...record(1, { pressedAt: 5 }), logTime: clock.now() - 1_234 })
    const running = publisher(kept, log, clock)
    expect(await pressedAt(log, kept)).toBe(clock.now() - 1_234)
    running.stop()
  })

  it('is long ago for a press from before a restart that seems to come from the future: its age is unknown', async () => {
    const { clock, log, dir, kept } = await set()
    await kept.append(record(1, { pressedAt: clock.now() }))
    await kept.close()
    const reset = clock.seenWithOffset(-HOUR)
    const again = await journal(dir, reset)
    const running = publisher(again, log, reset)
    expect(await pressedAt(log, again)).toBe(0)
    running.stop()
    await again.close()
  })
})
