import { describe, expect, it } from 'vitest'
import { SERIAL_MODELS, serialModelOf } from '../../../firmware-bridge/models/serial-models.ts'
import { FollowedPort } from '../../../firmware-bridge/sources/serial/followed-port.ts'
import { lastingName, type SerialPortSeen, serialPorts } from '../../../firmware-bridge/sources/serial/serial-ports.ts'
import { SILENT } from '../../../platform/logger.ts'
import { listen } from '../../helpers/bridge-kit.ts'
import { PortFolder } from './port-folder.ts'

const CH340 = { vendor: '1a86', product: '7523' }

describe('the serial ports of a machine', () => {
  it('are told with the names that udev gives them and the USB ids of their device', async () => {
    const ports = await PortFolder.make()
    await ports.plug({
      node: 'ttyACM0',
      byId: 'usb-CashierQ_Box_A1-if00',
      byPath: ['pci-0000:00:14.0-usb-0:2:1.0'],
      usb: { vendor: '1209', product: '0001', serial: 'A1' },
    })
    await ports.plug({ node: 'ttyUSB0', byPath: ['pci-0000:00:14.0-usb-0:3:1.0-port0'], usb: CH340 })
    await ports.plug({ node: 'ttyS7', byId: 'no-usb' })
    expect(await serialPorts(ports.root)).toEqual([
      {
        node: ports.node('ttyACM0'),
        byId: ports.byId('usb-CashierQ_Box_A1-if00'),
        byPath: ports.byPath('pci-0000:00:14.0-usb-0:2:1.0'),
        usb: { vendor: '1209', product: '0001', serial: 'A1' },
      },
      { node: ports.node('ttyS7'), byId: ports.byId('no-usb') },
      { node: ports.node('ttyUSB0'), byPath: ports.byPath('pci-0000:00:14.0-usb-0:3:1.0-port0'), usb: CH340 },
    ])
  })

  it('are told by the by-path name that every version of udev makes', async () => {
    const ports = await PortFolder.make()
    await ports.plug({ node: 'ttyACM0', byPath: ['pci-0-usb-0:2:1.0', 'pci-0-usbv2-0:2:1.0'] })
    expect((await serialPorts(ports.root))[0]?.byPath).toBe(ports.byPath('pci-0-usb-0:2:1.0'))
  })

  it('are none where there is no udev', async () => {
    expect(await serialPorts('/nowhere')).toEqual([])
  })
})

describe('the name by which a port is found again', () => {
  const port = (n: number, more: Partial<SerialPortSeen>): SerialPortSeen => ({
    node: `/dev/ttyUSB${n}`,
    byId: 'id',
    byPath: `path ${n}`,
    ...more,
  })
  const numbered = { ...CH340, serial: '42' }

  it('is what it is, for a device with a serial number', () => {
    const box = port(0, { usb: numbered })
    expect(lastingName(box, [box, port(1, { usb: { ...CH340, serial: '43' } })])).toBe('id')
  })

  it('is where it is plugged in, for a device that any other of its kind could be taken for', () => {
    const box = port(0, { usb: CH340 })
    expect(lastingName(box, [box])).toBe('path 0')
    const copied = port(0, { usb: numbered })
    expect(lastingName(copied, [copied, port(1, { usb: numbered })])).toBe('path 0')
  })

  it('is whatever name there is', () => {
    const { byPath: _, ...unplaced } = port(0, { usb: CH340 })
    expect(lastingName(unplaced, [unplaced])).toBe('id')
    const { byId: __, ...unnamed } = port(0, {})
    expect(lastingName(unnamed, [unnamed])).toBe('path 0')
    expect(lastingName({ node: '/dev/ttyS0' }, [])).toBeUndefined()
  })
})

describe('a port that somebody named', () => {
  const box = {
    node: 'ttyUSB0',
    byId: 'usb-FTDI_A1-if00-port0',
    byPath: ['pci-0000:00:14.0-usb-0:2.1:1.0-port0'],
    usb: { vendor: '0403', product: '6001', serial: 'A1' },
  }

  it('by its number is followed by the name that lasts, and that is logged', async () => {
    const ports = await PortFolder.make()
    const { lines, said } = listen()
    const port = new FollowedPort(ports.node('ttyUSB0'), lines, ports.root)
    expect((await port.identify()).kind).toBe('absent')
    await ports.plug(box)
    expect((await port.identify()).kind).toBe('there')
    expect(port.path).toBe(ports.byId(box.byId))
    expect(said.map(({ text }) => text)).toEqual(['the number of a serial port changes: its name is followed'])
    await ports.unplug(box)
    await ports.plug({ ...box, node: 'ttyUSB5' })
    await ports.plug({ node: 'ttyUSB0', byId: 'usb-Printer', byPath: ['elsewhere'] })
    expect((await port.identify()).kind).toBe('there')
    expect(port.path).toBe(ports.byId(box.byId))
  })

  it('by a link is followed by that link, whatever else it is called', async () => {
    const ports = await PortFolder.make()
    await ports.plug({ ...box, byPath: ['here:1.0'] })
    const port = new FollowedPort(ports.byPath('here:1.0'), SILENT, ports.root)
    expect((await port.identify()).kind).toBe('there')
    expect(port.path).toBe(ports.byPath('here:1.0'))
  })

  it('is used as it is if it has no links', async () => {
    const ports = await PortFolder.make()
    await ports.plug({ node: 'ttyS0' })
    const port = new FollowedPort(ports.node('ttyS0'), SILENT, ports.root)
    expect((await port.identify()).kind).toBe('there')
    expect(port.path).toBe(ports.node('ttyS0'))
    expect(await port.place()).toBe(ports.node('ttyS0'))
  })

  it('is plugged in where udev says, in the form in which other devices are placed', async () => {
    const ports = await PortFolder.make()
    await ports.plug(box)
    const port = new FollowedPort(ports.byId(box.byId), SILENT, ports.root)
    expect(await port.place()).toBe('pci-0000:00:14.0-usb-0:2.1')
  })
})

describe('the models of serial ports', () => {
  it('that are opened unasked are our own alone: a receipt printer has the same chip as many a box', () => {
    expect(
      SERIAL_MODELS.filter(({ use }) => use === 'auto').map(({ vendor, product }) => `${vendor}:${product}`),
    ).toEqual(['1209:0001'])
    expect(serialModelOf(CH340)).toMatchObject({ use: 'ask' })
  })

  it('are known by vendor and product, or by the vendor alone', () => {
    expect(serialModelOf({ vendor: '2341', product: '0043' })).toMatchObject({ name: 'Arduino', use: 'ask' })
    expect(serialModelOf({ vendor: '1209', product: '0002' })).toBeUndefined()
  })
})
