import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reduce } from '../../../protocol/reduce.ts'
import { INITIAL_STATE } from '../../../protocol/state.ts'
import { Harness } from './harness.ts'

type Misfortune = (harness: Harness) => void

const press = fc.integer({ min: 1, max: 12 }).map(
  (till): Misfortune =>
    (harness) =>
      void harness.press(till),
)
const cancel = fc.integer({ min: 1, max: 12 }).map(
  (till): Misfortune =>
    (harness) =>
      void harness.press(till, 'cancel'),
)
const pass = fc.integer({ min: 0, max: 3_000 }).map(
  (ms): Misfortune =>
    (harness) =>
      harness.clock.advance(ms),
)
const cut = fc.constant<Misfortune>((harness) => harness.relay.cut())
const away = fc.constant<Misfortune>((harness) => {
  harness.relay.reachable = false
  harness.relay.cut()
})
const back = fc.constant<Misfortune>((harness) => {
  harness.relay.reachable = true
})
const freeze = fc.constant<Misfortune>((harness) => harness.relay.freeze())
const thaw = fc.constant<Misfortune>((harness) => harness.relay.thaw())
const lose = fc.integer({ min: 1, max: 3 }).map(
  (count): Misfortune =>
    (harness) =>
      harness.relay.loseNext(count),
)
const trim = fc.constant<Misfortune>((harness) => harness.relay.trimTo(harness.relay.offset + 1))
const epoch = fc.integer({ min: 1, max: 3 }).map(
  (name): Misfortune =>
    (harness) => {
      if (harness.relay.epoch === `epoch-${name}`) return
      harness.relay.newEpoch(`epoch-${name}-${harness.relay.tries.length}-${harness.clock.now()}`)
      harness.relay.closeAll(1012)
    },
)

const story = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: press },
    { weight: 2, arbitrary: cancel },
    { weight: 6, arbitrary: pass },
    cut,
    away,
    { weight: 2, arbitrary: back },
    freeze,
    { weight: 2, arbitrary: thaw },
    lose,
    trim,
    epoch,
  ),
  { maxLength: 60 },
)

test('whatever is cut, lost, frozen or begun anew: in the end the state is the sum of the log', () => {
  fc.assert(
    fc.property(
      story,
      fc.integer({ min: 0, max: 200 }),
      fc.double({ min: 0.05, max: 0.999, noNaN: true }),
      (steps, latency, random) => {
        const harness = new Harness({ random: () => random, clockError: 12_345 })
        harness.relay.latency = latency
        const client = harness.connect()
        for (const step of steps) step(harness)
        harness.relay.reachable = true
        harness.relay.thaw()
        harness.relay.loseNext(0)
        harness.clock.advance(10_000)
        // A lost last entry is no gap until another follows, as on any network that may lose without telling: TCP may not.
        harness.press(1)
        harness.clock.advance(10_000)
        expect(client.link()).toEqual({ kind: 'live' })
        expect(client.state()).toEqual(harness.relay.log.reduce(reduce, INITIAL_STATE))
      },
    ),
    { numRuns: 300, verbose: 1 },
  )
})

test('every state that is shown as live is the sum of a beginning of the log', () => {
  fc.assert(
    fc.property(story, fc.double({ min: 0.05, max: 0.999, noNaN: true }), (steps, random) => {
      const harness = new Harness({ random: () => random })
      harness.connect()
      for (const step of steps) {
        step(harness)
        const shown = harness.changes.at(-1)
        if (shown?.link.kind !== 'live' || shown.state.offset > harness.relay.offset) continue
        const beginning = harness.relay.log.slice(0, shown.state.offset)
        if (beginning.at(-1)?.at !== shown.state.at) continue
        expect(shown.state).toEqual(beginning.reduce(reduce, INITIAL_STATE))
      }
    }),
    { numRuns: 200, verbose: 1 },
  )
})
