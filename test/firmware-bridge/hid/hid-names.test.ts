import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { namedPads, parseHidAddress, readingOf } from '../../../firmware-bridge/sources/hid/hid-address.ts'
import { type HidInfo, hidNames } from '../../../firmware-bridge/sources/hid/hid-info.ts'
import { hidPlace, placeOf } from '../../../firmware-bridge/sources/hid/hid-place.ts'
import { parseSource } from '../../../firmware-bridge/sources/source-spec.ts'
import { folder } from '../../helpers/bridge-kit.ts'
import { OWN_BOX, PAD, PLACE } from './hid-table.ts'

describe('the names of a HID box', () => {
  const elsewhere: HidInfo = { ...OWN_BOX, path: '/dev/hidraw1', place: 'pci-0000:00:14.0-usb-0:3' }

  it('are its serial number, then where it is plugged in', () => {
    expect(hidNames(OWN_BOX, [OWN_BOX])).toEqual(['hid:1209:0002:A1', `at:${PLACE}`])
  })

  it.each([{ serial: '' }, { serial: undefined }])('are the place alone without a serial number (%o)', ({ serial }) => {
    const { serial: _, ...bare } = OWN_BOX
    const box = serial === undefined ? bare : { ...bare, serial }
    expect(hidNames(box, [box])).toEqual([`at:${PLACE}`])
  })

  it('are the place alone while another one has the same serial number', () => {
    const both = [OWN_BOX, elsewhere]
    expect(both.map((box) => hidNames(box, both))).toEqual([[`at:${PLACE}`], ['at:pci-0000:00:14.0-usb-0:3']])
  })

  it('are not taken away by another model with the same serial number, nor by another part of the same box', () => {
    const other = { ...elsewhere, productId: 0x1234 }
    const part = { ...OWN_BOX, path: '/dev/hidraw4' }
    expect(hidNames(OWN_BOX, [OWN_BOX, other, part])[0]).toBe('hid:1209:0002:A1')
  })

  it('have the path for the place where the system tells none', () => {
    const { place: _, ...box } = OWN_BOX
    expect(hidNames(box, [box])).toEqual(['hid:1209:0002:A1', 'at:/dev/hidraw0'])
  })

  it('hold nothing but printable characters, and not too many', () => {
    const box = { ...OWN_BOX, serial: `é \u0000${'x'.repeat(300)}` }
    expect(hidNames(box, [box])[0]).toMatch(/^hid:1209:0002:___x{61}$/u)
  })
})

describe('where a hidraw device is plugged in', () => {
  it.each([
    ['usb-0000:00:14.0-2/input0', 'pci-0000:00:14.0-usb-0:2'],
    ['usb-0000:00:14.0-2.4.1/input1', 'pci-0000:00:14.0-usb-0:2.4.1'],
    ['usb-dummy_hcd.0-1/input0', 'platform-dummy_hcd.0-usb-0:1'],
    ['usb-fe980000.usb-1.3/input0', 'platform-fe980000.usb-usb-0:1.3'],
    ['a4:c1:38:00:00:01', 'a4:c1:38:00:00:01'],
  ])('%s is told as %s', (phys, place) => {
    expect(placeOf(`DRIVER=hid-generic\nHID_ID=0003:00001209:00000002\nHID_PHYS=${phys}\nHID_UNIQ=\n`)).toBe(place)
  })

  it('is not told by a device without it', () => {
    expect(placeOf('DRIVER=hid-generic\nHID_PHYS=\n')).toBeUndefined()
  })

  it('is read from sysfs, with the number of the plugging', async () => {
    const sys = await folder()
    const device = join(sys, 'devices', 'usb1', '1-2', '0003:1209:0002.0007')
    await mkdir(device, { recursive: true })
    await writeFile(join(device, 'uevent'), 'HID_PHYS=usb-0000:00:14.0-2/input0\n')
    await mkdir(join(sys, 'class', 'hidraw', 'hidraw3'), { recursive: true })
    await symlink(device, join(sys, 'class', 'hidraw', 'hidraw3', 'device'))
    expect(await hidPlace('/dev/hidraw3', sys)).toEqual({ place: PLACE, plugging: '0003:1209:0002.0007' })
    expect(await hidPlace('/dev/hidraw4', sys)).toEqual({})
  })
})

describe('the address of a HID source', () => {
  it.each([
    ['auto', { kind: 'auto' }],
    ['04D9:ab03', { kind: 'device', vendorId: 0x04d9, productId: 0xab03 }],
    ['1209:0002:A:1', { kind: 'device', vendorId: 0x1209, productId: 0x0002, serial: 'A:1' }],
    ['numpad:04d9:1203', { kind: 'number_pad', vendorId: 0x04d9, productId: 0x1203 }],
  ])('%s is read', (text, address) => {
    expect(parseHidAddress(text)).toEqual(address)
  })

  it.each(['', 'all', '1209', '1209:2', '1209:0002:', 'numpad', 'numpad:04d9:1203:X', '/dev/hidraw0'])(
    '"%s" is none',
    (text) => {
      expect(parseHidAddress(text)).toBeUndefined()
    },
  )

  it.each(['hid:auto', 'hid:1209:0002=3', 'hid:numpad:04d9:1203', 'streamdeck:auto=7', 'xkeys:auto'])(
    '%s is a source',
    (text) => {
      expect(() => parseSource(text)).not.toThrow()
    },
  )

  it.each([
    ['hid:', /it must be hid:auto or/u],
    ['hid:box', /it must be hid:auto or/u],
    ['hid:numpad:04d9:1203=3', /the cashier types the till/u],
    ['streamdeck', /it must be streamdeck:auto/u],
  ])('%s is refused with a reason', (text, why) => {
    expect(() => parseSource(text)).toThrow(
      expect.objectContaining({ code: 'bad_setting', message: expect.stringMatching(why) }),
    )
  })
})

describe('the number pads that sources name', () => {
  it('are those that are named as such, and nothing else', () => {
    const sources = ['hid:numpad:04d9:1203', 'hid:04d9:1400', 'hid:auto', 'plain:/dev/numpad:04d9:1203', 'simulated']
    expect(namedPads(sources)).toEqual([{ vendorId: 0x04d9, productId: 0x1203 }])
  })
})

describe('what is read', () => {
  const auto = { kind: 'auto' } as const
  const named = { kind: 'device', vendorId: 0x1209, productId: 0x0002 } as const

  it('by itself is a known model, told by ids, usage and product', () => {
    expect(readingOf(auto, OWN_BOX)?.name).toBe('cashierq-hid')
    expect(readingOf(auto, { ...OWN_BOX, product: 'USB relay' })).toBeUndefined()
    expect(readingOf(auto, { ...OWN_BOX, usages: [{ page: 0xff00, usage: 2 }] })).toBeUndefined()
    expect(readingOf(auto, { ...OWN_BOX, usages: [] })?.name).toBe('cashierq-hid')
  })

  it('when it is named is any other device too', () => {
    expect(readingOf(named, { ...OWN_BOX, product: 'USB relay' })?.name).toBe('hid-button')
    expect(readingOf(named, { ...OWN_BOX, vendorId: 1 })).toBeUndefined()
  })

  it('is not another part of a known model', () => {
    expect(readingOf(named, { ...OWN_BOX, usages: [{ page: 0xff00, usage: 2 }] })).toBeUndefined()
  })

  it('is never a keyboard, in whichever of its collections', () => {
    const ids = { kind: 'device', vendorId: PAD.vendorId, productId: PAD.productId } as const
    const mixed = { ...PAD, usages: [{ page: 0x0c, usage: 1 }, ...PAD.usages] }
    expect([readingOf(ids, PAD), readingOf(ids, mixed), readingOf(auto, mixed)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('is not a device that may be a keyboard, because it does not tell', () => {
    const ids = { kind: 'device', vendorId: PAD.vendorId, productId: PAD.productId } as const
    expect(readingOf(ids, { ...PAD, usages: [] })).toBeUndefined()
  })

  it('as a number pad is the keyboard that is named, and none of its other parts', () => {
    const pad = { kind: 'number_pad', vendorId: PAD.vendorId, productId: PAD.productId } as const
    expect(readingOf(pad, PAD)?.name).toBe('number-pad')
    expect(readingOf(pad, { ...PAD, usages: [{ page: 0x0c, usage: 1 }] })).toBeUndefined()
    expect(readingOf(pad, { ...PAD, productId: 1 })).toBeUndefined()
  })
})
