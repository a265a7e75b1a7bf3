/** What is known of a connected HID device before it is opened, and what it is called. Pure. */
import type { HidIdentity } from '../../models/hid-models.ts'

export type HidInfo = HidIdentity & {
  /** What the driver opens: /dev/hidraw3, for example. Another device may have it after the next plugging. */
  readonly path: string
  readonly serial?: string
  /** The USB interface, where the device has several. */
  readonly part?: number
  /** Where it is plugged in (`pci-0000:00:14.0-usb-0:2`); absent where the system does not tell. */
  readonly place?: string
  /** Differs after each plugging, where the system tells. */
  readonly plugging?: string
}

/**
 * The names of each device, the surest first: by its serial number, then by where it is plugged in.
 *
 * A serial number names a device only while no other connected one has the same: whole batches are sold with one.
 */
export function hidNames(info: HidInfo, connected: readonly HidInfo[]): readonly string[] {
  const at = `at:${info.place ?? info.path}`
  if (info.serial === undefined || info.serial === '') return [at]
  const twins = connected.filter((other) => isSameSerial(other, info) && isElsewhere(other, info))
  return twins.length > 0 ? [at] : [`hid:${hidIds(info)}:${plain(info.serial)}`, at]
}

/** Names stand in settings and in the log: no more than that, and nothing that cannot be typed. */
function plain(serial: string): string {
  return serial.replaceAll(/[^\x21-\x7e]/gu, '_').slice(0, 64)
}

/** `1209:0002`. */
function hidIds({ vendorId, productId }: { readonly vendorId: number; readonly productId: number }): string {
  return `${hex(vendorId)}:${hex(productId)}`
}

function isSameSerial(a: HidInfo, b: HidInfo): boolean {
  return a.serial === b.serial && a.vendorId === b.vendorId && a.productId === b.productId
}

/** One device may have several interfaces, each with a path of its own. */
function isElsewhere(a: HidInfo, b: HidInfo): boolean {
  return a.place === undefined || b.place === undefined ? a.path !== b.path : a.place !== b.place
}

function hex(id: number): string {
  return id.toString(16).padStart(4, '0')
}
