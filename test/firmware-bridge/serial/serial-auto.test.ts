/** `serial:auto` over a folder of ports; what lies behind each port is a box on a cable. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { openSerial } from '../../../firmware-bridge/sources/serial/serial.ts'
import { SILENT } from '../../../platform/logger.ts'
import { until } from '../../helpers/bridge-kit.ts'
import { FakeBox } from '../../helpers/fake-box.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'
import { HandHost } from '../../helpers/hand-host.ts'
import { Cable } from './cable.ts'
import { PortFolder } from './port-folder.ts'

const OURS = { vendor: '1209', product: '0001' }

async function machine() {
  const ports = await PortFolder.make()
  const clock = new FakeTimersClock()
  const host = new HandHost()
  /** By the place that is opened. */
  const cables = new Map<string, Cable>()
  const opened: string[] = []
  const source = openSerial(
    { address: 'auto' },
    {
      clock,
      lines: SILENT,
      root: ports.root,
      tap: (device) => {
        opened.push(device)
        return (cables.get(device) ?? new Cable()).open
      },
    },
  )
  onTestFinished(() => source.stop())
  await source.start(host)
  const so = (condition: () => boolean) => until(condition, () => clock.advance(10))
  const portAt = (place: string, node: string, usb = OURS) => {
    // No serial number: twins share their by-id link, which leads to the last.
    return { node, byId: 'usb-CashierQ_Box-if00', byPath: [`${place}:1.0`], usb }
  }
  /** A box at a port; the answer is what unplugs it. */
  const plugBox = async (place: string, node: string, id: string) => {
    const cable = new Cable()
    const box = new FakeBox({ clock, say: (text) => cable.toHost(text), id })
    cable.onHeard = (bytes) => box.hear(bytes)
    cables.set(ports.byPath(`${place}:1.0`), cable)
    box.powerOn()
    await ports.plug(portAt(place, node))
    return { box, unplug: () => ports.unplug(portAt(place, node)) }
  }
  const openIds = () =>
    source
      .boxes()
      .filter(({ status }) => status.kind === 'open')
      .map(({ names }) => names[0])
      .sort()
  return { ports, host, source, opened, so, portAt, plugBox, openIds }
}

describe('boxes that are found', () => {
  it('are opened as they come, each by itself, also twins without a serial number', async () => {
    const { source, so, plugBox, openIds, host } = await machine()
    expect(source.status()).toMatchObject({ kind: 'lost', reason: 'no button box is plugged in' })
    const one = await plugBox('usb-0:1', 'ttyACM0', 'A1')
    await so(() => source.status().kind === 'open')
    const two = await plugBox('usb-0:2', 'ttyACM1', 'B2')
    await so(() => openIds().length === 2)
    expect(openIds()).toEqual(['box:A1', 'box:B2'])
    one.box.press()
    two.box.press()
    await so(() => source.counts().presses === 2)
    expect(host.presses).toHaveLength(2)
  })

  it('are lost when they go, and read again when they come back under another number', async () => {
    const { source, so, plugBox, openIds } = await machine()
    const { unplug } = await plugBox('usb-0:1', 'ttyACM0', 'A1')
    await so(() => openIds().length === 1)
    await unplug()
    await so(() => source.status().kind === 'lost')
    expect(source.boxes()).toMatchObject([{ names: ['box:A1', 'at:usb-0:1'], status: { kind: 'lost' } }])
    await plugBox('usb-0:1', 'ttyACM7', 'A1')
    await so(() => openIds().length === 1)
    expect(source.counts().reopened).toBe(1)
  })

  it('are told once when they were moved', async () => {
    const { source, so, plugBox, openIds } = await machine()
    const { unplug } = await plugBox('usb-0:1', 'ttyACM0', 'A1')
    await so(() => openIds().length === 1)
    await unplug()
    await so(() => source.status().kind === 'lost')
    await plugBox('usb-0:2', 'ttyACM0', 'A1')
    await so(() => openIds().length === 1)
    expect(source.boxes().map(({ names }) => names)).toEqual([['box:A1', 'at:usb-0:2']])
  })
})

describe('devices that are not ours', () => {
  it('are never opened, also where one of ours was before', async () => {
    const { source, so, ports, portAt, opened, plugBox, openIds } = await machine()
    const printer = { vendor: '1a86', product: '7523' }
    await ports.plug(portAt('usb-0:4', 'ttyUSB0', printer))
    const { unplug } = await plugBox('usb-0:1', 'ttyACM0', 'A1')
    await so(() => openIds().length === 1)
    await unplug()
    await ports.plug(portAt('usb-0:1', 'ttyUSB1', printer))
    await so(() => source.status().kind === 'lost')
    expect(source.boxes()).toMatchObject([{ status: { reason: 'another device is plugged in there' } }])
    expect(opened).toEqual([ports.byPath('usb-0:1:1.0')])
  })
})
