/** One box on a true USB serial line. */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { it } from 'node:test'
import { SerialBox } from '../serial-box.ts'
import type { Shop } from '../shop.ts'
import { until } from '../until.ts'

/** A thing with a serial line that is no box of ours: a scanner, a receipt printer. */
const SCANNER = { vendor: '05e0', product: '1701', manufacturer: 'Nobody', name: 'Scanner' }
/** A reader that spins on a dead line takes a whole processor. */
const MOST_BUSY = 0.5

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
  const idle = () => until('the lamp says that the till is open', () => box.pattern() === 'lit')

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

  it('brings a press into the log once, and has it acknowledged', async () => {
    await idle()
    await shop.log.takes(call, () => box.press())
    await until('the box may forget the press', () => box.queued === 0)
  })

  it('shows at its lamp what became of the press: on screen, then called', async () => {
    await until('the lamp flashes fast', () => box.pattern() === 'fast')
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
    usb.unplug()
    await shop.untilBox(name, 'lost')
    const busy = await shop.busy()
    assert.ok(busy < MOST_BUSY, `${busy} of a processor`)
  })

  it('is found again under another number, with its lamp and all its presses', async () => {
    await scanner.plug(empty)
    await until('the scanner has the number that the box had', () => serialNodes().includes('ttyACM0'))
    await usb.plug(own)
    await until('the box has another number', () => serialNodes().includes('ttyACM1'))
    await shop.untilBox(name, 'open')
    await idle()
    await shop.log.takes(call, () => box.press())
    await idle()
  })

  it('is the same box in another port', async () => {
    usb.unplug()
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
      usb.unplug()
      await usb.plug(own)
      await until('the line is there', () => serialNodes().length === 2)
    }
    await shop.untilBox(name, 'open')
    await idle()
    await shop.log.takes(call, () => box.press())
    const busy = await shop.busy()
    assert.ok(busy < MOST_BUSY, `${busy} of a processor`)
  })

  it('leaves what is no box of ours alone: a printer would print the question', () => {
    assert.deepEqual(scanner.box.heard, [])
    scanner.unplug()
  })
}

function serialNodes(): string[] {
  return readdirSync('/dev').filter((name) => name.startsWith('ttyACM'))
}
