/** A store's state as a reader of its log has it: whole, or what it was before. */
import { describe, expect, it } from 'vitest'
import { SILENT } from '../../../platform/logger.ts'
import { FollowedState } from '../../../relay/log/followed-state.ts'
import type { Read } from '../../../relay/log/port.ts'
import { until } from '../../helpers/bridge-kit.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'
import { MemoryLog } from '../../helpers/memory-log.ts'

class Reader {
  readonly clock = new FakeTimersClock()
  readonly log: MemoryLog
  readonly told: string[] = []
  readonly followed: FollowedState

  constructor(history = 0, log?: MemoryLog) {
    const { clock, told } = this
    this.log = log ?? new MemoryLog(clock)
    const listener = {
      loaded: (newest: readonly { offset: number }[]) => void told.push(`loaded ${newest.map((e) => e.offset)}`),
      entries: (entries: readonly { offset: number }[]) => void told.push(`entries ${entries.map((e) => e.offset)}`),
      reloaded: () => void told.push('reloaded'),
    }
    this.followed = new FollowedState({ log: this.log, clock, lines: SILENT, history, listener })
  }

  readonly press = async (producer: string, presses: number): Promise<void> => {
    for (let seq = 1; seq <= presses; seq++) {
      const event = { type: 'call' as const, cashier: seq, language: 'en', pressedAt: 1_000, source: 'http' }
      await this.log.append({ producer, seq, event })
    }
  }
}

describe('a store that is followed', () => {
  it('is its whole log when it is loaded, with as many of the newest entries as were asked for', async () => {
    const reader = new Reader(2)
    const { followed, told } = reader
    await reader.press('a', 3)
    await followed.load()
    expect([followed.state.offset, told]).toEqual([3, ['loaded 2,3']])
  })

  it('stays what it was until a log that has begun anew is read to its end', async () => {
    const reader = new Reader()
    const { followed, log, told } = reader
    await reader.press('a', 2)
    await followed.load()
    const { epoch, state } = followed
    const read = log.read.bind(log)
    let answer = () => {}
    log.read = async (...asked): Promise<Read> => {
      await new Promise<void>((resolve) => {
        answer = resolve
      })
      return read(...asked)
    }
    const held = answer
    log.wipe()
    await until(() => answer !== held)
    expect([followed.epoch, followed.state]).toEqual([epoch, state])
    answer()
    await until(() => told.includes('reloaded'))
    expect(followed.epoch).not.toBe(epoch)
    expect(followed.state.offset).toBe(0)
  })

  it('is whole although the log is trimmed behind a newer snapshot while it is read', async () => {
    const { followed, log, press } = new Reader()
    await press('a', 1)
    await followed.load()
    await log.saveSnapshot({ epoch: followed.epoch, offset: 1, state: followed.state })
    await press('b', 3)
    const slow = new Reader(0, log)
    const load = log.loadSnapshot.bind(log)
    log.loadSnapshot = async () => {
      const snapshot = await load()
      log.loadSnapshot = load
      await until(() => followed.state.offset === 4)
      await log.saveSnapshot({ epoch: followed.epoch, offset: 4, state: followed.state })
      await log.trim(4)
      return snapshot
    }
    await slow.followed.load()
    expect(slow.followed.state).toEqual(followed.state)
  })

  it('is read once where entries are gone and no snapshot covers them, and goes on with the next', async () => {
    const reader = new Reader()
    const { followed, log, told } = reader
    await reader.press('a', 3)
    await followed.load()
    const { epoch, state } = followed
    await log.saveSnapshot({ epoch, offset: 3, state })
    await log.trim(3)
    const again = new FollowedState({
      log,
      clock: reader.clock,
      lines: SILENT,
      listener: { loaded: () => void told.push('again') },
    })
    log.loadSnapshot = async () => undefined
    await again.load()
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve))
    await reader.press('b', 1)
    await until(() => again.state.offset === 4)
    expect(told.filter((what) => what === 'again')).toHaveLength(1)
  })
})
