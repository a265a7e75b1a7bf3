import { describe, expect, it } from 'vitest'
import {
  begin,
  KILLING,
  LOADING,
  type Recovery,
  type RecoveryEvent,
  SILENCE,
  STEADY,
  transition,
  wakeAt,
} from '../../../main/watch/recovery.ts'

const GONE: RecoveryEvent = { kind: 'gone', reason: 'crashed', exitCode: 1 }
const WAKE: RecoveryEvent = { kind: 'wake' }

/** The last step of these events, each at its own instant; the dice always show 0.5. */
function live(...events: readonly (readonly [at: number, event: RecoveryEvent])[]) {
  let step = begin(0)
  for (const [now, event] of events) step = transition(step.recovery, event, { now, random: 0.5 })
  return { recovery: step.recovery, done: step.effects.map(({ kind }) => kind) }
}

const phase = ({ recovery }: { readonly recovery: Recovery }) => recovery.phase.kind

describe('a wake', () => {
  it('that comes early changes nothing', () => {
    expect(live([10, { kind: 'loaded' }], [10 + SILENCE - 1, WAKE])).toMatchObject({ done: [] })
    expect(phase(live([10, { kind: 'load-failed', reason: 'x' }], [11, WAKE]))).toBe('resting')
    expect(phase(live([LOADING - 1, WAKE]))).toBe('loading')
  })

  it('that comes in time ends a silent page', () => {
    expect(live([10, { kind: 'loaded' }], [10 + SILENCE, WAKE]).done).toEqual(['crash'])
  })

  it('that comes much too late gives the page its time again: its beats are still to be read', () => {
    const late = live([10, { kind: 'loaded' }], [20_000, WAKE])
    expect(late.done).toEqual([])
    expect(wakeAt(late.recovery)).toBe(20_000 + SILENCE)
    expect(live([50_000, WAKE])).toMatchObject({ done: [], recovery: { phase: { deadline: 50_000 + LOADING } } })
  })

  it('is wanted no more after the end', () => {
    expect(wakeAt(live([10, { kind: 'end' }]).recovery)).toBeNull()
  })
})

describe('what is told late or twice', () => {
  it('does not make a page steady that was loaded long ago', () => {
    const step = live([10, { kind: 'loaded' }], [900, { kind: 'loaded' }])
    expect(step.recovery.phase).toEqual({ kind: 'showing', since: 10, beatBy: 10 + SILENCE })
  })

  it('does not take a page away that is there', () => {
    expect(phase(live([10, { kind: 'loaded' }], [20, { kind: 'load-failed', reason: 'x' }]))).toBe('showing')
  })

  it('does not bring a page back that is being ended', () => {
    const ending = [10, { kind: 'unresponsive' }] as const
    for (const kind of ['loaded', 'beat', 'unresponsive'] as const) {
      expect(phase(live(ending, [20, { kind }]))).toBe('killing')
    }
  })

  it('does not load a page twice that is loading', () => {
    expect(live([10, { kind: 'wish', what: 'load', why: 'staff' }]).done).toEqual([])
  })

  it('loads a page once more that was loading when it was wished: it may have been told what is no longer true', () => {
    const wish = { kind: 'wish', what: 'load', why: 'the sound has come' } as const
    const loaded = live([10, wish], [20, { kind: 'loaded' }])
    expect(loaded.done).toEqual(['load'])
    expect(phase(live([10, wish], [20, { kind: 'loaded' }], [30, { kind: 'loaded' }]))).toBe('showing')
  })
})

describe('the waiting', () => {
  it('begins at nothing again for a page that was steady', () => {
    const crash = live([0, { kind: 'loaded' }], [STEADY, GONE])
    expect(wakeAt(crash.recovery)).toBe(STEADY)
  })

  it('grows for a page that was not', () => {
    const twice = live([0, { kind: 'loaded' }], [100, GONE], [100, WAKE], [200, { kind: 'loaded' }], [300, GONE])
    expect(wakeAt(twice.recovery)).toBe(300 + 500)
  })

  it('counts a page that did not even die among its troubles', () => {
    const undead = live([0, { kind: 'unresponsive' }], [KILLING, WAKE])
    expect(undead.recovery.tries).toBe(1)
    expect(transition(undead.recovery, WAKE, { now: KILLING, random: 0 }).effects.map(({ kind }) => kind)).toEqual([
      'renew',
      'load',
    ])
  })
})
