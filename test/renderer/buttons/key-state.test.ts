import { describe, expect, test } from 'vitest'
import { isPress } from '../../../protocol/event.ts'
import { catalogueFor } from '../../../protocol/language/index.ts'
import { isAway, keyState, keyWords, linkChangesAt } from '../../../renderer/buttons/key-state.ts'
import {
  answered,
  DOUBT,
  type PressTrack,
  pressed,
  SETTLED,
  seen,
  snapshotCame,
  trackChangesAt,
} from '../../../renderer/buttons/press-track.ts'
import type { Link } from '../../../renderer/client/link.ts'
import { call, close, logOf, type Step, stateAfter, T0 } from '../../helpers/board.ts'

const LIVE: Link = { kind: 'live' }
const STALE_AFTER = 20_000

function lost(since: number): Link {
  return { kind: 'lost', since: T0 + since, reason: 'unreachable' }
}

/** What the key of a till says at `at`, and nothing was pressed on this page. */
function keyAt(at: number, cashier: number, link: Link, ...steps: Step[]) {
  return keyState(stateAfter(...steps), cashier, SETTLED, link, T0 + at)
}

/** What the key says of a press of this page, with an empty log. */
function keyOf(track: PressTrack, at: number, link: Link = LIVE) {
  return keyState(stateAfter(), 3, track, link, T0 + at)
}

/** The entry of a call for till 3, with `id`, that was pressed `age` ms before. */
function entryOf(id: string, age = 0) {
  const [entry] = logOf([[0, call(3, { age })]])
  if (!entry || !isPress(entry.event)) throw new Error('no press')
  return { ...entry, event: { ...entry.event, id } }
}

describe('a press of this page', () => {
  const sending = pressed('a', 'call', T0)
  const journaled = answered(sending, 'a', { kind: 'journaled' }, T0)

  test('is being sent, then saved, then the log says the rest', () => {
    expect(keyOf(sending, 0)).toEqual({ kind: 'sending' })
    expect(keyOf(journaled, 0)).toEqual({ kind: 'journaled' })
    expect(seen(journaled, entryOf('a'), STALE_AFTER)).toEqual(SETTLED)
  })

  test('that is saved and not in the log a second later is kept, and the page looks again at that moment', () => {
    expect(trackChangesAt(journaled, T0)).toBe(T0 + 1_000)
    expect(keyOf(journaled, 999)).toEqual({ kind: 'journaled' })
    expect(keyOf(journaled, 1_000)).toEqual({ kind: 'kept' })
  })

  test('is settled by the log although the answer is still on its way', () => {
    const settled = seen(sending, entryOf('a'), STALE_AFTER)
    expect(settled).toEqual(SETTLED)
    expect(answered(settled, 'a', { kind: 'journaled' }, T0)).toEqual(SETTLED)
  })

  test("is not confused with a newer one: the older one's answer says nothing", () => {
    expect(answered(pressed('b', 'call', T0), 'a', { kind: 'failed' }, T0)).toEqual(pressed('b', 'call', T0))
  })

  test('that reached the log too old to be shown says so', () => {
    const stale = seen(journaled, entryOf('a', STALE_AFTER + 1), STALE_AFTER)
    expect(keyOf(stale, 0)).toEqual({ kind: 'failed', why: 'stale' })
  })

  test('that failed says so, also while the relay is away, until the till is pressed again anywhere', () => {
    const failed = answered(sending, 'a', { kind: 'failed' }, T0)
    expect(keyOf(failed, 60_000, lost(0))).toEqual({ kind: 'failed', why: 'no_answer' })
    expect(seen(failed, entryOf('of the box'), STALE_AFTER)).toEqual(SETTLED)
  })

  test('that failed and is in the log after all has not failed', () => {
    const failed = answered(sending, 'a', { kind: 'failed' }, T0)
    expect(seen(failed, entryOf('a'), STALE_AFTER)).toEqual(SETTLED)
  })

  test("another button's press of the same till does not settle it", () => {
    expect(seen(journaled, entryOf('of the box'), STALE_AFTER)).toEqual(journaled)
  })

  test('whose entry may be inside a snapshot leaves the word to the log', () => {
    expect(snapshotCame(journaled, T0 - DOUBT)).toEqual(SETTLED)
    const sent = snapshotCame(sending, T0 + 1)
    expect(keyOf(sent, 0)).toEqual({ kind: 'sending' })
    expect(answered(sent, 'a', { kind: 'journaled' }, T0)).toEqual(SETTLED)
    expect(keyOf(answered(sent, 'a', { kind: 'failed' }, T0), 0)).toEqual({ kind: 'failed', why: 'no_answer' })
  })

  test('that is newer than all of a snapshot is not in it, and stays saved', () => {
    expect(snapshotCame(journaled, T0 - DOUBT - 1)).toEqual(journaled)
    expect(answered(snapshotCame(sending, 0), 'a', { kind: 'journaled' }, T0)).toEqual(journaled)
  })
})

describe('what the log says', () => {
  const steps: Step[] = [
    [0, call(3)],
    [100, call(5)],
    [200, call(7)],
    [300, close(9)],
  ]

  test('on screen, waiting behind so many, closed, idle', () => {
    const kinds = [3, 5, 7, 9, 1].map((cashier) => keyAt(500, cashier, LIVE, ...steps))
    expect(kinds).toEqual([
      { kind: 'shown' },
      { kind: 'waiting', behind: 1 },
      { kind: 'waiting', behind: 2 },
      { kind: 'closed' },
      { kind: 'idle' },
    ])
  })

  test('called, while it stands in the strip', () => {
    expect(keyAt(2_500, 3, LIVE, ...steps)).toEqual({ kind: 'called' })
  })
})

describe('without a connection', () => {
  test('a key does not claim to know, but a short break alarms nobody', () => {
    expect(keyAt(900, 3, lost(0), [0, call(3)])).toEqual({ kind: 'shown' })
    expect(keyAt(1_000, 3, lost(0), [0, call(3)])).toEqual({ kind: 'away' })
    expect(linkChangesAt(lost(0), T0)).toBe(T0 + 1_000)
  })

  test('refused is away at once', () => {
    expect(isAway({ kind: 'refused', code: 'not_allowed', message: '' }, T0)).toBe(true)
  })
})

describe('the words', () => {
  const { catalogue } = catalogueFor('en')

  test('name the place in the order', () => {
    expect(keyWords({ kind: 'waiting', behind: 2 }, false, catalogue)).toContain('2')
  })

  test('say that help was called while nothing else goes on', () => {
    expect(keyWords({ kind: 'idle' }, true, catalogue)).toBe(catalogue.desk.help)
    expect(keyWords({ kind: 'shown' }, true, catalogue)).toBe(catalogue.desk.shown)
  })

  test('tell three failures apart', () => {
    const words = (['no_answer', 'refused', 'stale'] as const).map((why) =>
      keyWords({ kind: 'failed', why }, false, catalogue),
    )
    expect(words).toEqual([catalogue.desk.failed, catalogue.desk.refused, catalogue.desk.stale])
  })
})
