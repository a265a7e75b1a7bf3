import { describe, expect, test } from 'vitest'
import { INITIAL_STATE, type State } from '../../../protocol/state.ts'
import { DeskPage } from '../../../renderer/buttons/desk-page.ts'
import type { PagePress } from '../../../renderer/buttons/press-sender.ts'
import { KEPT_AFTER } from '../../../renderer/buttons/press-track.ts'
import { call, help, logOf, type Step, stateAfter, T0 } from '../../helpers/board.ts'

const PRESS: PagePress = { store: 'main', cashier: 8, language: 'en', action: 'call', id: 'a' }

/** A page of which time goes on while it draws: each look at the clock is a little later. */
function slowPage(...steps: Step[]) {
  const state: State = stateAfter(...steps)
  let now = T0
  const page = new DeskPage(
    { now: () => now++, link: () => ({ kind: 'live' }), state: () => state },
    { now: () => now },
  )
  const clockAt = (at: number) => {
    now = at
  }
  return { page, clockAt }
}

/** The kinds of key 8 that are drawn from `from` on, where the page looks again when it has said so and never else. */
function drawn({ page, clockAt }: ReturnType<typeof slowPage>, from: number): string[] {
  const kinds: string[] = []
  for (let at: number | null = from; at !== null; at = page.changesAt(at)) {
    kinds.push(page.keyOf(PRESS.cashier, at).kind)
    // Drawing the other keys took longer than there was left to the change.
    clockAt(at + 60_000)
  }
  return kinds
}

describe('a page that is slow to draw', () => {
  test('looks again when a press is kept, although that moment has passed since it began to draw', async () => {
    const slow = slowPage()
    await slow.page.press(PRESS, async () => ({ kind: 'journaled' }))
    expect(drawn(slow, T0 + KEPT_AFTER - 0.5)).toEqual(['journaled', 'kept'])
  })

  test('shows each state of a call to its end', () => {
    const slow = slowPage([0, call(8)])
    expect(drawn(slow, T0)).toEqual(['shown', 'called', 'idle'])
  })
})

describe('a press that is made before the page has heard from the log', () => {
  const HOUR = 3_600_000

  /** A page whose own clock is an hour late; the answer connects it to a log that holds `steps`. */
  async function pressEarly(...steps: Step[]) {
    let lead = 0
    let state: State = stateAfter()
    const client = { now: () => T0 - HOUR + lead, link: () => ({ kind: 'live' }) as const, state: () => state }
    const page = new DeskPage(client, { now: () => T0 - HOUR })
    await page.press(PRESS, async () => ({ kind: 'journaled' }))
    lead = HOUR
    state = stateAfter(...steps)
    page.stateChanged()
    return page
  }

  test('is kept while the log is away, whatever the log held before', async () => {
    const page = await pressEarly([-60_000, call(3)])
    expect(page.keyOf(PRESS.cashier, T0).kind).toBe('journaled')
    expect(page.changesAt(T0)).toBe(T0 + KEPT_AFTER)
    expect(page.keyOf(PRESS.cashier, T0 + KEPT_AFTER).kind).toBe('kept')
  })

  test('is what the log says where the log may hold it', async () => {
    const page = await pressEarly([0, call(8)])
    expect(page.keyOf(PRESS.cashier, T0).kind).toBe('shown')
  })
})

describe('a page that catches up with the log', () => {
  const OURS = { ...call(8)(T0 + 100), id: 'a' }
  /** Till 8 has pressed; then the connection was lost, and came back when the log held two entries more. */
  async function catchingUp() {
    let state: State = stateAfter([0, help(3)])
    const client = { now: () => T0 + 200, link: () => ({ kind: 'live' }) as const, state: () => state }
    const page = new DeskPage(client, { now: () => T0 + 200 })
    const [known, , last] = logOf([
      [0, help(3)],
      [100, call(8)],
      [150, help(4)],
    ])
    if (!known || !last) throw new Error('there are three')
    const ours = { offset: 2, at: T0 + 100, event: OURS }
    page.read(known)
    await page.press(PRESS, async () => ({ kind: 'journaled' }))
    const reach = (next: State) => {
      state = next
      page.stateChanged()
    }
    return { page, known, ours, last, reach, kind: () => page.keyOf(PRESS.cashier, T0 + 200).kind }
  }
  const caughtUp = stateAfter([0, help(3)], [100, call(8)], [150, help(4)])

  test('says of a press what it knew, until it shows what became of it', async () => {
    const { page, ours, last, reach, kind } = await catchingUp()
    page.read(ours)
    expect(kind()).toBe('journaled')
    page.read(last)
    reach(caughtUp)
    expect(kind()).toBe('shown')
  })

  test('and is cut off once more, takes the old state for no snapshot', async () => {
    const { page, reach, kind } = await catchingUp()
    page.read({ offset: 2, at: T0 + 100, event: help(4)(T0 + 100) })
    reach(stateAfter([0, help(3)]))
    expect(kind()).toBe('journaled')
  })

  test('forgets what it read of a log that has begun a new life', async () => {
    const { page, ours, reach, kind } = await catchingUp()
    page.read(ours)
    reach(INITIAL_STATE)
    reach(stateAfter([-60_000, help(3)], [-50_000, help(4)], [-40_000, help(5)]))
    expect(kind()).toBe('journaled')
  })
})
