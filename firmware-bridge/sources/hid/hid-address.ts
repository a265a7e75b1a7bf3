/** Which HID devices a source reads: `hid:ADDRESS`. Pure. */
import { type HidReading, hidModelOf, isKeyboard, NUMBER_PAD, PLAIN_HID } from '../../models/hid-models.ts'
import type { HidInfo } from './hid-info.ts'

type Ids = { readonly vendorId: number; readonly productId: number }

export type HidAddress =
  /** Every connected device of a known model. */
  | { readonly kind: 'auto' }
  | ({ readonly kind: 'device'; readonly serial?: string } & Ids)
  | ({ readonly kind: 'number_pad' } & Ids)

export const HID_FORM = 'hid:auto or hid:VVVV:PPPP[:SERIAL][=TILL] or hid:numpad:VVVV:PPPP'

const ADDRESS = /^(?<pad>numpad:)?(?<vendor>[\da-f]{4}):(?<product>[\da-f]{4})(?::(?<serial>.+))?$/iu

/** Undefined: it is no address of a HID device. */
export function parseHidAddress(text: string): HidAddress | undefined {
  if (text === 'auto') return { kind: 'auto' }
  const { pad, vendor = '', product = '', serial } = ADDRESS.exec(text)?.groups ?? {}
  if (vendor === '') return undefined
  const ids = { vendorId: Number.parseInt(vendor, 16), productId: Number.parseInt(product, 16) }
  if (pad === undefined) return { kind: 'device', ...ids, ...(serial !== undefined && { serial }) }
  return serial === undefined ? { kind: 'number_pad', ...ids } : undefined
}

/**
 * How this device is to be read; undefined: not at all.
 *
 * What people type is read only from a number pad that is named as one; and a device that does not tell what it is may
 * be a keyboard, unless its model is known.
 */
export function readingOf(address: HidAddress, info: HidInfo): HidReading | undefined {
  if (address.kind === 'number_pad') return hasIds(address, info) && isKeyboard(info) ? NUMBER_PAD : undefined
  if (isKeyboard(info)) return undefined
  const model = hidModelOf(info)
  if (address.kind === 'auto') return model
  if (!hasIds(address, info) || (address.serial !== undefined && address.serial !== info.serial)) return undefined
  return model ?? (info.usages.length > 0 && !isOtherPart(info) ? PLAIN_HID : undefined)
}

/** The number pads among the sources of the settings: their keys are to be kept from the desktop. */
export function namedPads(sources: readonly string[]): Ids[] {
  return sources.flatMap((source) => {
    const address = source.startsWith('hid:') ? parseHidAddress(source.slice('hid:'.length)) : undefined
    return address?.kind === 'number_pad' ? [{ vendorId: address.vendorId, productId: address.productId }] : []
  })
}

function hasIds(address: Ids, info: HidInfo): boolean {
  return address.vendorId === info.vendorId && address.productId === info.productId
}

/** A device of a known model may have other parts, which have no buttons for us. */
function isOtherPart(info: HidInfo): boolean {
  return hidModelOf({ ...info, usages: [] }) !== undefined
}
