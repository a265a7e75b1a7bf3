/** Serial ports and HID devices as the kernel shows them in /sys. None is opened: opening resets many boards. */
import { dirname } from 'node:path'
import type { NodeStat, Tree } from './tree.ts'
import { readUdevRecord, type UdevRecord } from './udev.ts'
import { readUsb, type UsbDevice } from './usb.ts'

export type Port = {
  readonly kind: 'serial' | 'hid'
  /** `/dev/ttyACM0` */
  readonly node: string
  /** Links that stay when the number changes; `by-path` names the socket it is plugged into. */
  readonly byId?: string
  readonly byPath?: string
  /** The kernel's driver: `cdc_acm`, `ftdi_sio`. */
  readonly driver?: string
  /** What the device calls itself. */
  readonly title: string
  /** Vendor and product, four hex digits each, as `2341:8036`. */
  readonly ids?: string
  /** Absent for a port that is not on USB. */
  readonly usb?: UsbDevice
  /** Absent if there is no such node although the kernel has the device: a container that was not given it. */
  readonly access?: NodeStat & { readonly mayUse: boolean }
  /** FTDI alone: how long it holds bytes back, ms. */
  readonly latencyMs?: number
  readonly udev: UdevRecord
}

type Found = Pick<Port, 'kind' | 'node' | 'title' | 'ids'> & {
  /** Its folder in /sys; a pseudo terminal has none. */
  readonly device?: string
  /** `MAJOR:MINOR`. */
  readonly dev: string | undefined
}

/** `named`: device nodes that are looked at whatever they are, because the settings name them. */
export async function readPorts(tree: Tree, named: readonly string[] = []): Promise<Port[]> {
  const found = [...(await findSerial(tree, named)), ...(await findHid(tree))]
  for (const node of named) {
    if (!found.some((port) => port.node === node)) found.push({ kind: 'serial', node, dev: undefined, title: '' })
  }
  const links = { byId: await readLinks(tree, 'by-id'), byPath: await readLinks(tree, 'by-path') }
  return Promise.all(found.map((port) => describe(tree, port, links)))
}

async function findSerial(tree: Tree, named: readonly string[]): Promise<Found[]> {
  const found: Found[] = []
  for (const name of await tree.list('/sys/class/tty')) {
    const device = await tree.real(`/sys/class/tty/${name}/device`)
    const node = `/dev/${name}`
    // Consoles are no devices; whether there is anything at the PC's own ports is not found out by looking.
    if (device === undefined || !(/\/usb\d/u.test(device) || named.includes(node))) continue
    found.push({ kind: 'serial', node, device, dev: await tree.text(`/sys/class/tty/${name}/dev`), title: '' })
  }
  return found
}

async function findHid(tree: Tree): Promise<Found[]> {
  const found: Found[] = []
  for (const name of await tree.list('/sys/class/hidraw')) {
    const device = await tree.real(`/sys/class/hidraw/${name}/device`)
    if (device === undefined) continue
    const about = (await tree.text(`${device}/uevent`)) ?? ''
    const title = /^HID_NAME=(.*)$/mu.exec(about)?.[1] ?? ''
    // Bus, vendor and product, the latter two with eight digits: HID_ID=0003:00001209:0000CA51
    const [, vendor, product] = /^HID_ID=\w+:\w{4}(\w{4}):\w{4}(\w{4})$/mu.exec(about) ?? []
    const ids = vendor && product ? { ids: `${vendor}:${product}`.toLowerCase() } : {}
    const dev = await tree.text(`/sys/class/hidraw/${name}/dev`)
    found.push({ kind: 'hid', node: `/dev/${name}`, device, dev, title, ...ids })
  }
  return found
}

type Links = { readonly byId: ReadonlyMap<string, string>; readonly byPath: ReadonlyMap<string, string> }

async function describe(tree: Tree, found: Found, links: Links): Promise<Port> {
  const { kind, node, device, dev, title } = found
  const usb = device === undefined ? undefined : await usbAbove(tree, device)
  const ids = usb ? `${usb.vendor}:${usb.product}` : found.ids
  const access = await tree.stat(node)
  const driver = device === undefined ? undefined : await driverOf(tree, device)
  const latencyMs = device === undefined ? undefined : await tree.number(`${device}/latency_timer`)
  const byId = links.byId.get(node)
  const byPath = links.byPath.get(node)
  return {
    kind,
    node,
    title: title || [usb?.manufacturer, usb?.title].filter(Boolean).join(' '),
    udev: await readUdevRecord(tree, dev),
    ...(ids !== undefined && { ids }),
    ...(byId !== undefined && { byId }),
    ...(byPath !== undefined && { byPath }),
    ...(driver !== undefined && { driver }),
    ...(usb && { usb }),
    ...(access && { access: { ...access, mayUse: await tree.mayUse(node) } }),
    ...(latencyMs !== undefined && { latencyMs }),
  }
}

/** The USB device that a port hangs on: some folders up, behind its interface. */
async function usbAbove(tree: Tree, device: string): Promise<UsbDevice | undefined> {
  for (let at = device; at.length > 1; at = dirname(at)) {
    if (await tree.has(`${at}/idVendor`)) return readUsb(tree, at)
  }
  return undefined
}

async function driverOf(tree: Tree, device: string): Promise<string | undefined> {
  const driver = await tree.link(`${device}/driver`)
  return driver?.slice(driver.lastIndexOf('/') + 1)
}

/** Node to its link below /dev/serial; absent without udev. */
async function readLinks(tree: Tree, folder: 'by-id' | 'by-path'): Promise<Map<string, string>> {
  const links = new Map<string, string>()
  for (const name of await tree.list(`/dev/serial/${folder}`)) {
    const node = await tree.real(`/dev/serial/${folder}/${name}`)
    if (node !== undefined) links.set(node, `/dev/serial/${folder}/${name}`)
  }
  return links
}
