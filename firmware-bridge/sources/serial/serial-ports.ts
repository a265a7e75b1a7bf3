/**
 * Which serial ports the machine has, by the names that udev gives them. Linux alone has such names.
 *
 * A by-id name tells vendor, model and serial number of the USB device, wherever it is plugged in; a by-path name tells
 * where, whatever is plugged in there. `/dev/ttyUSB0` tells only who came first.
 */
import { readdir, readFile, readlink, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { UsbIds } from '../../models/serial-models.ts'
import { ifThere } from './if-there.ts'

export type UsbDevice = UsbIds & { readonly serial?: string }

export type SerialPortSeen = {
  /** `/dev/ttyACM0`. */
  readonly node: string
  readonly byId?: string
  readonly byPath?: string
  readonly usb?: UsbDevice
}

/** `root` is `/`, but for tests. */
export async function serialPorts(root = '/'): Promise<readonly SerialPortSeen[]> {
  const byId = await linksIn(join(root, 'dev/serial/by-id'))
  const byPath = await linksIn(join(root, 'dev/serial/by-path'))
  const nodes = [...new Set([...byId.keys(), ...byPath.keys()])].sort()
  return Promise.all(nodes.map((node) => portAt(root, node, byId.get(node), byPath.get(node))))
}

/** The USB device that a link of udev's leads to; undefined for a port that is no USB one, or has just gone. */
export async function usbDeviceAt(link: string, root = '/'): Promise<UsbDevice | undefined> {
  const target = await ifThere(readlink(link))
  return target === undefined ? undefined : usbDeviceOf(root, resolve(dirname(link), target))
}

async function usbDeviceOf(root: string, node: string): Promise<UsbDevice | undefined> {
  const device = await ifThere(realpath(join(root, 'sys/class/tty', basename(node), 'device')))
  // The tty hangs on an interface of the device, and a converter's one level deeper.
  for (let folder = device, up = 0; folder !== undefined && up < 4; folder = dirname(folder), up++) {
    const vendor = await textIn(folder, 'idVendor')
    const product = await textIn(folder, 'idProduct')
    if (vendor === undefined || product === undefined) continue
    const serial = await textIn(folder, 'serial')
    return { vendor, product, ...(serial !== undefined && serial !== '' && { serial }) }
  }
  return undefined
}

/**
 * The name by which this very device is found again: what it is, if that is certain, else where it is plugged in.
 * Devices without a serial number share their by-id name with their twins: it belongs to whichever came last.
 */
export function lastingName(port: SerialPortSeen, ports: readonly SerialPortSeen[]): string | undefined {
  const { byId, byPath, usb } = port
  const hasTwin = ports.some((other) => other !== port && usb && other.usb && isTwin(usb, other.usb))
  const isCertain = !usb || (usb.serial !== undefined && !hasTwin)
  return isCertain ? (byId ?? byPath) : (byPath ?? byId)
}

function isTwin(one: UsbDevice, other: UsbDevice): boolean {
  return one.vendor === other.vendor && one.product === other.product && one.serial === other.serial
}

async function portAt(root: string, node: string, byId?: string, byPath?: string): Promise<SerialPortSeen> {
  const usb = await usbDeviceOf(root, node)
  return { node, ...(byId !== undefined && { byId }), ...(byPath !== undefined && { byPath }), ...(usb && { usb }) }
}

/** By the node they lead to, one link each. */
async function linksIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = (await ifThere(readdir(folder))) ?? []
  const links = new Map<string, string>()
  for (const name of names.sort(plainFirst)) {
    const link = join(folder, name)
    const target = await ifThere(readlink(link))
    if (target === undefined) continue
    const node = resolve(folder, target)
    if (!links.has(node)) links.set(node, link)
  }
  return links
}

/** Newer versions of udev make a second by-path link that tells the USB revision (`usbv2-0:2`); older ones do not. */
function plainFirst(one: string, other: string): number {
  const revision = (name: string) => (name.includes('-usbv') ? 1 : 0)
  return revision(one) - revision(other) || (one < other ? -1 : 1)
}

async function textIn(folder: string, file: string): Promise<string | undefined> {
  return (await ifThere(readFile(join(folder, file), 'utf8')))?.trim()
}
