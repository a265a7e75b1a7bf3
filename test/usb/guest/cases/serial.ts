/** One box on a true USB serial line. */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { it } from 'node:test'
import { hasFlashedFast, isAtRest } from '../lamp.ts'
import { asRoot } from '../person.ts'
import { SerialBox } from '../serial-box.ts'
import type { Shop } from '../shop.ts'
import { until } from '../until.ts'

/** A thing with a serial line that is no box of ours: a scanner, a receipt printer. */
const SCANNER = { vendor: '05e0', product: '1701', manufacturer: 'Nobody', name: 'Scanner' }
/** A reader that spins on a dead line reads thousands of times a second. */
const MOST_READS = 500

export type SerialCase = {
  readonly shop: Shop
  readonly usb: SerialBox
  readonly name: string
  readonly till: number
  /** Where the box is plugged in, and two empty ports. */
  readonly ports: readonly [own: number, empty: number, another: number]
}

export function serialBox({ shop, usb, name, till, ports: [own, empty, another] }: SerialCase): void {
  const { box } = usb
  const scanner = new SerialBox({ id: 'scanner', usb: SCANNER })
  const call = `call ${till}` as const
  const idle = () => until('the lamp says that the till is open', () => isAtRest(usb.told))

  it('is known by what it says of itself', async () => {
    const { names, cashier, firmware, model } = await shop.untilBox(name, 'open')
    assert.deepEqual(
      { names, cashier, model, firmware },
      {
        names: [name, `at:platform-dummy_hcd.${own}-usb-0:1`],
        cashier: till,
        model: 'till-box',
        firmware: '1.0',
      },
    )
  })

  it('brings a press into the log once, and may then forget it', async () => {
    await idle()
    await shop.log.takes(call, () => box.press())
    await until('the box has been acknowledged', () => box.queued === 0)
    await idle()
    shop.log.holdsWhatWasPressed()
  })

  it('shows at its lamp what became of a press: on screen, then called', async () => {
    const before = usb.told.length
    await shop.log.takes(call, () => box.press())
    await until('the lamp has been told to flash fast', () => hasFlashedFast(usb.told.slice(before)))
    await idle()
  })

  it('knows a long press from a short one', async () => {
    await shop.log.takes(`close ${till}`, () => box.down())
    box.up()
    await until('the lamp is dark', () => box.pattern() === 'off')
    await shop.log.takes(call, () => box.press())
    await idle()
  })

  it('is missed when it is unplugged, and costs nothing while it is away', async () => {
    await usb.unplug()
    await shop.untilBox(name, 'lost')
    const reads = await shop.readsPerSecond()
    assert.ok(reads < MOST_READS, `${reads} a second`)
  })

  it('is found again under another number, with its lamp and all its presses', async () => {
    await scanner.plug(empty)
    await until('the scanner has the number that the box had', () => serialNodes().includes('ttyACM0'))
    // It is left alone because of what it is, not because of its rights.
    asRoot('udevadm settle && chmod 0666 /dev/ttyACM0')
    await usb.plug(own)
    await until('the box has another number', () => serialNodes().includes('ttyACM1'))
    await shop.untilBox(name, 'open')
    await idle()
    await shop.log.takes(call, () => box.press())
    await idle()
  })

  it('is the same box in another port', async () => {
    await usb.unplug()
    await usb.plug(another)
    await until('it is read there', async () => {
      const known = await shop.box(name)
      return known?.status.kind === 'open' && known.names.includes(`at:platform-dummy_hcd.${another}-usb-0:1`)
    })
    await idle()
    await shop.log.takes(call, () => box.press())
  })

  it('survives a loose plug', async () => {
    for (let time = 0; time < 5; time++) {
      await usb.unplug()
      await usb.plug(own)
      await until('the line is there', () => serialNodes().length === 2)
    }
    await shop.untilBox(name, 'open')
    await idle()
    await shop.log.takes(call, () => box.press())
    const reads = await shop.readsPerSecond()
    assert.ok(reads < MOST_READS, `${reads} a second`)
  })

  it('leaves what is no box of ours alone: a printer would print the question', async () => {
    await scanner.unplug()
    assert.deepEqual(scanner.box.heard, [])
  })
}

function serialNodes(): string[] {
  return readdirSync('/dev').filter((name) => name.startsWith('ttyACM'))
}
