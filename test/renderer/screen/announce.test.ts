import { describe, expect, it } from 'vitest'
import { view } from '../../../protocol/view.ts'
import { announce, type Heard, isTakenBack, NOTHING_HEARD } from '../../../renderer/screen/announce.ts'
import { picture } from '../../../renderer/screen/picture.ts'
import type { Standing } from '../../../renderer/screen/standing.ts'
import { call, cancel, recall, type Step, stateAfter, T0 } from '../../helpers/board.ts'

const SURE: Standing = { kind: 'sure' }
const AWAY: Standing = { kind: 'away', until: T0 + 999_999 }

/** Plays looks at the screen and tells for which tills it chimed. */
function chimes(looks: readonly (readonly [time: number, steps: readonly Step[], standing?: Standing])[]): number[] {
  let heard: Heard = NOTHING_HEARD
  const rung: number[] = []
  for (const [time, steps, standing = SURE] of looks) {
    const state = stateAfter(...steps)
    const news = announce(heard, picture(view(state, T0 + time), state, standing))
    heard = news.heard
    if (news.chime) rung.push(news.chime.cashier)
  }
  return rung
}

describe('the chime', () => {
  const three: Step = [0, call(3)]

  it('rings once for a call, however often it is drawn', () => {
    expect(
      chimes([
        [-1, []],
        [0, [three]],
        [500, [three]],
        [1_000, [three]],
      ]),
    ).toEqual([3])
  })

  it('rings again for a recall, and for the next call', () => {
    const again: Step = [1_000, recall(3)]
    const five: Step = [2_000, call(5)]
    expect(
      chimes([
        [-1, []],
        [0, [three]],
        [1_000, [three, again]],
        [4_100, [three, again, five]],
      ]),
    ).toEqual([3, 3, 5])
  })

  it('does not ring for the call that runs while the page is loaded: it has rung before', () => {
    expect(
      chimes([
        [0, [], AWAY],
        [500, [three]],
        [900, [three]],
      ]),
    ).toEqual([])
  })

  it('rings for a recall of that call and for the call after it', () => {
    const again: Step = [700, recall(3)]
    expect(
      chimes([
        [500, [three]],
        [700, [three, again]],
        [3_800, [three, again, [3_750, call(5)]]],
      ]),
    ).toEqual([3, 5])
  })

  it('rings for the first call of a log that began anew, whichever number that has there', () => {
    expect(
      chimes([
        [-1, []],
        [0, [three]],
        [5_000, [], AWAY],
        [6_000, [[6_000, call(5)]]],
      ]),
    ).toEqual([3, 5])
  })

  it('does not ring again where log time is measured anew as a call gives way to the next', () => {
    const five: Step = [1_000, call(5)]
    expect(
      chimes([
        [-1, []],
        [0, [three]],
        [2_000, [three, five]],
        [1_900, [three, five]],
        [2_000, [three, five]],
      ]),
    ).toEqual([3, 5])
  })

  it('rings for a call that began while the connection was away', () => {
    expect(
      chimes([
        [-1, []],
        [0, [], AWAY],
        [600, [three]],
      ]),
    ).toEqual([3])
  })

  it('does not ring a second time when the connection comes and goes during the call', () => {
    expect(
      chimes([
        [-1, []],
        [0, [three]],
        [500, [three], AWAY],
        [900, [three]],
      ]),
    ).toEqual([3])
  })
})

describe('what is being said of a call', () => {
  const three: Step = [0, call(3)]
  const said = { offset: 1, end: T0 + 3_000 }

  it('goes on while the call is true, also when it has left the screen', () => {
    expect(isTakenBack(said, stateAfter(three), T0 + 1_000)).toBe(false)
    expect(isTakenBack(said, stateAfter(three, [2_100, call(5)]), T0 + 2_200)).toBe(false)
    expect(isTakenBack(said, stateAfter(three, [60_000, call(5)]), T0 + 60_000)).toBe(false)
  })

  it('is not true any more once the call is cancelled', () => {
    for (const at of [100, 900, 2_000]) {
      expect(isTakenBack(said, stateAfter(three, [at, cancel(3)]), T0 + at)).toBe(true)
    }
  })
})
