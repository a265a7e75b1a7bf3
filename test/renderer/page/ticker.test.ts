/** The page's alarm: at an instant of log time, also where timers are early and nobody looks. */
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { Ticker } from '../../../renderer/page/ticker.ts'
import { drawnPage } from './drawn-page.ts'

let woken: number
let now: number
const page = drawnPage()

beforeEach(() => {
  woken = 0
  now = 0
})

const ticker = () =>
  new Ticker(
    () => now,
    () => {
      woken += 1
    },
  )
/** Time passes for the browser's timers, and for the log. */
function pass(ms: number, ofLog = ms): void {
  now += ofLog
  vi.advanceTimersByTime(ms)
}

test('it rings at the instant, once', () => {
  ticker().at(3_000)
  pass(2_999)
  expect(woken).toBe(0)
  pass(1)
  pass(60_000)
  expect(woken).toBe(1)
})

test('the newest instant is the only one', () => {
  const one = ticker()
  one.at(1_000)
  one.at(2_000)
  pass(1_500)
  expect(woken).toBe(0)
  one.at(null)
  pass(5_000)
  expect(woken).toBe(0)
})

test('a fraction of a millisecond before the instant is too early', () => {
  now = 0.4
  ticker().at(1_000)
  pass(999)
  expect([woken, page.frames.length]).toEqual([0, 0])
  pass(1)
  expect(woken).toBe(1)
})

describe('rung too early', () => {
  const early = () => {
    ticker().at(1_000)
    pass(1_000, 999)
  }

  test('a page that is seen looks again at its next frame', () => {
    early()
    expect([woken, page.frames.length]).toEqual([0, 1])
    page.frames[0]?.()
    expect(woken).toBe(1)
  })

  test('a page that nobody sees, and that is drawn no frames, looks again all the same', () => {
    page.visibilityState = 'hidden'
    early()
    expect(woken).toBe(1)
  })
})
