import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Done, Fate } from './page-rig.ts'
import { PageRig } from './page-rig.ts'

type Misfortune = (rig: PageRig) => void | Promise<void>

const reasons = fc.constantFrom('crashed', 'oom', 'killed', 'launch-failed', 'abnormal-exit', 'clean-exit')
const misfortune: fc.Arbitrary<Misfortune> = fc.oneof(
  reasons.map(
    (reason): Misfortune =>
      (rig) =>
        rig.gone(reason, 1),
  ),
  fc.constant<Misfortune>((rig) => rig.hang()),
  fc.constant<Misfortune>((rig) => rig.keeper.unresponsive()),
  fc.constant<Misfortune>((rig) => rig.keeper.beat()),
  fc.constantFrom('load' as const, 'renew' as const).map(
    (what): Misfortune =>
      (rig) =>
        rig.keeper.wish(what, 'wish'),
  ),
  fc.constantFrom<Fate>('loads', 'fails', 'crashes', 'hangs').map(
    (fate): Misfortune =>
      (rig) => {
        rig.fate = fate
      },
  ),
  fc.boolean().map(
    (dies): Misfortune =>
      (rig) => {
        rig.dies = dies
      },
  ),
  fc.constantFrom(50, 250, 1_000, 6_000, 31_000).map(
    (ms): Misfortune =>
      (rig) =>
        rig.pass(ms),
  ),
  fc.integer({ min: 1, max: 90_000 }).map(
    (ms): Misfortune =>
      (rig) =>
        rig.clock.sleep(ms),
  ),
)

async function lived(misfortunes: readonly Misfortune[], random: number): Promise<PageRig> {
  const rig = new PageRig(() => random)
  for (const strike of misfortunes) {
    await strike(rig)
    await rig.settle()
  }
  return rig
}

const lives = [fc.array(misfortune, { maxLength: 40 }), fc.double({ min: 0, max: 0.999, noNaN: true })] as const
const RUNS = { numRuns: 150 }

/** The most that was done within any second. */
function densest(done: readonly Done[]): number {
  const counts = done.map(({ at }) => done.filter((other) => other.at >= at && other.at < at + 1_000).length)
  return Math.max(0, ...counts)
}

describe('whatever happens in whatever order', () => {
  it('a page comes back as soon as loads succeed, or the program starts anew', async () => {
    await fc.assert(
      fc.asyncProperty(...lives, async (misfortunes, random) => {
        const rig = await lived(misfortunes, random)
        rig.fate = 'loads'
        rig.dies = true
        await rig.pass(40_000)
        expect(rig.up || rig.done.at(-1)?.what === 'relaunch').toBe(true)
      }),
      RUNS,
    )
  })

  it('nothing is done after the program is told to start anew', async () => {
    await fc.assert(
      fc.asyncProperty(...lives, async (misfortunes, random) => {
        const rig = await lived(misfortunes, random)
        await rig.pass(40_000)
        const relaunch = rig.done.findIndex(({ what }) => what === 'relaunch')
        expect(relaunch === -1 || relaunch === rig.done.length - 1).toBe(true)
      }),
      RUNS,
    )
  })

  it('a window is made new only to be loaded', async () => {
    await fc.assert(
      fc.asyncProperty(...lives, async (misfortunes, random) => {
        const { done } = await lived(misfortunes, random)
        for (const [index, { what }] of done.entries()) {
          if (what === 'renew') expect(done[index + 1]?.what).toBe('load')
        }
      }),
      RUNS,
    )
  })
})

/** Everything but wishes, which somebody else must not make too often, and a clock that stands still in between. */
const blow = fc.oneof(
  reasons.map(
    (reason): Misfortune =>
      (rig) =>
        rig.gone(reason, 1),
  ),
  fc.constant<Misfortune>((rig) => rig.keeper.unresponsive()),
  fc.constant<Misfortune>((rig) => rig.keeper.beat()),
  fc.constantFrom<Fate>('loads', 'fails', 'crashes', 'hangs').map(
    (fate): Misfortune =>
      (rig) => {
        rig.fate = fate
      },
  ),
)

it('never spins: a second of blows every 50 ms is answered with a dozen steps at most', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(blow, { minLength: 60, maxLength: 120 }), async (blows) => {
      const rig = new PageRig(() => 0)
      for (const strike of blows) {
        await strike(rig)
        await rig.pass(50)
      }
      expect(densest(rig.done)).toBeLessThanOrEqual(12)
    }),
    RUNS,
  )
})
