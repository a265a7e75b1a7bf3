/**
 * Panels that are read through their makers' or users' libraries, by the ids that they tell the computer.
 *
 * The libraries know how to talk to them; the ids stand here as well, because rights (udev) must be given on machines
 * where the libraries are not installed. A test holds these lists against the libraries' own.
 */
import { type GestureMap, TILL_BOX } from '../../protocol/box/gesture.ts'

export type PanelIds = { readonly title: string; readonly vendorId: number; readonly productIds: readonly number[] }

/** Without Corsair's keyboard that has a Stream Deck in it: a keyboard is never read unasked. */
export const STREAM_DECKS: PanelIds = {
  title: 'Elgato Stream Deck',
  vendorId: 0x0fd9,
  productIds: ids('0060 0063 006c 006d 0080 0084 0086 008f 0090 009a 00a5 00aa 00b3 00b8 00b9 00ba 00c6'),
}

/** Without the ones that have letters on them. */
export const X_KEYS: PanelIds = {
  title: 'X-keys',
  vendorId: 0x05f3,
  productIds: ids(`
    00d2 0403 0405 0406 0408 0419 041b 0426 0428 0429 042b 0438 043a 0441 0443 045a 045c 045d 045f 0461
    0463 0467 0469 046a 046c 04a8 04ab 04bd 04c0 04c1 04c4 04c5 04c8 04c9 04cb 04ce 04cf 04d2 04dc 04df
    04e9 04ec 04fb 04fe 04ff 0502 0524 0525 0526 0527 0528 0529 052a 052c 052d 052e 052f 0530 0531 0532
    0533 0547 054a 054b 054c 054d 054e 054f 0550 0551 0553 0554 0555 0556 0557 0558 0559 055a 055b 0562
    0563 0564 0565 0566 0567 0568 056c 056d 056e 056f 0570 0571 0572 0574 0575 0576 0577 0578 0579 057a
    057c 058e 058f 0590 0591 0592 0593 0594 05b0 05d0 05d1 05d2 05d3 05d4 05d5 05d6 05d8 05d9 05da 05db
    05dc 05dd 05de 05e1 05e2 05e3 05e4 05e5 05e6`),
}

/** What a key stands for, whichever it is: a short press calls, a long one closes or opens its till. */
export const PANEL_KEY: GestureMap = {
  rules: [
    { gesture: 'short', button: 0, action: 'call' },
    { gesture: 'long', button: 0, action: 'toggle' },
  ],
  longAfter: TILL_BOX.longAfter,
}

export const PANELS: readonly PanelIds[] = [STREAM_DECKS, X_KEYS]

export function isPanel({ vendorId, productIds }: PanelIds, ids: { vendorId: number; productId: number }): boolean {
  return ids.vendorId === vendorId && productIds.includes(ids.productId)
}

function ids(hex: string): number[] {
  return hex
    .trim()
    .split(/\s+/u)
    .map((id) => Number.parseInt(id, 16))
}
