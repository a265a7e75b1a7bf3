import { describe, expect, it } from 'vitest'
import { encodeBoxFrame } from '../../../protocol/box/encode.ts'
import type { Edge } from '../../../protocol/box/frame.ts'
import type { Submitted } from '../../../protocol/press.ts'
import { DISK_FULL, HandHost, JOURNALED, NO_SUCH_TILL } from '../../helpers/hand-host.ts'
import { boxRig, hello, pass } from './box-rig.ts'

const edge = (seq: number, way: Edge['edge'], more: Partial<Edge> = {}) =>
  encodeBoxFrame({ kind: 'edge', boot: 1, seq, button: 0, edge: way, ms: 1_000 + seq * 100, ...more })

describe('meeting a box', () => {
  it('asks who is there at once, and each second until it says hello: a bootloader eats what is sent at first', async () => {
    const { clock, cable, framed, becomes, so } = boxRig()
    const asked: number[] = []
    cable.onHeard = (bytes) => {
      if (String(bytes).startsWith('$?')) asked.push(clock.now())
    }
    cable.plug()
    framed.start()
    await so(() => asked.length === 3)
    const [first = 0] = asked
    expect(asked.map((at) => at - first)).toEqual([0, 1_000, 2_000])
    expect(framed.status()).toEqual({ kind: 'opening' })
    cable.toHost(hello())
    await becomes('open')
    await pass(clock, 1_500)
    expect(asked).toHaveLength(3)
  })

  it('leaves edges from before the hello to be said again', async () => {
    const { cable, framed, host, so, becomes } = boxRig()
    cable.plug()
    framed.start()
    await so(() => cable.opened === 1)
    cable.toHost(edge(1, 'down') + edge(2, 'up'))
    cable.toHost(hello())
    await becomes('open')
    expect(host.presses).toEqual([])
    cable.toHost(edge(1, 'down') + edge(2, 'up'))
    await so(() => host.presses.length === 1)
  })

  it('leaves them so after each opening: there may be another box by now', async () => {
    const { cable, host, ready, so, becomes } = boxRig()
    await ready()
    cable.pull()
    await becomes('lost')
    cable.change = (text) => (text.startsWith('$H') ? '' : text)
    cable.plug()
    await so(() => cable.opened === 2)
    cable.toHost(edge(1, 'down') + edge(2, 'up'))
    expect(host.presses).toEqual([])
  })

  it('refuses a box that speaks another version of the protocol, and takes it when it was flashed anew', async () => {
    const { clock, cable, framed, host, so, becomes } = boxRig()
    cable.plug()
    framed.start()
    await so(() => cable.opened === 1)
    cable.toHost(hello({ version: 2 }) + edge(1, 'down') + edge(2, 'up'))
    expect(framed.status()).toMatchObject({ kind: 'refused', reason: expect.stringContaining('version 2') })
    await pass(clock, 500)
    expect(host.presses).toEqual([])
    cable.toHost(hello())
    await becomes('open')
  })

  it('tells who it is', async () => {
    const { framed, ready, host } = boxRig({ box: { id: 'desk-7', model: 'till-328p', firmware: '1.4' } })
    host.tills.set('box:desk-7', 7)
    await ready()
    expect(framed.report()).toMatchObject({
      names: ['box:desk-7', 'at:usb-0:2'],
      device: '/dev/at/usb-0:2',
      model: 'till-328p',
      firmware: '1.4',
      cashier: 7,
      status: { kind: 'open' },
    })
  })

  it('begins anew with another box at the same place', async () => {
    const { cable, framed, ready, host, so } = boxRig()
    await ready()
    cable.toHost(edge(1, 'down') + edge(2, 'up'))
    await so(() => framed.report().counts.presses === 1)
    cable.toHost(hello({ id: 'B2' }) + edge(1, 'down') + edge(2, 'up'))
    await so(() => host.presses.length === 2)
    expect(host.presses.map(({ box }) => box?.[0])).toEqual(['box:A1', 'box:B2'])
    expect(host.presses[0]?.id).not.toBe(host.presses[1]?.id)
  })
})

describe('a press', () => {
  it('has its action by the map of the model, the names of its box, and no language', async () => {
    const { ready, box, host, so, clock } = boxRig()
    await ready()
    await pass(clock, 1_100)
    box.press()
    await so(() => host.presses.length === 1)
    box.down()
    await so(() => host.presses.length === 2)
    box.up()
    box.press(1)
    await so(() => host.presses.length === 3)
    const names = ['box:A1', 'at:usb-0:2']
    const id = expect.any(String)
    expect(host.presses).toEqual([
      { action: 'call', box: names, id },
      { action: 'toggle', box: names, id },
      { action: 'help', box: names, id },
    ])
  })

  it("is the fixed till's if the source names one, whatever the box is assigned to", async () => {
    const host = new HandHost()
    host.tills.set('box:A1', 4)
    const { ready, box, so, framed } = boxRig({ host, cashier: 9 })
    await ready()
    box.press()
    await so(() => host.presses.length === 1)
    expect(host.presses[0]).toMatchObject({ cashier: 9 })
    expect(framed.report().cashier).toBe(9)
  })

  it('has an identity that stays over a restart of the bridge, and differs for a box with the same id elsewhere', async () => {
    const idAt = async (place: string) => {
      const { ready, box, host, so } = boxRig({ place, box: { id: 'abcdefghijklmnop' } })
      await ready()
      box.press()
      await so(() => host.presses.length === 1)
      return host.presses[0]?.id ?? ''
    }
    const id = await idAt('usb-0:1')
    expect(id).toMatch(/^abcdefghijklmnop-1-1-[\da-f]{8}$/u)
    expect(await idAt('usb-0:1')).toBe(id)
    expect(await idAt('usb-0:2')).not.toBe(id)
  })

  it('is acknowledged when it is journaled, and not before', async () => {
    const { ready, box, host, so, clock } = boxRig()
    let journal: (outcome: Submitted) => void = () => undefined
    host.answer = () => new Promise((resolve) => (journal = resolve))
    await ready()
    box.press()
    await so(() => host.presses.length === 1)
    await pass(clock, 500)
    expect(box.queued).toBe(2)
    journal(JOURNALED)
    await so(() => box.queued === 0)
    expect(host.presses).toHaveLength(1)
  })

  it('is said again by the box if the journal failed, and counts once', async () => {
    const { ready, box, host, framed, so } = boxRig()
    let fails = 3
    host.answer = () => (fails-- > 0 ? DISK_FULL : JOURNALED)
    await ready()
    box.press()
    await so(() => box.queued === 0)
    expect(host.presses).toHaveLength(4)
    expect(new Set(host.presses.map(({ id }) => id)).size).toBe(1)
    expect(framed.report().counts).toMatchObject({ presses: 1, missed: 0 })
  })

  it('does not overtake an earlier one that could not be journaled', async () => {
    const { ready, box, host, so, clock } = boxRig()
    let isFull = true
    const journaled: (string | undefined)[] = []
    host.answer = ({ action, id }) => {
      if (isFull && action === 'call') return DISK_FULL
      journaled.push(id)
      return JOURNALED
    }
    await ready()
    box.press(0)
    box.press(1)
    await pass(clock, 300)
    expect(journaled).toEqual([])
    isFull = false
    await so(() => box.queued === 0)
    expect(journaled.map((id) => id?.split('-').slice(0, 3).join('-'))).toEqual(['A1-1-1', 'A1-1-3'])
  })

  it('is acknowledged if it can never be taken: it would be said for ever', async () => {
    const { ready, box, host, so } = boxRig()
    host.answer = () => NO_SUCH_TILL
    await ready()
    box.press()
    await so(() => host.presses.length === 1 && box.queued === 0)
  })

  it('counts once if its acknowledgements are lost', async () => {
    const { ready, box, cable, host, framed, so, clock } = boxRig()
    await ready()
    cable.onHeard = () => undefined
    box.press()
    await pass(clock, 2_000)
    cable.onHeard = (bytes) => box.hear(bytes)
    await so(() => box.queued === 0)
    expect(host.presses).toHaveLength(1)
    expect(framed.report().counts.repeated).toBeGreaterThan(0)
  })

  it('goes on where it was when the plug was out for a while', async () => {
    const { ready, box, cable, host, so, becomes, clock } = boxRig()
    await ready()
    box.down()
    await pass(clock, 100)
    cable.pull()
    await becomes('lost')
    box.up()
    await pass(clock, 5_000)
    cable.plug()
    await so(() => box.queued === 0)
    expect(host.presses.map(({ action }) => action)).toEqual(['call'])
  })

  it('is no long one because the plug was out while the button was held', async () => {
    const { ready, box, cable, host, so, clock, becomes } = boxRig()
    await ready()
    box.down()
    // A heartbeat has said that the button is down.
    await pass(clock, 1_100)
    cable.pull()
    await becomes('lost')
    await pass(clock, 3_000)
    cable.plug()
    // The first that is heard of the box again is its hello; that the button was let go comes later.
    cable.change = (text) => (text.startsWith('$H') ? text : '')
    await becomes('open')
    await pass(clock, 500)
    expect(host.presses).toEqual([])
    cable.change = (text) => text
    box.up()
    await so(() => box.queued === 0)
    expect(host.presses).toHaveLength(1)
  })
})

describe('presses that the box has kept while nobody listened', () => {
  const MINUTE = 60_000

  /** Pressed so many times, a minute between them, before the bridge is there. */
  function kept(presses: number) {
    const rig = boxRig()
    rig.box.powerOn()
    for (let press = 0; press < presses; press++) {
      rig.box.press()
      rig.clock.advance(MINUTE)
    }
    rig.cable.plug()
    rig.framed.start()
    return rig
  }

  it('say how old they are, and a new one that it has just been made', async () => {
    const { box, host, so } = kept(3)
    await so(() => box.queued === 0)
    box.press()
    await so(() => box.queued === 0)
    const minutes = host.presses.map(({ age }) => age && Math.floor(age / MINUTE))
    expect(minutes).toEqual([3, 2, 1, undefined])
  })

  it('say so however often the box says hello meanwhile, and over the end of its count of milliseconds', async () => {
    const { cable, host, so, clock, box } = kept(0)
    await so(() => box.heard.length > 0)
    cable.change = () => ''
    await pass(clock, 100)
    cable.change = (text) => text
    const day = 86_400_000
    for (const said of [
      hello(),
      edge(1, 'down', { ms: 0xffff_ffff - day }),
      edge(2, 'up', { ms: 0xffff_ffff - day }),
      hello(),
    ]) {
      cable.toHost(said)
    }
    cable.toHost(encodeBoxFrame({ kind: 'heartbeat', ms: day, bitmap: 0, queued: 2, lost: 0 }))
    await so(() => host.presses.length === 1)
    expect(Math.floor((host.presses[0]?.age ?? 0) / day)).toBe(2)
  })

  it('are journaled all the same if the box tells no time', async () => {
    const { box, cable, host, so } = kept(1)
    cable.change = (text) => (text.startsWith('$B') ? '' : text)
    await so(() => host.presses.length === 1)
    expect(host.presses[0]).not.toHaveProperty('age')
    await so(() => box.queued === 0)
  })

  it('are journaled all the same if the plug is pulled before the box has told the time', async () => {
    const { cable, host, so, becomes, clock } = kept(1)
    await becomes('open')
    await pass(clock, 100)
    expect(host.presses).toEqual([])
    cable.pull()
    await so(() => host.presses.length === 1)
  })
})

describe('a box that falls silent', () => {
  it('is closed and opened again after three seconds without a frame', async () => {
    const { ready, hang, box, cable, framed, warned, so, becomes, clock } = boxRig()
    await ready()
    await pass(clock, 10_000)
    expect(framed.report().counts.silences).toBe(0)
    const since = clock.now()
    hang()
    await so(() => framed.report().counts.silences === 1)
    expect(clock.now() - since).toBeLessThanOrEqual(3_010)
    expect(cable.closed).toBe(1)
    expect(warned).toEqual([expect.objectContaining({ reason: 'the box has said nothing for 3 s' })])
    cable.write = 'passes'
    box.reset()
    await becomes('open')
    expect(framed.counts().reopened).toBe(1)
  })

  it('is one that sends nothing but garbage', async () => {
    const { ready, hang, cable, framed, so, clock } = boxRig()
    await ready()
    hang()
    const babble = () => {
      cable.toHost('$B 1 0 0 0*FFFF\n')
      clock.after(500, babble)
    }
    babble()
    await so(() => framed.report().counts.silences === 1)
  })

  it('is given a last chance if this process itself has stood still', async () => {
    const { ready, hang, framed, clock, cable } = boxRig()
    await ready()
    hang()
    clock.sleep(60_000)
    clock.advance(0)
    // What the box has said meanwhile is read only now.
    cable.toHost(encodeBoxFrame({ kind: 'heartbeat', ms: 61_000, bitmap: 0, queued: 0, lost: 0 }))
    await pass(clock, 1_000)
    expect(framed.status().kind).toBe('open')
    expect(framed.report().counts.silences).toBe(0)
  })

  it('is one that takes nothing any more, although it talks', async () => {
    const { ready, cable, warned, so, becomes } = boxRig()
    await ready()
    cable.write = 'is stuck'
    await so(() => cable.closed === 1)
    expect(warned).toEqual([expect.objectContaining({ reason: 'it has taken nothing for 3 s' })])
    cable.write = 'passes'
    await becomes('open')
  })

  it('is told once, however often a port without a box is opened', async () => {
    const { cable, framed, clock, warned } = boxRig()
    cable.write = 'is lost'
    cable.plug()
    framed.start()
    await pass(clock, 20_000)
    expect(framed.report().counts.silences).toBeGreaterThan(3)
    expect(warned).toHaveLength(1)
  })
})

describe('what doctor is told of a box', () => {
  it('is when it last was alive, and which buttons have been down for half a minute', async () => {
    const { ready, box, framed, clock } = boxRig()
    await ready()
    box.down(1)
    await pass(clock, 29_000)
    expect(framed.report()).toMatchObject({ stuck: [] })
    await pass(clock, 3_000)
    const { stuck, heartbeatAt } = framed.report()
    expect(stuck).toEqual([1])
    expect(clock.now() - (heartbeatAt ?? 0)).toBeLessThanOrEqual(1_000)
    box.up(1)
    await pass(clock, 1_100)
    expect(framed.report().stuck).toEqual([])
  })

  it('is what came broken, and what the box could not read', async () => {
    const { ready, cable, framed } = boxRig()
    await ready()
    const { counts } = framed.report()
    cable.toHost(`noise\n${edge(1, 'down').replace('E', 'F')}`)
    cable.toHost(encodeBoxFrame({ kind: 'refused', reason: 'crc' }))
    expect(framed.report().counts).toMatchObject({
      frames: counts.frames + 1,
      crcErrors: 1,
      discardedBytes: 6 + edge(1, 'down').length,
      refused: 1,
    })
    cable.toHost('$half')
    cable.fail('the cable is out')
    expect(framed.report().counts.discardedBytes).toBe(11 + edge(1, 'down').length)
  })

  it('is what the box had to drop, over all its boots', async () => {
    const { ready, box, cable, framed, clock } = boxRig({ box: { queue: 4 } })
    await ready()
    // Acknowledgements are lost; the box and its hello are heard.
    cable.onHeard = () => undefined
    for (let time = 0; time < 3; time++) box.press()
    await pass(clock, 1_100)
    const { lost } = box
    expect(lost).toBeGreaterThan(0)
    expect(framed.report().counts.lost).toBe(lost)
    box.reset()
    for (let time = 0; time < 3; time++) box.press()
    await pass(clock, 1_100)
    expect(framed.report().counts.lost).toBe(lost + box.lost)
  })

  it('is which events never came', async () => {
    const { ready, cable, framed, clock } = boxRig()
    await ready()
    cable.toHost(edge(1, 'down') + edge(2, 'up') + edge(5, 'down'))
    await pass(clock, 100)
    cable.toHost(edge(5, 'down'))
    expect(framed.report().counts.missed).toBe(2)
  })
})

describe('the end', () => {
  it('closes the device, leaves no timer and nobody listening, and nothing is pressed any more', async () => {
    const { ready, box, cable, framed, host, clock } = boxRig()
    await ready()
    // A write is under way.
    cable.write = 'is stuck'
    box.reset()
    box.powerOff()
    await framed.stop()
    expect(framed.status()).toEqual({ kind: 'stopped' })
    expect(cable.closed).toBe(1)
    expect(clock.pending).toBe(0)
    expect(host.desks.listeners).toBe(0)
    cable.toHost(hello() + edge(1, 'down') + edge(2, 'up'))
    expect(host.presses).toEqual([])
  })

  it('is the end, whatever the device says while it is being closed', async () => {
    const { cable, framed, so } = boxRig()
    cable.plug()
    framed.start()
    await so(() => cable.opened === 1)
    const stopping = framed.stop()
    cable.toHost(hello())
    expect(framed.status()).toEqual({ kind: 'stopped' })
    await stopping
    expect(framed.status()).toEqual({ kind: 'stopped' })
  })

  it('of one opening is the end of it, whatever the device says while it is being closed', async () => {
    const { ready, cable, framed } = boxRig()
    await ready()
    cable.fail('a wire is loose')
    cable.toHost(hello() + edge(1, 'down'))
    expect(framed.status()).toMatchObject({ kind: 'lost', reason: 'a wire is loose' })
  })
})
