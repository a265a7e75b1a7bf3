/**
 * HID boxes that the bridge knows, by the ids that they tell the computer.
 *
 * How to add a model: one row. `cashierq bridge --record FILE --source hid:VVVV:PPPP` shows what its reports look like.
 * A keyboard is never a row here: reading one unasked would be a key logger. Number pads are named by a person.
 */
import { type GestureMap, TILL_BOX } from '../../protocol/box/gesture.ts'
import type { ReportLayout } from '../sources/hid/report-decoder.ts'

export type HidModel = {
  readonly name: string
  /** For people. */
  readonly title: string
  readonly vendorId: number
  readonly productId: number
  /** How its product string begins, where it shares its ids with others. */
  readonly product?: string
  /** The collection that has the buttons, where the device has several. */
  readonly usage?: HidUsage
  readonly layout: ReportLayout
  /** How many it has that can be set. */
  readonly lamps: number
  readonly gestures: GestureMap
}

/** What of a model matters for reading it. */
export type HidReading = Pick<HidModel, 'name' | 'layout' | 'lamps' | 'gestures'>

export type HidUsage = { readonly page: number; readonly usage: number }

/** What a model is recognised by. */
export type HidIdentity = {
  readonly vendorId: number
  readonly productId: number
  readonly product?: string
  readonly usages: readonly HidUsage[]
}

/** A foot has no sense for long and short: every pedal calls, as it goes down. */
const PEDALS: GestureMap = {
  rules: [0, 1, 2].map((button) => ({ gesture: 'short', button, action: 'call' })),
  longAfter: TILL_BOX.longAfter,
}

export const HID_MODELS: readonly HidModel[] = [
  {
    name: 'cashierq-hid',
    title: 'CashierQ button box (HID)',
    // pid.codes' test ids, which anybody may use; the product string tells our firmware from others' experiments.
    vendorId: 0x1209,
    productId: 0x0002,
    product: 'CashierQ box',
    usage: { page: 0xff00, usage: 0x01 },
    layout: { kind: 'box' },
    lamps: 2,
    gestures: TILL_BOX,
  },
  {
    name: 'vec-footpedal',
    title: 'VEC Infinity foot pedal (IN-USB-1, IN-USB-2)',
    vendorId: 0x05f3,
    productId: 0x00ff,
    layout: { kind: 'bits', byte: 0, buttons: 3 },
    lamps: 0,
    gestures: PEDALS,
  },
]

/** A device that a person has named and no row describes: one button, down while its first byte is not zero. */
export const PLAIN_HID: HidReading = {
  name: 'hid-button',
  layout: { kind: 'nonzero', byte: 0 },
  lamps: 0,
  gestures: TILL_BOX,
}

/** Named by a person, never found by itself. */
export const NUMBER_PAD: HidReading = {
  name: 'number-pad',
  layout: { kind: 'number_pad' },
  lamps: 0,
  gestures: { rules: [], longAfter: TILL_BOX.longAfter },
}

export function hidModelOf(device: HidIdentity): HidModel | undefined {
  return HID_MODELS.find((model) => isModel(model, device))
}

function isModel({ vendorId, productId, product = '', usage }: HidModel, device: HidIdentity): boolean {
  const ids = device.vendorId === vendorId && device.productId === productId
  return ids && (device.product ?? '').startsWith(product) && (!usage || hasUsage(device, usage))
}

/** A system that tells no usages (hidapi's libusb form) is believed to have the right one. */
function hasUsage({ usages }: HidIdentity, { page, usage }: HidUsage): boolean {
  return usages.length === 0 || usages.some((one) => one.page === page && one.usage === usage)
}

const GENERIC_DESKTOP = 0x01
const TYPING = [0x06, 0x07]

/** Whether people type on it (keyboard or keypad). */
export function isKeyboard({ usages }: HidIdentity): boolean {
  return usages.some(({ page, usage }) => page === GENERIC_DESKTOP && TYPING.includes(usage))
}
