import { describe, expect, it } from 'vitest'
import type { Link } from '../../../renderer/client/link.ts'
import { standing } from '../../../renderer/screen/standing.ts'
import { call, type Step, T0, viewAt } from '../../helpers/board.ts'

const lost = (since: number): Link => ({ kind: 'lost', since: T0 + since, reason: 'unreachable' })
const at = (time: number, link: Link, ...steps: Step[]) => standing(link, viewAt(time, ...steps), T0 + time).kind

describe('what may be shown without the log', () => {
  it('everything, while it is there', () => {
    expect(at(9_999, { kind: 'live' })).toBe('sure')
  })

  it('"Please wait" for two seconds, with a mark, then nothing that could be untrue', () => {
    expect(at(1_999, lost(0))).toBe('away')
    expect(at(2_000, lost(0))).toBe('offline')
    expect(at(2_000, { kind: 'recovering', since: T0 })).toBe('offline')
  })

  it('a running call until its end, however long the log has been away', () => {
    const steps: Step[] = [[0, call(3)]]
    expect(at(2_900, lost(100), ...steps)).toBe('away')
    expect(at(3_000, lost(100), ...steps)).toBe('offline')
  })

  it('no call that was only going to begin later: it may have been cancelled', () => {
    const steps: Step[] = [
      [0, call(3)],
      [100, call(5)],
    ]
    // Till 5 is called at 2,000. Lost before 0 the grace is over by then, lost after it 5 has begun within it.
    expect(at(1_998, lost(-1), ...steps)).toBe('away')
    expect(at(2_000, lost(-1), ...steps)).toBe('offline')
    expect(at(4_100, lost(10), ...steps)).toBe('away')
    expect(at(5_000, lost(10), ...steps)).toBe('offline')
  })

  it('nothing when the relay does not want this screen', () => {
    expect(at(0, { kind: 'refused', code: 'not_allowed', message: 'no' })).toBe('offline')
  })
})
