/**
 * Where a Linux hidraw device is plugged in, and which plugging of it this is, from /sys.
 *
 * `HID_PHYS=usb-0000:00:14.0-2.1/input0` names the controller and the ports from there on, which stay while the plug
 * stays. The place is told in the form of udev's by-path names, so that it reads like a serial port's.
 */
import { readFile, realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { systemCode } from '../../../platform/failure.ts'

export type HidPlace = { readonly place?: string; readonly plugging?: string }

/** `sys`: the root of sysfs. Says nothing of a device that is no hidraw, or has just gone. */
export async function hidPlace(path: string, sys = '/sys'): Promise<HidPlace> {
  const device = join(sys, 'class', 'hidraw', basename(path), 'device')
  try {
    // The kernel numbers each device that ever came: 0003:16C0:05DF.0007.
    const plugging = basename(await realpath(device))
    const place = placeOf(await readFile(join(device, 'uevent'), 'utf8'))
    return { plugging, ...(place !== undefined && { place }) }
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    return {}
  }
}

/** Reads a HID device's uevent file. A device that is not on USB has the place that its driver tells. */
export function placeOf(uevent: string): string | undefined {
  const phys = /^HID_PHYS=(?<phys>.+)$/mu.exec(uevent)?.groups?.['phys']
  if (phys === undefined) return undefined
  const usb = /^usb-(?<controller>.+)-(?<ports>\d+(?:\.\d+)*)(?:\/input\d+)?$/u.exec(phys)?.groups
  if (!usb) return phys
  const { controller = '', ports = '' } = usb
  const bus = /^[\da-f]{4}:[\da-f]{2}:[\da-f]{2}\.\d$/u.test(controller) ? 'pci' : 'platform'
  return `${bus}-${controller}-usb-0:${ports}`
}
