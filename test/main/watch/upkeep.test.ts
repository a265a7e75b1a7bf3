import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryWish } from '../../../main/watch/memory.ts'
import { localTime, nightOf, parseQuietHours } from '../../../main/watch/quiet-hours.ts'
import { Upkeep } from '../../../main/watch/upkeep.ts'
import { SILENT } from '../../../platform/logger.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'

const HOUR = 60 * 60_000
const at = (time: string, day = 100) => ({ day, minute: parseQuietHours(`${time}-00:00`).from })

describe('the quiet hours', () => {
  it('are those between two times of day, the second excluded', () => {
    const hours = parseQuietHours('03:00-05:00')
    const nights = ['02:59', '03:00', '04:59', '05:00'].map((time) => nightOf(hours, at(time)))
    expect(nights).toEqual([null, 100, 100, null])
  })

  it('may go past midnight, and are one night', () => {
    const hours = parseQuietHours('22:30-05:00')
    const nights = ['22:29', '22:30', '23:59'].map((time) => nightOf(hours, at(time)))
    expect(nights).toEqual([null, 100, 100])
    expect(['00:00', '04:59', '05:00'].map((time) => nightOf(hours, at(time, 101)))).toEqual([100, 100, null])
  })

  it('may be the whole day', () => {
    const hours = parseQuietHours('04:00-04:00')
    expect([nightOf(hours, at('04:00')), nightOf(hours, at('03:59', 101))]).toEqual([100, 100])
  })

  it('go by the local time', () => {
    expect(localTime(new Date(1970, 0, 3, 4, 5))).toEqual({ day: 2, minute: 245 })
  })

  it('give every minute of a night the same name, and two nights different ones', () => {
    const minute = fc.integer({ min: 0, max: 1_439 })
    fc.assert(
      fc.property(minute, minute, fc.integer({ min: 0, max: 20_000 }), (from, to, day) => {
        const length = (to - from + 1_440) % 1_440 || 1_440
        for (const passed of [0, Math.floor(length / 2), length - 1]) {
          const now = { day: day + Math.floor((from + passed) / 1_440), minute: (from + passed) % 1_440 }
          expect(nightOf({ from, to }, now)).toBe(day)
        }
      }),
    )
  })
})

it('a page over its ceiling waits for an idle moment; far over it waits for nothing', () => {
  expect([700, 701, 1_050, 1_051].map((used) => memoryWish(used, 700))).toEqual([
    'none',
    'when-idle',
    'when-idle',
    'now',
  ])
})

function rig(start = '12:00', quiet = '03:00-05:00') {
  const clock = new FakeTimersClock(0)
  const wishes: string[] = []
  const world: { used: number | undefined } = { used: 300 }
  const upkeep = new Upkeep({
    clock,
    log: SILENT,
    memoryMb: 700,
    quietHours: parseQuietHours(quiet),
    localTime: () => {
      const minutes = at(start).minute + Math.floor(clock.now() / 60_000)
      return { day: 100 + Math.floor(minutes / 1_440), minute: minutes % 1_440 }
    },
    usedMb: () => world.used,
    wish: (what) => void wishes.push(what),
  })
  return { clock, wishes, world, upkeep }
}

describe('the upkeep of a page', () => {
  it('starts it anew once in each night', () => {
    const { clock, wishes } = rig()
    clock.advance(14 * HOUR)
    expect(wishes).toEqual([])
    clock.advance(4 * HOUR)
    expect(wishes).toEqual(['load'])
    clock.advance(3 * 24 * HOUR)
    expect(wishes).toEqual(['load', 'load', 'load', 'load'])
  })

  it('leaves a page alone that was started in this very night', () => {
    const { clock, wishes } = rig('03:30')
    clock.advance(2 * HOUR)
    expect(wishes).toEqual([])
  })

  it('does not touch a page that calls somebody, until the call is over', () => {
    const { clock, wishes, upkeep } = rig('02:00')
    upkeep.beat('calling')
    clock.advance(2 * HOUR)
    expect(wishes).toEqual([])
    upkeep.beat('offline')
    clock.advance(60_000)
    expect(wishes).toEqual(['load'])
  })

  it('lets a night pass in which somebody was called all the time', () => {
    const { clock, wishes, upkeep } = rig('02:00')
    upkeep.beat('calling')
    clock.advance(4 * HOUR)
    upkeep.beat('wait')
    clock.advance(4 * HOUR)
    expect(wishes).toEqual([])
  })

  it('loads a page anew that takes too much memory, the moment nobody is called any more', () => {
    const { clock, wishes, world, upkeep } = rig()
    upkeep.beat('calling')
    world.used = 800
    clock.advance(10 * 60_000)
    expect(wishes).toEqual([])
    upkeep.beat('wait')
    expect(wishes).toEqual(['load'])
  })

  it('does not wait for the end of a call when the page is far over', () => {
    const { clock, wishes, world, upkeep } = rig()
    upkeep.beat('calling')
    world.used = 1_100
    clock.advance(60_000)
    expect(wishes).toEqual(['load'])
  })

  it('gives it a new window when a new page has not helped, and then leaves it in peace for an hour', () => {
    const { clock, wishes, world, upkeep } = rig()
    world.used = 800
    clock.advance(5 * 60_000)
    expect(wishes).toEqual(['load'])
    clock.advance(45 * 60_000)
    upkeep.beat('wait')
    expect(wishes).toEqual(['load', 'renew'])
    clock.advance(HOUR)
    expect(wishes.length).toBeLessThanOrEqual(4)
  })

  it('loads it anew, and no more, when it grows too large again much later', () => {
    const { clock, wishes, world } = rig()
    world.used = 800
    clock.advance(60_000)
    world.used = 300
    clock.advance(5 * HOUR)
    world.used = 800
    clock.advance(60_000)
    expect(wishes).toEqual(['load', 'load'])
  })

  it('asks nothing of a page without a process', () => {
    const { clock, wishes, world } = rig()
    world.used = undefined
    clock.advance(HOUR)
    expect(wishes).toEqual([])
  })

  it('ends', () => {
    const { clock, upkeep } = rig()
    upkeep.stop()
    expect(clock.pending).toBe(0)
  })
})
