import { describe, expect, it } from 'vitest'
import { BoxNames } from '../../../firmware-bridge/sources/box/box-names.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'
import { HandHost } from '../../helpers/hand-host.ts'
import { boxRig } from './box-rig.ts'

describe('the names of a box', () => {
  it('are what it says, which goes with it, and then where it is plugged in', () => {
    const names = new BoxNames()
    names.arrive('usb-0:1', 'A1')
    expect(names.of('usb-0:1', 'A1')).toEqual(['box:A1', 'at:usb-0:1'])
    expect(names.of('usb-0:2', undefined)).toEqual(['at:usb-0:2'])
  })

  it('are only where it is plugged in while another connected box says the same', () => {
    const names = new BoxNames()
    names.arrive('usb-0:1', 'A1')
    names.arrive('usb-0:2', 'A1')
    names.arrive('usb-0:3', 'B2')
    expect(names.of('usb-0:1', 'A1')).toEqual(['at:usb-0:1'])
    expect(names.of('usb-0:2', 'A1')).toEqual(['at:usb-0:2'])
    expect(names.of('usb-0:3', 'B2')).toEqual(['box:B2', 'at:usb-0:3'])
    names.leave('usb-0:1')
    expect(names.of('usb-0:2', 'A1')).toEqual(['box:A1', 'at:usb-0:2'])
    expect(names.of('usb-0:1', 'A1')).toEqual(['box:A1', 'at:usb-0:1'])
  })
})

describe('two boxes with the same id', () => {
  const twins = async () => {
    const [clock, names, host] = [new FakeTimersClock(), new BoxNames(), new HandHost()]
    host.tills.set('box:A1', 1).set('at:usb-0:1', 11).set('at:usb-0:2', 12)
    const first = boxRig({ clock, names, host, place: 'usb-0:1' })
    const second = boxRig({ clock, names, host, place: 'usb-0:2' })
    await first.ready()
    expect(first.framed.report().cashier).toBe(1)
    await second.ready()
    return { host, first, second }
  }

  it('are told apart by where they are plugged in, from the moment the second one is there', async () => {
    const { host, first, second } = await twins()
    first.box.press()
    await first.so(() => host.presses.length === 1)
    second.box.press()
    await second.so(() => host.presses.length === 2)
    expect(host.presses.map(({ box }) => box)).toEqual([['at:usb-0:1'], ['at:usb-0:2']])
    expect(host.presses[0]?.id).not.toBe(host.presses[1]?.id)
    expect([first, second].map(({ framed }) => framed.report().cashier)).toEqual([11, 12])
    expect(second.warned).toEqual([expect.objectContaining({ text: expect.stringContaining('another box') })])
  })

  it('are no twins any more when one has gone', async () => {
    const { first, second } = await twins()
    second.cable.pull()
    await second.becomes('lost')
    expect(first.framed.report()).toMatchObject({ names: ['box:A1', 'at:usb-0:1'], cashier: 1 })
  })
})
