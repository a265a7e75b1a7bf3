import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPress } from '../../protocol/event.ts'
import type { Press, Submitted } from '../../protocol/press.ts'
import { LogPresses } from '../../relay/log-presses.ts'
import { until } from '../helpers/bridge-kit.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'
import { MemoryLog } from '../helpers/memory-log.ts'

function shop(toLogTime: (local: number) => number = (local) => local) {
  const clock = new FakeTimersClock()
  const log = new MemoryLog(clock)
  const presses = new LogPresses(log, clock, toLogTime)
  return { clock, log, presses, sources: () => sourcesIn(log) }
}

function press(cashier: number, source: string, more: Partial<Press> = {}): Press {
  return { action: 'call', cashier, language: 'en', source, pressedAt: 1_790_000_000_000, ...more }
}

function sourcesIn(log: MemoryLog): string[] {
  return log.stored.flatMap(({ entry }) => (isPress(entry.event) ? [entry.event.source] : []))
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('a press for the log itself', () => {
  it('is in the log when its sender hears of it', async () => {
    const { presses, sources } = shop()
    expect(await presses.submit(press(3, 'a'))).toEqual({ kind: 'journaled' })
    expect(sources()).toEqual(['a'])
  })

  it('carries the time of its press in log time', async () => {
    const { log, presses } = shop((local) => local + 5_000.4)
    await presses.submit(press(3, 'a'))
    expect(log.stored[0]?.entry.event).toMatchObject({ type: 'call', pressedAt: 1_790_000_005_000 })
  })

  it('stays behind those of its till that came before', async () => {
    const { presses, sources } = shop()
    await Promise.all(['a', 'b', 'c', 'd'].map((source) => presses.submit(press(3, source))))
    expect(sources()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('is tried again while the log does not answer, and counts once', async () => {
    const { clock, log, presses, sources } = shop()
    const submitted = presses.submit(press(3, 'a'))
    await until(() => log.waiting === 1)
    log.cut(1)
    await until(() => clock.pending === 1)
    clock.advance(100)
    expect(await submitted).toEqual({ kind: 'journaled' })
    expect(sources()).toEqual(['a'])
  })

  it('is refused where the log stays away, in bounded time, also with others before it', async () => {
    const { clock, log, presses } = shop()
    log.goAway()
    const answers = Promise.all([1, 2, 3].map((n) => presses.submit(press(3, `${n}`))))
    for (let tenth = 0; tenth < 26; tenth++) {
      await turn()
      clock.advance(100)
    }
    expect((await answers).map((answer) => answer.kind)).toEqual(['failed', 'failed', 'failed'])
    expect((await answers)[0]).toMatchObject({ code: 'log_away' })
  })

  it('that was refused and is in the log nevertheless takes nothing away from the next', async () => {
    const { clock, log, presses, sources } = shop()
    const refused = presses.submit(press(3, 'refused'))
    await until(() => log.waiting === 1)
    clock.sleep(3_000)
    log.cut(1)
    expect((await refused).kind).toBe('failed')
    expect(await presses.submit(press(3, 'next'))).toEqual({ kind: 'journaled' })
    expect(sources()).toEqual(['refused', 'next'])
  })

  it('that failed as nothing should, though the log has it, takes nothing away from the next', async () => {
    const { log, presses, sources } = shop()
    const append = log.append.bind(log)
    log.append = async (record) => {
      log.append = append
      await append(record)
      throw new TypeError('a bug')
    }
    await expect(presses.submit(press(3, 'odd'))).rejects.toThrow('a bug')
    expect(await presses.submit(press(3, 'next'))).toEqual({ kind: 'journaled' })
    expect(sources()).toEqual(['odd', 'next'])
  })

  it('goes into a log that has begun anew and knows nobody', async () => {
    const { log, presses, sources } = shop()
    await presses.submit(press(3, 'a'))
    log.wipe()
    expect(await presses.submit(press(3, 'b'))).toEqual({ kind: 'journaled' })
    expect(sources()).toEqual(['b'])
  })

  it('with an id counts once, however often its sender repeats it', async () => {
    const { presses, sources } = shop()
    for (const _ of [1, 2, 3]) await presses.submit(press(3, 'a', { id: 'k1' }))
    expect(sources()).toEqual(['a'])
  })

  it('is there once if it was acknowledged and at most once if not, whatever the connection does', async () => {
    const fates = fc.array(fc.constantFrom('press', 'cut 0', 'cut 1', 'wait', 'long wait'), { maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(fates, async (todo) => {
        const { clock, log, presses, sources } = shop()
        const answers: Promise<[string, Submitted]>[] = []
        for (const [index, what] of todo.entries()) {
          if (what === 'press') answers.push(presses.submit(press(3, `${index}`)).then((said) => [`${index}`, said]))
          if (what === 'cut 0') log.cut(0)
          if (what === 'cut 1') log.cut(1)
          await Promise.resolve()
          if (what === 'wait') await turn()
          clock.advance(what === 'long wait' ? 3_000 : 50)
        }
        let open = answers.length
        for (const answer of answers) void answer.then(() => open--)
        await until(
          () => open === 0,
          () => clock.advance(100),
        )
        const settled = await Promise.all(answers)
        const acknowledged = settled.flatMap(([name, { kind }]) => (kind === 'journaled' ? [name] : []))
        const there = sources()
        expect(there.length).toBe(new Set(there).size)
        expect(there.filter((name) => acknowledged.includes(name))).toEqual(acknowledged)
      }),
      { numRuns: 300 },
    )
  })
})
