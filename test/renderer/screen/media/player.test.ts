import { describe, expect, it } from 'vitest'
import { WEEKDAYS } from '../../../../protocol/screen-setup.ts'
import { FakeTimersClock } from '../../../helpers/fake-timers-clock.ts'
import { Easel, only, picture, video } from './easel.ts'

/** Two pictures, the first of them seen, the second one ready. */
function two(): Easel {
  const easel = new Easel([picture('a'), picture('b')])
  easel.load('a')
  easel.load('b')
  return easel
}

describe('pictures in turn', () => {
  it('are seen only when they are decoded, each for its seconds, and round again', () => {
    const easel = new Easel([picture('a'), picture('b', { seconds: 20 })])
    expect(easel.seen).toEqual([])
    easel.load('a')
    expect(easel.seen).toEqual(['a'])
    easel.load('b')
    easel.clock.advance(9_999)
    expect(easel.seen).toEqual(['a'])
    easel.clock.advance(1)
    expect(easel.seen).toEqual(['a', 'b'])
    easel.settle()
    easel.load('a')
    easel.clock.advance(19_599)
    expect(easel.seen).toEqual(['a', 'b'])
    easel.clock.advance(1)
    expect(easel.seen).toEqual(['a', 'b', 'a'])
  })

  it('stay until the next one is ready: never an empty place', () => {
    const easel = new Easel([picture('a'), picture('b')])
    easel.load('a')
    easel.clock.advance(15_000)
    expect(easel.seen).toEqual(['a'])
    easel.load('b')
    expect(easel.seen).toEqual(['a', 'b'])
  })

  it('of which there is only one stay, and are not opened again', () => {
    const easel = new Easel([picture('a')])
    easel.load('a')
    easel.clock.advance(3_600_000)
    expect(easel.seen).toEqual(['a'])
    expect(easel.opened).toHaveLength(1)
  })

  it('of which one is listed twice in a row go on to the next', () => {
    const easel = new Easel([picture('a'), picture('a'), picture('b')])
    easel.load('a')
    easel.load('b')
    easel.clock.advance(10_000)
    expect(easel.seen).toEqual(['a', 'b'])
  })

  it('are never more than two alive, over a thousand turns', () => {
    const easel = new Easel([picture('a', { seconds: 2 }), video('b'), picture('c', { seconds: 2 })])
    easel.quick = true
    easel.load('a')
    for (let turns = 0; turns < 1_000; turns++) {
      easel.clock.advance(2_500)
      if (easel.player.current()?.name === 'b') easel.end('b')
    }
    expect(easel.seen.length).toBeGreaterThan(900)
    expect(easel.most).toBe(2)
    expect(easel.alive.length).toBeLessThanOrEqual(2)
  })
})

describe('a video', () => {
  it('is as long as it is', () => {
    const easel = new Easel([video('film'), picture('b')])
    easel.load('film')
    easel.load('b')
    easel.clock.advance(600_000)
    expect(easel.seen).toEqual(['film'])
    easel.end('film')
    expect(easel.seen).toEqual(['film', 'b'])
  })

  it('that is alone begins anew at its end', () => {
    const easel = new Easel([video('film')])
    easel.load('film')
    easel.clock.advance(60_000)
    easel.end('film')
    expect(easel.seen).toEqual(['film'])
    expect(easel.opened.map(({ plays }) => plays)).toEqual([2])
  })

  it('shorter than two seconds stays at its end until then', () => {
    const easel = new Easel([video('blink'), picture('b')])
    easel.load('blink')
    easel.load('b')
    easel.clock.advance(300)
    easel.end('blink')
    easel.clock.advance(1_699)
    expect(easel.seen).toEqual(['blink'])
    easel.clock.advance(1)
    expect(easel.seen).toEqual(['blink', 'b'])
  })
})

describe('a bad file', () => {
  it('is skipped and reported; the one after it comes', () => {
    const easel = new Easel([picture('a'), picture('bad'), picture('c')])
    easel.load('a')
    easel.fail('bad')
    expect(easel.problems).toEqual(['bad is damaged'])
    easel.load('c')
    easel.clock.advance(10_000)
    expect(easel.seen).toEqual(['a', 'c'])
  })

  it('that fails in the middle gives way to the next', () => {
    const easel = new Easel([video('film'), picture('b')])
    easel.load('film')
    easel.clock.advance(5_000)
    easel.load('b')
    easel.fail('film', 'stands still')
    expect(easel.seen).toEqual(['film', 'b'])
    expect(easel.problems).toEqual(['film stands still'])
  })

  it('that does not load in 20 s is given up', () => {
    const easel = new Easel([picture('a'), picture('slow'), picture('c')])
    easel.load('a')
    easel.clock.advance(20_000)
    expect(easel.problems).toEqual(['slow does not load'])
    easel.load('c')
    expect(easel.seen).toEqual(['a', 'c'])
  })

  it('is tried again an hour later', () => {
    const easel = new Easel([picture('a'), picture('bad')])
    easel.load('a')
    easel.fail('bad')
    easel.clock.advance(3_599_000)
    expect(easel.opened.map(({ name }) => name)).toEqual(['a', 'bad'])
    easel.clock.advance(20_000)
    expect(easel.opened.map(({ name }) => name)).toEqual(['a', 'bad', 'bad'])
  })

  it('that is the only one leaves the place empty', () => {
    const easel = new Easel([video('film')])
    easel.load('film')
    easel.clock.advance(5_000)
    easel.fail('film')
    expect(easel.seen).toEqual(['film', null])
    easel.settle()
    expect(easel.alive).toEqual([])
  })

  it('is reported once, however often it is looked for within the hour', () => {
    const easel = new Easel([picture('bad')])
    easel.fail('bad')
    easel.clock.advance(3_000_000)
    expect(easel.problems).toHaveLength(1)
    expect(easel.opened).toHaveLength(1)
  })
})

describe('a call', () => {
  it('lets nothing turn, and gives the picture the rest of its time afterwards', () => {
    const easel = two()
    easel.clock.advance(4_000)
    easel.player.hold()
    easel.clock.advance(60_000)
    expect(easel.seen).toEqual(['a'])
    easel.player.go()
    easel.clock.advance(5_999)
    expect(easel.seen).toEqual(['a'])
    easel.clock.advance(1)
    expect(easel.seen).toEqual(['a', 'b'])
  })

  it('is followed by two seconds of what was there, so that nothing flashes', () => {
    const easel = two()
    easel.clock.advance(9_900)
    easel.player.hold()
    easel.clock.advance(3_000)
    easel.player.go()
    easel.clock.advance(1_999)
    expect(easel.seen).toEqual(['a'])
    easel.clock.advance(1)
    expect(easel.seen).toEqual(['a', 'b'])
  })

  it('does not cut a video short', () => {
    const easel = new Easel([video('film'), picture('b')])
    easel.load('film')
    easel.load('b')
    easel.player.hold()
    easel.clock.advance(3_000)
    easel.player.go()
    easel.clock.advance(60_000)
    expect(easel.seen).toEqual(['film'])
  })

  it('holds a video that ends meanwhile at its last picture', () => {
    const easel = new Easel([video('film'), picture('b')])
    easel.load('film')
    easel.load('b')
    easel.player.hold()
    easel.clock.advance(5_000)
    easel.end('film')
    expect(easel.seen).toEqual(['film'])
    easel.player.go()
    easel.clock.advance(2_000)
    expect(easel.seen).toEqual(['film', 'b'])
  })

  it('lets what was still loading wait for its end', () => {
    const easel = new Easel([picture('a')])
    easel.player.hold()
    easel.load('a')
    expect(easel.seen).toEqual([])
    easel.player.go()
    expect(easel.seen).toEqual(['a'])
  })

  it('in the middle of a turn still frees the one that goes', () => {
    const easel = two()
    easel.clock.advance(10_100)
    easel.player.hold()
    easel.settle()
    expect(easel.opened.find(({ name }) => name === 'a')?.freed).toBe(true)
  })
})

describe('a new list', () => {
  it('leaves what is shown alone if it is still there', () => {
    const easel = two()
    easel.player.setItems([picture('new'), picture('a'), picture('c')])
    expect(easel.seen).toEqual(['a'])
    easel.load('c')
    easel.clock.advance(10_000)
    expect(easel.seen).toEqual(['a', 'c'])
  })

  it('that is the same changes nothing', () => {
    const easel = two()
    easel.player.setItems([picture('a'), picture('b')])
    expect(easel.opened).toHaveLength(2)
  })

  it('without what is shown turns to the next, once that is ready', () => {
    const easel = two()
    easel.clock.advance(3_000)
    easel.player.setItems([picture('x')])
    expect(easel.seen).toEqual(['a'])
    easel.load('x')
    expect(easel.seen).toEqual(['a', 'x'])
  })

  it('that is empty clears the place and keeps nothing alive, nor any timer', () => {
    const easel = two()
    easel.clock.advance(3_000)
    easel.player.setItems([])
    easel.settle()
    expect(easel.seen).toEqual(['a', null])
    expect(easel.alive).toEqual([])
    expect(easel.clock.pending).toBe(0)
  })

  it('gives a file that failed its chance, if it has come anew', () => {
    const easel = new Easel([picture('a'), picture('bad')])
    easel.load('a')
    easel.fail('bad')
    easel.player.setItems([picture('a'), picture('mended')])
    expect(easel.alive.map(({ name }) => name)).toEqual(['a', 'mended'])
  })
})

describe('the hours of the week', () => {
  /** Local time, as the shop's people write it. */
  const clockAt = (day: number, hour: number, minute = 0) =>
    new FakeTimersClock(new Date(2026, 10, day, hour, minute).getTime())
  // 16 November 2026 is a Monday.
  const MORNING = only({ days: [...WEEKDAYS], from: '08:00', to: '12:00' })

  it('let a picture be seen in its own alone', () => {
    const easel = new Easel([picture('a'), picture('morning', MORNING)], clockAt(16, 13))
    easel.load('a')
    easel.clock.advance(60_000)
    expect(easel.opened.map(({ name }) => name)).toEqual(['a'])
  })

  it('end for what is shown, within a quarter of a minute', () => {
    const easel = new Easel([picture('morning', MORNING)], clockAt(16, 11, 59))
    easel.load('morning')
    easel.clock.advance(59_000)
    expect(easel.seen).toEqual(['morning'])
    easel.clock.advance(16_000)
    expect(easel.seen).toEqual(['morning', null])
  })

  it('begin for what is not, within a quarter of a minute', () => {
    const easel = new Easel([picture('morning', MORNING)], clockAt(16, 7, 59))
    expect(easel.opened).toEqual([])
    easel.clock.advance(75_000)
    easel.load('morning')
    expect(easel.seen).toEqual(['morning'])
  })

  it('that are over when its turn comes skip what was held ready', () => {
    const items = [picture('a', { seconds: 120 }), picture('morning', MORNING), picture('c')]
    const easel = new Easel(items, clockAt(16, 11, 59))
    easel.load('a')
    easel.load('morning')
    easel.clock.advance(120_000)
    easel.load('c')
    expect(easel.seen).toEqual(['a', 'c'])
  })

  it('are those of the time of day, which may be set while the page runs', () => {
    const easel = new Easel([picture('morning', MORNING)], clockAt(16, 9))
    easel.load('morning')
    easel.set = 4 * 3_600_000
    easel.clock.advance(16_000)
    expect(easel.seen).toEqual(['morning', null])
  })

  it('are those of the day', () => {
    const easel = new Easel([picture('sunday', only({ days: ['sun'], from: '00:00', to: '23:59' }))], clockAt(15, 12))
    easel.load('sunday')
    expect(easel.seen).toEqual(['sunday'])
  })
})
