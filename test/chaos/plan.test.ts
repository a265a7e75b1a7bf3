import { describe, expect, it } from 'vitest'
import { castOf } from './cast.ts'
import { inShort, linksOf, planOf } from './plan.ts'
import { seeded } from './random.ts'

const CAST = castOf({ stores: 2, relays: 3, crowds: 2, boardsEach: 6 })
const plan = (seed: number, kills = 100, span = 200_000) => planOf({ seed, cast: CAST, span, kills })
const SEEDS = Array.from({ length: 50 }, (_, index) => index * 7_919)

const isDeadly = ({ kind }: { readonly kind: string }) => kind === 'kill' || kind === 'wipe'

describe('the plan of disasters', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(plan(5)).toEqual(plan(5))
    expect(plan(5)).not.toEqual(plan(6))
  })

  it('kills exactly as often as asked, however often that is', () => {
    for (const kills of [10, 60, 61, 100, 1_050]) {
      expect(plan(1, kills).filter(isDeadly)).toHaveLength(kills)
    }
  })

  it('is in order, begins at once and keeps within its time', () => {
    for (const seed of SEEDS) {
      const times = plan(seed).map(({ at }) => at)
      expect(times).toEqual([...times].sort((a, b) => a - b))
      expect(times[0]).toBeGreaterThanOrEqual(0)
      expect(times.at(-1)).toBeLessThanOrEqual(200_000)
    }
  })

  it('kills every kind of process and empties Redis, also in a short run', () => {
    for (const seed of SEEDS) {
      const told = inShort(plan(seed, 60))
      for (const kind of ['kill bridge', 'kill relay', 'kill crowd', 'kill program', 'kill redis', 'wipe redis'])
        expect(told).toContain(kind)
    }
  })

  it('has every kind of trouble within a hundred kills', () => {
    const kinds = ['cut', 'freeze', 'refuse', 'swallow', 'delay', 'split', 'stop', 'step', 'end', 'kill', 'wipe']
    const seen = new Set(SEEDS.slice(0, 3).flatMap((seed) => plan(seed).map(({ kind }) => kind)))
    expect([...seen].sort()).toEqual(kinds.sort())
  })

  it('names only who plays', () => {
    const { bridges, relays, programs, crowds } = CAST
    const known = ['redis', ...[...bridges, ...relays, ...programs, ...crowds].map(({ name }) => name)]
    known.push(...linksOf(CAST).map(({ name }) => name))
    for (const disaster of plan(3, 500)) {
      expect(known).toContain('link' in disaster ? disaster.link : disaster.victim)
    }
  })
})

describe('chance with a seed', () => {
  it('is spread over [0, 1)', () => {
    const chance = seeded(42)
    const numbers = Array.from({ length: 10_000 }, chance)
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...numbers)).toBeLessThan(1)
    expect(mean).toBeCloseTo(0.5, 1)
  })
})
