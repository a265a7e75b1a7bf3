import { describe, expect, it } from 'vitest'
import type { HostFrame } from '../../../protocol/box/frame.ts'
import { HandHost } from '../../helpers/hand-host.ts'
import { boxRig, pass } from './box-rig.ts'

function atTill(cashier: number) {
  const host = new HandHost()
  host.tills.set('box:A1', cashier)
  return host
}

const isLamps = ({ kind }: HostFrame) => kind === 'lamps'

describe("a box's lamps", () => {
  it("show the till's state as soon as the box has said hello, and each change at once", async () => {
    const host = atTill(3)
    host.desks.show(3, 'slow')
    const { ready, box, so } = boxRig({ host })
    await ready()
    await so(() => box.pattern() === 'slow')
    host.desks.show(3, 'fast')
    await so(() => box.pattern() === 'fast')
    host.desks.show(3, 'off')
    await so(() => box.pattern() === 'off')
    host.desks.show(3, 'lit')
    await so(() => box.pattern() === 'lit')
  })

  it('are told again after each hello, also of a box that was reset unnoticed', async () => {
    const { ready, box, clock, so } = boxRig({ host: atTill(3) })
    await ready()
    await so(() => box.pattern() === 'lit')
    await pass(clock, 100)
    const before = box.heard.filter(isLamps).length
    box.reset()
    await pass(clock, 20)
    expect(box.heard.filter(isLamps)).toHaveLength(before + 1)
    expect(box.masks.on).toBe(1)
  })

  it('are told again every two seconds, so that a lost frame costs no more, and not more often than that', async () => {
    const host = atTill(3)
    const { ready, box, clock, cable, so } = boxRig({ host })
    await ready()
    await so(() => box.pattern() === 'lit')
    const before = box.heard.filter(isLamps).length
    for (let second = 0; second < 20; second++) {
      await pass(clock, 1_000)
      // Something has changed somewhere, but not for this lamp.
      host.desks.show(99, 'fast')
    }
    expect(box.heard.filter(isLamps).length - before).toBe(10)
    cable.write = 'is lost'
    await pass(clock, 500)
    cable.write = 'passes'
    await pass(clock, 2_000)
    expect(box.pattern()).toBe('lit')
  })

  it('tell the box that somebody listens, although nothing changes', async () => {
    const { ready, box, clock } = boxRig({ host: atTill(3) })
    await ready()
    for (let second = 0; second < 20; second++) {
      await pass(clock, 1_000)
      expect(box.pattern()).toBe('lit')
    }
  })

  it('flash twice a second while the press has failed or the log is offline, which the box cannot do by itself', async () => {
    const host = atTill(3)
    const { ready, box, clock, so } = boxRig({ host })
    await ready()
    host.desks.show(3, 'double')
    await so(() => clock.now() % 1_000 === 0)
    const seen: boolean[] = []
    for (let tenth = 0; tenth < 20; tenth++) {
      await pass(clock, 50)
      seen.push(box.shows())
      await pass(clock, 50)
    }
    const flash = [true, false, true, ...Array<boolean>(7).fill(false)]
    expect(seen).toEqual([...flash, ...flash])
  })

  it('flash so while the box is assigned to no till, and show the till when it is', async () => {
    const host = new HandHost()
    const { ready, box, so } = boxRig({ host })
    await ready()
    await so(() => box.masks.on === 1)
    await so(() => box.masks.on === 0)
    host.tills.set('box:A1', 5)
    host.desks.show(5, 'slow')
    await so(() => box.pattern() === 'slow')
  })

  it("are lit on the second lamp while the till's call for help is open", async () => {
    const host = atTill(3)
    const { ready, box, so } = boxRig({ host })
    await ready()
    await so(() => box.pattern(0) === 'lit')
    expect(box.pattern(1)).toBe('off')
    host.desks.wantHelp(3)
    await so(() => box.pattern(1) === 'lit')
  })

  it('are as many as the box has', async () => {
    const host = atTill(3)
    host.desks.wantHelp(3)
    const one = boxRig({ host, box: { lamps: 1 } })
    await one.ready()
    await one.so(() => one.box.masks.on === 1)
    const none = boxRig({ host, box: { lamps: 0 } })
    await none.ready()
    await pass(none.clock, 5_000)
    expect(none.box.heard.filter(isLamps)).toEqual([])
  })
})
