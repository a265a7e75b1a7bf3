import { describe, expect, test } from 'vitest'
import type { Entry } from '../../protocol/event.ts'
import { createMetrics } from '../../relay/metrics.ts'
import { Trace } from '../../relay/trace.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'

type Line = { readonly level: string; readonly text: string; readonly fields: Record<string, unknown> }

function rig() {
  const clock = new FakeTimersClock()
  const metrics = createMetrics()
  const told: Line[] = []
  const at = (level: string) => (fields: object, text: string) => void told.push({ level, text, fields: { ...fields } })
  const lines = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  const trace = new Trace({ clock, lines, metrics })
  const release = trace.hold({ store: 'main', epoch: 'e1', now: () => clock.now() })
  const press = (offset: number): Entry => ({
    offset,
    at: clock.now() - 5,
    event: { type: 'call', cashier: 3, language: 'en', pressedAt: clock.now() - 12, source: 'box:A1' },
  })
  const count = async (metric: string) => (await metrics.registry.getSingleMetricAsString(metric)).split('\n')
  return { clock, trace, told, press, count, release }
}

describe('a press that is painted', () => {
  test('is told of when the first screen says so: one line with all steps', () => {
    const { clock, trace, told, press } = rig()
    trace.sent('main', press(17), 2)
    clock.advance(30)
    expect(told).toEqual([])
    trace.painted('main', 17, clock.now() - 9)
    trace.painted('main', 17, clock.now())
    expect(told).toEqual([
      {
        level: 'info',
        text: 'a press was painted',
        fields: {
          press: 'main/17',
          store: 'main',
          offset: 17,
          epoch: 'e1',
          source: 'box:A1',
          cashier: 3,
          action: 'call',
          appendedMs: 7,
          sentMs: 5,
          paintedMs: 21,
          screens: 2,
        },
      },
    ])
    clock.advance(20_000)
    expect(told).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })

  test('counts each screen once in the histogram', async () => {
    const { clock, trace, press, count } = rig()
    trace.sent('main', press(1), 2)
    for (let i = 0; i < 5; i++) trace.painted('main', 1, clock.now())
    expect(await count('cashierq_sent_to_painted_seconds')).toContain('cashierq_sent_to_painted_seconds_count 2')
    expect(await count('cashierq_press_paints_total')).toContain('cashierq_press_paints_total{outcome="painted"} 1')
  })

  test('by a crowd is measured by a hundred of it', async () => {
    const { clock, trace, press, count } = rig()
    trace.sent('main', press(1), 10_000)
    for (let i = 0; i < 10_000; i++) trace.painted('main', 1, clock.now())
    expect(await count('cashierq_sent_to_painted_seconds')).toContain('cashierq_sent_to_painted_seconds_count 100')
  })

  test('by a time that cannot be true is not', () => {
    const { clock, trace, told, press } = rig()
    trace.sent('main', press(1), 1)
    trace.painted('main', 1, clock.now() - 5_000)
    trace.painted('main', 1, clock.now() + 5_000)
    trace.painted('main', 1, Number.NaN)
    expect(told).toEqual([])
  })
})

test('a press that no screen has painted in 10 s is told of as such', async () => {
  const { clock, trace, told, press, count } = rig()
  trace.sent('main', press(4), 3)
  clock.advance(9_000)
  expect(told).toEqual([])
  clock.advance(2_000)
  expect(told).toMatchObject([
    { text: 'a press was sent to 3 screens, painted by none', fields: { press: 'main/4', screens: 3 } },
  ])
  expect(told[0]?.fields).not.toHaveProperty('paintedMs')
  trace.painted('main', 4, clock.now())
  expect(told).toHaveLength(1)
  expect(await count('cashierq_press_paints_total')).toContain('cashierq_press_paints_total{outcome="unpainted"} 1')
})

test('a press of a store without screens is told of at once', () => {
  const { clock, trace, told, press } = rig()
  trace.sent('main', press(4), 0)
  expect(told).toMatchObject([{ text: 'a press was sent to no screen', fields: { screens: 0 } }])
  expect(clock.pending).toBe(0)
})

test('an entry that is no press is measured, not told of', async () => {
  const { clock, trace, told, count } = rig()
  trace.sent('main', { offset: 1, at: clock.now() - 5, event: { type: 'notice', text: 'x', source: 's' } }, 1)
  clock.advance(20_000)
  expect(told).toEqual([])
  expect(await count('cashierq_appended_to_sent_seconds')).toContain('cashierq_appended_to_sent_seconds_count 1')
})

test('a store that is let go is traced no more, and one that comes back is', () => {
  const { clock, trace, told, press, release } = rig()
  release()
  trace.sent('main', press(1), 1)
  expect(clock.pending).toBe(0)
  trace.hold({ store: 'main', epoch: 'e1', now: () => clock.now() })
  release()
  trace.sent('main', press(2), 0)
  expect(told).toHaveLength(1)
})

test('from 100 presses a second on, every 16th is told of at info and the others at debug', () => {
  const { clock, trace, told, press } = rig()
  const second = (from: number) => {
    for (let i = from; i < from + 200; i++) trace.sent('main', press(i), 0)
    clock.advance(1_000)
  }
  const levels = () => told.splice(0).map(({ level }) => level)
  second(1)
  expect(levels().filter((level) => level === 'info')).toHaveLength(100 + 6)
  second(201)
  const sampled = told.filter(({ level }) => level === 'info')
  expect(sampled.map(({ fields }) => Number(fields['offset']) % 16)).toEqual(Array(13).fill(0))
  expect(sampled[0]?.fields).toMatchObject({ sampled: 16 })
  told.length = 0
  clock.advance(1_000)
  trace.sent('main', press(401), 0)
  expect(levels()).toEqual(['info'])
})
