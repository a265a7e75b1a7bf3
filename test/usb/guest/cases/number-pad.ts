/** A number pad, read by the report that a keyboard gives a computer's firmware. */
import { it } from 'node:test'
import { NumberPad, PAD_IDS } from '../number-pad.ts'
import type { Shop } from '../shop.ts'

export type PadCase = { readonly shop: Shop; readonly port: number; readonly tills: readonly number[] }

export const PAD_SOURCE = `hid:numpad:${PAD_IDS.vendor}:${PAD_IDS.product}`

export function numberPad({ shop, port, tills }: PadCase): void {
  const pad = new NumberPad()

  it('calls the till whose number is typed, on Enter', async () => {
    await pad.device.plug(port)
    await shop.untilBox(`at:platform-dummy_hcd.${port}-usb-0:1`, 'open')
    for (const till of tills) await shop.log.takes(`call ${till}`, () => pad.type(till))
  })
}
