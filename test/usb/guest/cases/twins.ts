/**
 * Two boxes that nothing tells apart: no serial number on the USB, and one image with one id in both. Then it counts where
 * each is plugged in.
 */
import { it } from 'node:test'
import { isAtRest } from '../lamp.ts'
import { BUTTON_BOX, SerialBox } from '../serial-box.ts'
import type { Shop } from '../shop.ts'
import { until } from '../until.ts'

export type TwinCase = {
  readonly shop: Shop
  readonly ports: readonly [left: number, right: number]
  /** The tills that are assigned to these ports. */
  readonly tills: readonly [left: number, right: number]
}

export function twins({ shop, ports, tills: [left, right] }: TwinCase): void {
  const [one, other] = [new SerialBox({ id: 'COPY', usb: BUTTON_BOX }), new SerialBox({ id: 'COPY', usb: BUTTON_BOX })]
  const places = ports.map((port) => `at:platform-dummy_hcd.${port}-usb-0:1`)

  async function plug(first: SerialBox, second: SerialBox): Promise<void> {
    await first.plug(ports[0])
    await second.plug(ports[1])
    for (const place of places) {
      const { names } = await shop.untilBox(place, 'open')
      await until(`${names} is known by its place alone`, async () => (await shop.box(place))?.names.length === 1)
    }
  }

  it('are two tills, by where they are plugged in', async () => {
    await plug(one, other)
    await shop.log.takes(`call ${left}`, () => one.box.press())
    await shop.log.takes(`call ${right}`, () => other.box.press())
  })

  it('have a lamp of their own each', async () => {
    await until('both calls are over', () => isAtRest(one.told) && isAtRest(other.told))
    await shop.log.takes(`close ${right}`, () => other.box.down())
    other.box.up()
    await until('one is dark and the other is not', () => other.box.pattern() === 'off' && one.box.pattern() === 'lit')
  })

  it('change tills when they change places', async () => {
    await one.unplug()
    await other.unplug()
    for (const place of places) await shop.untilBox(place, 'lost')
    await plug(other, one)
    await shop.log.takes(`call ${left}`, () => other.box.press())
    await shop.log.takes(`call ${right}`, () => one.box.press())
  })
}
