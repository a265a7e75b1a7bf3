import { describe, expect, it } from 'vitest'
import { boxReport, OWN_BOX, PAD, PLACE, type PluggedDevice, padReport, rest, table } from './hid-table.ts'

const NAMES = ['hid:1209:0002:A1', `at:${PLACE}`]
const AWAY = { ...OWN_BOX, path: '/dev/hidraw1', place: 'pci-0000:00:14.0-usb-0:3', plugging: '0003:1209:0002.0002' }

/** A table with an own box on it that is read, and has reported once. */
async function withBox(more: Parameters<typeof table>[1] = {}) {
  const all = table('auto', more)
  const box = all.hub.plug(OWN_BOX)
  await all.source.start(all.host)
  await all.opened(box)
  box.say(boxReport(1, 0))
  return { ...all, box }
}

/** A short press of button 0: two reports, of which the first has this number. */
function press(box: PluggedDevice, seq: number): void {
  box.say(boxReport(seq, 1))
  box.say(boxReport(seq + 1, 0))
}

describe('an own HID box', () => {
  it('calls with a short press, under its names', async () => {
    const { box, host } = await withBox()
    press(box, 2)
    expect(host.presses).toEqual([{ action: 'call', box: NAMES }])
  })

  it("is the source's till if it has one", async () => {
    const { box, host } = await withBox({ cashier: 4 })
    press(box, 2)
    expect(host.presses).toEqual([{ action: 'call', box: NAMES, cashier: 4 }])
  })

  it('closes or opens its till as soon as the press is long, without another report', async () => {
    const { box, host, clock } = await withBox()
    box.say(boxReport(2, 1))
    clock.advance(1_499)
    expect(host.presses).toEqual([])
    clock.advance(1)
    expect(host.presses).toMatchObject([{ action: 'toggle' }])
    box.say(boxReport(3, 0))
    expect(host.presses).toHaveLength(1)
  })

  it('asks for help with its second button, and with both', async () => {
    const { box, host } = await withBox()
    box.say(boxReport(2, 2))
    box.say(boxReport(3, 0))
    box.say(boxReport(4, 3))
    box.say(boxReport(5, 0))
    expect(host.presses.map(({ action }) => action)).toEqual(['help', 'help'])
  })

  it('makes no press of a button that is down when it is opened', async () => {
    const { hub, source, host, opened } = table('auto')
    const box = hub.plug(OWN_BOX)
    await source.start(host)
    await opened(box)
    box.say(boxReport(9, 1))
    box.say(boxReport(10, 0))
    expect(host.presses).toEqual([])
  })

  it('tells doctor of lost, repeated and strange reports, and of a stuck button', async () => {
    const { box, pass, source } = await withBox()
    box.say(boxReport(4, 2))
    box.say(boxReport(4, 2, 1, 4))
    box.say(Buffer.of(1, 2, 3))
    await pass(30_000)
    expect(source.boxes()).toMatchObject([
      { names: NAMES, device: '/dev/hidraw0', model: 'cashierq-hid', status: { kind: 'open' }, stuck: [1] },
    ])
    const [report] = source.boxes()
    expect(report?.counts).toMatchObject({ frames: 3, missed: 2, repeated: 1, lost: 4, discardedBytes: 3, presses: 0 })
    expect(source.counts()).toEqual({ lines: 4, presses: 0, ignoredLines: 1, discardedBytes: 3, reopened: 0 })
  })
})

describe("an own box's lamps", () => {
  it('are told when it is opened, when they change, and every two seconds', async () => {
    const { hub, source, host, pass, opened } = table('auto', { cashier: 3 })
    const box = hub.plug(OWN_BOX)
    await source.start(host)
    await opened(box)
    expect(box.written).toEqual(['0001000000'])
    host.desks.show(3, 'slow')
    await rest()
    expect(box.written.slice(1)).toEqual(['0000000100'])
    host.desks.show(3, 'fast')
    host.desks.wantHelp(3)
    await rest()
    expect(box.written.at(-1)).toBe('0003000100')
    const told = box.written.length
    await pass(2_000)
    expect(box.written.slice(told)).toEqual(['0003000100'])
  })

  it('warn while nobody has assigned it, and follow as soon as somebody has', async () => {
    const { box, host, clock } = await withBox()
    const masks = new Set<string>()
    for (let times = 0; times < 20; times++) {
      clock.advance(100)
      await rest()
      masks.add(box.written.at(-1) ?? '')
    }
    expect([...masks].sort()).toEqual(['0000000000', '0001000000'])
    host.tills.set('hid:1209:0002:A1', 3)
    host.desks.show(3, 'fast')
    await rest()
    expect(box.written.at(-1)).toBe('0001000100')
  })

  it('are told to nobody after the end', async () => {
    const { box, source, host, clock } = await withBox()
    await source.stop()
    const told = box.written.length
    host.desks.show(3, 'fast')
    clock.advance(10_000)
    await rest()
    expect(box.written).toHaveLength(told)
    expect(clock.pending).toBe(0)
    expect(host.desks.listeners).toBe(0)
  })
})

describe('plugging', () => {
  it('is noticed within a second, and the box is opened once', async () => {
    const { hub, source, host, look, said } = table('auto')
    await source.start(host)
    await rest()
    expect(source.status()).toMatchObject({ kind: 'lost', reason: 'no such device is plugged in' })
    const box = hub.plug(OWN_BOX)
    await look()
    await look()
    expect(source.status().kind).toBe('open')
    expect(box.opened).toBe(1)
    expect(said.map(({ text }) => text)).toEqual(['the button box is read'])
  })

  it('out is noticed within a second although the driver says nothing, and in again under another number too', async () => {
    const { box, hub, source, look, host, said } = await withBox()
    hub.pull(box)
    await look()
    expect(box.closed).toBe(1)
    expect(source.status().kind).toBe('lost')
    expect(source.boxes()).toMatchObject([{ status: { kind: 'lost', reason: 'it is not plugged in' } }])
    const again = hub.plug({ ...OWN_BOX, path: '/dev/hidraw7', plugging: '0003:1209:0002.0009' })
    await look()
    again.say(boxReport(50, 0))
    press(again, 51)
    expect(host.presses).toEqual([{ action: 'call', box: NAMES }])
    expect(source.boxes()).toMatchObject([{ device: '/dev/hidraw7', status: { kind: 'open' } }])
    expect(source.counts().reopened).toBe(1)
    expect(said.map(({ level }) => level)).toEqual(['info', 'warn', 'info'])
  })

  it('out and in between two looks is noticed by the number of the plugging', async () => {
    const { box, hub, look } = await withBox()
    hub.pull(box)
    const again = hub.plug({ ...OWN_BOX, plugging: '0003:1209:0002.0002' })
    await look()
    expect([box.closed, again.opened]).toEqual([1, 1])
  })

  it('out while a button is held leaves the press that was made', async () => {
    const { box, hub, look, host, clock } = await withBox()
    box.say(boxReport(2, 1))
    hub.pull(box)
    await look()
    expect(host.presses).toMatchObject([{ action: 'call' }])
    clock.advance(5_000)
    expect(host.presses).toHaveLength(1)
  })
})

describe('a device that vanishes', () => {
  it('during a read is closed, and opened again when it is back; what the box has kept meanwhile is heard', async () => {
    const { box, source, look, host } = await withBox()
    box.fail('could not read from HID device')
    expect(source.status()).toMatchObject({ kind: 'lost' })
    expect(box.closed).toBe(1)
    await look()
    expect(box.opened).toBe(2)
    press(box, 2)
    expect(host.presses).toHaveLength(1)
  })

  it('during a write is closed, and opened again when it is back', async () => {
    const { box, source, look, host } = await withBox({ cashier: 3 })
    box.fault = 'write_fails'
    host.desks.show(3, 'fast')
    await rest()
    expect(source.boxes()).toMatchObject([{ status: { kind: 'lost', reason: 'Cannot write to hid device' } }])
    expect(box.closed).toBe(1)
    box.fault = 'none'
    await look()
    expect(box.written.at(-1)).toBe('0001000100')
  })

  it('in a write that never ends is closed after three seconds', async () => {
    const { box, source, clock, host } = await withBox({ cashier: 3 })
    box.fault = 'write_hangs'
    host.desks.show(3, 'fast')
    clock.advance(2_999)
    expect(box.closed).toBe(0)
    clock.advance(1)
    expect(box.closed).toBe(1)
    expect(source.boxes()).toMatchObject([{ status: { reason: 'it has taken nothing for 3 s' } }])
  })

  it('and does not end its closing holds up no other box', async () => {
    const { box, hub, look } = await withBox()
    box.fault = 'close_hangs'
    hub.pull(box)
    const other = hub.plug({ ...AWAY, serial: 'B2' })
    await look()
    expect(other.isOpen).toBe(true)
    box.release()
  })

  it('says nothing any more: what still comes of it is not heard', async () => {
    const { box, host } = await withBox()
    box.keepTalking = true
    box.fail('could not read from HID device')
    press(box, 2)
    expect(host.presses).toEqual([])
  })
})

describe('a device that may not be opened', () => {
  it('is refused with the reason, told once, and opened as soon as it may be', async () => {
    const { hub, source, host, look, said } = table('auto')
    const box = hub.plug(OWN_BOX)
    box.fault = 'denied'
    await source.start(host)
    await look()
    await look()
    expect(source.status()).toMatchObject({ kind: 'refused', reason: 'cannot open device with path /dev/hidraw0' })
    expect(said).toEqual([{ level: 'error', text: 'the button box cannot be opened; it is tried again' }])
    box.fault = 'none'
    await look()
    expect(source.status().kind).toBe('open')
  })
})

describe('two identical boxes', () => {
  it('without serial numbers are told apart by where they are plugged in', async () => {
    const { hub, source, host, opened } = table('auto')
    const { serial: _, ...bare } = OWN_BOX
    const { serial: __, ...alsoBare } = AWAY
    const [left, right] = [hub.plug(bare), hub.plug(alsoBare)]
    await source.start(host)
    await opened(left)
    await opened(right)
    for (const box of [left, right]) box.say(boxReport(1, 0))
    press(right, 2)
    press(left, 2)
    expect(host.presses.map(({ box }) => box)).toEqual([['at:pci-0000:00:14.0-usb-0:3'], [`at:${PLACE}`]])
  })

  it('with one serial number are as without', async () => {
    const { box, hub, look, host } = await withBox()
    const twin = hub.plug(AWAY)
    await look()
    expect([box.closed, box.opened, twin.opened]).toEqual([1, 2, 1])
    for (const one of [box, twin]) one.say(boxReport(1, 0))
    press(box, 2)
    press(twin, 2)
    expect(host.presses.map((made) => made.box)).toEqual([[`at:${PLACE}`], ['at:pci-0000:00:14.0-usb-0:3']])
    hub.pull(twin)
    await look()
    box.say(boxReport(1, 0))
    press(box, 2)
    expect(host.presses.at(-1)?.box).toEqual(NAMES)
  })
})

describe('a keyboard', () => {
  it.each(['auto', '04d9:1203'])('is never opened by hid:%s', async (address) => {
    const { hub, source, host, look } = table(address)
    const pad = hub.plug(PAD)
    await source.start(host)
    await look()
    expect(pad.opened).toBe(0)
  })

  it('that is named as a number pad calls what is typed', async () => {
    const { hub, source, host, opened, tills } = table('numpad:04d9:1203')
    const [pad, box] = [hub.plug(PAD), hub.plug(OWN_BOX)]
    await source.start(host)
    await opened(pad)
    for (const keys of [[0x59], [], [0x5a], [], [0x58], []]) pad.say(padReport(...keys))
    expect(tills()).toEqual([12])
    expect(host.presses).toEqual([{ action: 'call', cashier: 12 }])
    expect(box.opened).toBe(0)
  })

  it('is read anew after it was plugged in again: half a number is forgotten', async () => {
    const { hub, source, host, opened, look, tills } = table('numpad:04d9:1203')
    const pad = hub.plug(PAD)
    await source.start(host)
    await opened(pad)
    pad.say(padReport(0x59))
    pad.fail('could not read from HID device')
    await look()
    for (const keys of [[0x5a], [], [0x58], []]) pad.say(padReport(...keys))
    expect(tills()).toEqual([2])
  })
})

describe('any other HID device', () => {
  const button = { ...OWN_BOX, vendorId: 0x1234, productId: 0xabcd, product: 'Thing' }

  it('is not opened by itself', async () => {
    const { hub, source, host, look } = table('auto')
    const thing = hub.plug(button)
    await source.start(host)
    await look()
    expect(thing.opened).toBe(0)
  })

  it('is one button when it is named', async () => {
    const { hub, source, host, opened } = table('1234:ABCD', { cashier: 6 })
    const thing = hub.plug(button)
    await source.start(host)
    await opened(thing)
    for (const byte of [0, 1, 0]) thing.say(Buffer.of(byte))
    expect(host.presses).toEqual([{ action: 'call', box: ['hid:1234:abcd:A1', `at:${PLACE}`], cashier: 6 }])
  })

  it('is told from others by its serial number', async () => {
    const { hub, source, host, opened } = table('1234:abcd:B2')
    const [one, two] = [hub.plug(button), hub.plug({ ...button, path: '/dev/hidraw2', serial: 'B2' })]
    await source.start(host)
    await opened(two)
    expect(one.opened).toBe(0)
  })
})

describe('a machine without node-hid', () => {
  it('is told what to install, and goes on without', async () => {
    const { hub, source, host, look } = table('auto')
    const list = hub.list.bind(hub)
    hub.list = async () => {
      await list()
      throw new Error('HID devices need node-hid: npm install node-hid')
    }
    await source.start(host)
    await look()
    expect(source.status()).toMatchObject({ kind: 'refused', reason: expect.stringContaining('npm install node-hid') })
    hub.list = list
    const box = hub.plug(OWN_BOX)
    await look()
    expect(box.isOpen).toBe(true)
  })
})
