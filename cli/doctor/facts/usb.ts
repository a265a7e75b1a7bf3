/** USB devices from /sys: who they are, and whether they may be put to sleep. */
import { basename } from 'node:path'
import type { Tree } from './tree.ts'
import { readUdevRecord, type UdevRecord } from './udev.ts'

export type UsbDevice = {
  /** Where it is plugged in: `1-2.3` is bus 1, socket 2, socket 3 of the hub there. */
  readonly place: string
  /** Four hex digits, lower case. */
  readonly vendor: string
  readonly product: string
  readonly serial?: string
  readonly manufacturer?: string
  readonly title?: string
  /** Idle time after which it is put to sleep, ms; absent if it never is. */
  readonly sleepsAfterMs?: number
  readonly udev: UdevRecord
}

export async function readUsbDevices(tree: Tree): Promise<UsbDevice[]> {
  const devices: UsbDevice[] = []
  for (const name of await tree.list('/sys/bus/usb/devices')) {
    // `1-2:1.0` is an interface of 1-2, and `usb1` the computer's own socket.
    if (/^\d+-[\d.]+$/u.test(name)) devices.push(await readUsb(tree, `/sys/bus/usb/devices/${name}`))
  }
  return devices
}

/** `folder`: the device's own, in whichever part of /sys. */
export async function readUsb(tree: Tree, folder: string): Promise<UsbDevice> {
  const [serial, manufacturer, title] = await Promise.all([
    tree.text(`${folder}/serial`),
    tree.text(`${folder}/manufacturer`),
    tree.text(`${folder}/product`),
  ])
  const sleepsAfterMs = await readSleep(tree, folder)
  return {
    place: basename(folder),
    vendor: (await tree.text(`${folder}/idVendor`)) ?? '',
    product: (await tree.text(`${folder}/idProduct`)) ?? '',
    udev: await readUdevRecord(tree, await tree.text(`${folder}/dev`)),
    ...(serial && { serial }),
    ...(manufacturer && { manufacturer }),
    ...(title && { title }),
    ...(sleepsAfterMs !== undefined && { sleepsAfterMs }),
  }
}

async function readSleep(tree: Tree, folder: string): Promise<number | undefined> {
  if ((await tree.text(`${folder}/power/control`)) !== 'auto') return undefined
  const delay = await tree.number(`${folder}/power/autosuspend_delay_ms`)
  // A negative delay means never.
  return delay === undefined || delay < 0 ? undefined : delay
}
