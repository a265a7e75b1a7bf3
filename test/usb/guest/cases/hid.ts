/** One box that is a HID, on a true /dev/hidraw. */
import { it } from 'node:test'
import type { HidBox } from '../hid-box.ts'
import { hasFlashedFast, isAtRest } from '../lamp.ts'
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

export function hidBox({ shop, box, name, till, ports: [own, another] }: HidCase): void {
  const call = `call ${till}` as const
  const idle = () => until('the lamp says that the till is open', () => isAtRest(box.told))

  async function pressed(): Promise<void> {
    await idle()
    const before = box.told.length
    await shop.log.takes(call, () => box.press())
    await until('the lamp has been told to flash fast', () => hasFlashedFast(box.told.slice(before)))
    await idle()
    shop.log.holdsWhatWasPressed()
  }

  const frames = async () => (await shop.box(name))?.counts.frames ?? 0

  it('brings a press into the log once, and shows at its lamp what became of it', async () => {
    await until('the bridge has heard the box', async () => (await frames()) > 0)
    await pressed()
  })

  it('is missed when it is unplugged', async () => {
    await box.unplug()
    await shop.untilBox(name, 'lost')
  })

  for (const [where, port] of [
    ['the same port', own],
    ['another port', another],
  ] as const) {
    it(`is found again in ${where}, with its lamp and its presses`, async () => {
      const before = await frames()
      await box.unplug()
      await box.plug(port)
      // The bridge starts from the first report that it hears, and Linux drops those of the first 50 ms.
      await until('the bridge has heard the box again', async () => (await frames()) > before)
      await pressed()
    })
  }
}
