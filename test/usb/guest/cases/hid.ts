/** One box that is a HID, on a true /dev/hidraw. */
import { it } from 'node:test'
import type { HidBox } from '../hid-box.ts'
import type { Shop } from '../shop.ts'
import { until } from '../until.ts'

export type HidCase = {
  readonly shop: Shop
  /** Plugged in. */
  readonly box: HidBox
  readonly name: string
  readonly till: number
  readonly ports: readonly [own: number, another: number]
}

const LIT = { on: 1, blink: 0 }
const FAST = { on: 1, blink: 1 }

export function hidBox({ shop, box, name, till, ports: [own, another] }: HidCase): void {
  const call = `call ${till}` as const
  const lamp = ({ on, blink }: typeof LIT) =>
    until(`the lamp is ${on}, ${blink}`, () => box.masks.on === on && box.masks.blink === blink)

  it('brings a press into the log once', async () => {
    await shop.untilBox(name, 'open')
    await lamp(LIT)
    await box.greet()
    await shop.log.takes(call, () => box.press())
  })

  it('shows at its lamp what became of the press', async () => {
    await lamp(FAST)
    await lamp(LIT)
  })

  it('is missed when it is unplugged', async () => {
    box.unplug()
    await shop.untilBox(name, 'lost')
  })

  for (const [where, port] of [
    ['the same port', own],
    ['another port', another],
  ] as const) {
    it(`is found again in ${where}, with its lamp and its presses`, async () => {
      box.unplug()
      await box.plug(port)
      await lamp(LIT)
      await box.greet()
      await shop.log.takes(call, () => box.press())
      await lamp(FAST)
      await lamp(LIT)
    })
  }
}
