/** The keeper of Electron: it opens the window again for as long as anybody wants it, and no longer. */
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { keepUp } from '../../../cli/kiosk/keeper.ts'
import type { Exit, Running, Started } from '../../../cli/kiosk/start-program.ts'
import type { LogLines } from '../../../platform/logger.ts'
import { SILENT } from '../../../platform/logger.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'

/** Only ends a test that never gets what it waits for. */
const SOON = { timeout: 20_000 }

const CRASH: Exit = { code: null, signal: 'SIGSEGV' }
const AGAIN: Exit = { code: 75, signal: null }
const DONE: Exit = { code: 0, signal: null }

/** A program that a test ends. */
class Program implements Running {
  end: (exit: Exit) => void = () => undefined
  readonly exited = new Promise<Exit>((resolve) => {
    this.end = resolve
  })
  closed = 0

  async close(): Promise<void> {
    this.closed++
    this.end({ code: null, signal: 'SIGTERM' })
    await this.exited
  }
}

let clock: FakeTimersClock
let random: number
/** What was started, the first included. */
let programs: Program[]
/** What the next starts come to; a program that runs where nothing else is said. */
let next: (() => Promise<Started>)[]
let warnings: string[]
let kept: Running

const log: LogLines = { ...SILENT, warn: (_, text) => warnings.push(text), error: (_, text) => warnings.push(text) }

function run(): Started {
  const program = new Program()
  programs.push(program)
  return { kind: 'running', exited: program.exited, close: () => program.close() }
}

beforeEach(() => {
  clock = new FakeTimersClock()
  random = 0.999_999
  programs = [new Program()]
  next = []
  warnings = []
  const start = async () => (await next.shift()?.()) ?? run()
  kept = keepUp(newest(), { start, clock, random: () => random, log })
})

function newest(): Program {
  const program = programs.at(-1)
  if (program === undefined) throw new Error('nothing runs')
  return program
}

/** Ends what runs, and tells how long, ms, it took until something ran again. */
async function delayAfter(exit: Exit): Promise<number> {
  const before = programs.length
  newest().end(exit)
  await vi.waitFor(() => expect(clock.pending).toBe(1), SOON)
  const since = clock.now()
  while (clock.pending > 0) clock.advance(10)
  const waited = clock.now() - since
  await vi.waitFor(() => expect(programs.length).toBe(before + 1), SOON)
  // The keeper has taken note of it.
  await new Promise(setImmediate)
  return waited
}

/** Whether the promise is settled by now. */
function settled(promise: Promise<unknown>): Promise<boolean> {
  return Promise.race([promise.then(() => true), new Promise<boolean>((later) => setImmediate(() => later(false)))])
}

describe('a window that ends', () => {
  test('with 0 was meant to: it stays closed', async () => {
    newest().end(DONE)
    expect(await kept.exited).toEqual(DONE)
    expect([programs.length, clock.pending]).toEqual([1, 0])
  })

  test.each([
    ['by a crash', CRASH],
    ['because it asks to be started again', AGAIN],
    ['with an error', { code: 1, signal: null }],
    ['by somebody else’s signal', { code: null, signal: 'SIGKILL' as const }],
  ])('%s is opened again', async (_, exit) => {
    await delayAfter(exit)
    expect(await settled(kept.exited)).toBe(false)
    newest().end(DONE)
    expect(await kept.exited).toEqual(DONE)
  })
})

describe('the wait', () => {
  test('grows with each crash up to half a minute', async () => {
    const waits: number[] = []
    for (let i = 0; i < 9; i++) waits.push(await delayAfter(CRASH))
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  })

  test('is never nothing, however the dice fall', async () => {
    random = 0
    expect([await delayAfter(CRASH), await delayAfter(AGAIN)]).toEqual([250, 250])
  })

  test('begins anew after more than a minute of life', async () => {
    for (let i = 0; i < 5; i++) await delayAfter(CRASH)
    clock.advance(60_001)
    expect([await delayAfter(CRASH), await delayAfter(CRASH)]).toEqual([500, 1_000])
  })

  test('does not begin anew after a shorter one', async () => {
    for (let i = 0; i < 5; i++) await delayAfter(CRASH)
    clock.advance(60_000)
    expect(await delayAfter(CRASH)).toBe(16_000)
  })

  test('counts the starts that fail as well, also once one has succeeded', async () => {
    const died = async (): Promise<Started> => ({ kind: 'died', reason: 'no display' })
    next = [died, died, died]
    const before = clock.now()
    newest().end(CRASH)
    await vi.waitFor(
      () => {
        clock.advance(250)
        expect(programs).toHaveLength(2)
      },
      { ...SOON, interval: 0 },
    )
    expect(clock.now() - before).toBeGreaterThanOrEqual(500 + 1_000 + 2_000 + 4_000)
    await new Promise(setImmediate)
    expect(await delayAfter(CRASH)).toBe(8_000)
  })
})

describe('closing', () => {
  test('ends the program and says how it ended, without a word of opening it again', async () => {
    await kept.close()
    expect(await kept.exited).toEqual({ code: null, signal: 'SIGTERM' })
    expect([programs.length, clock.pending, warnings]).toEqual([1, 0, []])
  })

  test('ends the one that runs now, not the one that ran first', async () => {
    await delayAfter(CRASH)
    await kept.close()
    expect(programs.map(({ closed }) => closed)).toEqual([0, 1])
  })

  test('while it waits for its next start leaves nothing behind', async () => {
    newest().end(CRASH)
    await vi.waitFor(() => expect(clock.pending).toBe(1), SOON)
    await kept.close()
    expect(await kept.exited).toEqual(CRASH)
    expect([programs.length, clock.pending]).toEqual([1, 0])
  })

  test('while the next one starts closes that one too', async () => {
    let started: (started: Started) => void = () => undefined
    next = [
      () =>
        new Promise((resolve) => {
          started = resolve
        }),
    ]
    newest().end(CRASH)
    await vi.waitFor(() => expect(clock.pending).toBe(1), SOON)
    clock.advance(30_000)
    await vi.waitFor(() => expect(next).toHaveLength(0), SOON)
    const closing = kept.close()
    started(run())
    await closing
    expect(newest().closed).toBe(1)
    expect(await settled(newest().exited)).toBe(true)
    expect(clock.pending).toBe(0)
  })

  test('while a start fails tries no more', async () => {
    let started: (started: Started) => void = () => undefined
    next = [
      () =>
        new Promise((resolve) => {
          started = resolve
        }),
    ]
    newest().end(CRASH)
    await vi.waitFor(() => expect(clock.pending).toBe(1), SOON)
    clock.advance(30_000)
    await vi.waitFor(() => expect(next).toHaveLength(0), SOON)
    const closing = kept.close()
    started({ kind: 'died', reason: 'no display' })
    await closing
    expect([programs.length, clock.pending]).toEqual([1, 0])
  })

  test('twice is closing once more what is closed', async () => {
    await Promise.all([kept.close(), kept.close()])
    expect(programs).toHaveLength(1)
  })

  test('after the end is nothing', async () => {
    newest().end(DONE)
    await kept.exited
    await kept.close()
    expect(programs).toHaveLength(1)
  })
})
