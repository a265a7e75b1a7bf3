/**
 * /dev and /sys of a machine with serial ports, in a folder: links as udev makes them, ids as the kernel tells them.
 *
 * How to extend: `plug` takes whatever a port may have; a port without `byId` has no such link, and so on.
 */
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { folder } from '../../helpers/bridge-kit.ts'

export type PluggedPort = {
  /** The name of its node, `ttyUSB0`; or the full path of one that exists outside of the folder. */
  readonly node: string
  readonly byId?: string
  readonly byPath?: readonly string[]
  readonly usb?: { readonly vendor: string; readonly product: string; readonly serial?: string }
}

export class PortFolder {
  readonly root: string

  private constructor(root: string) {
    this.root = root
  }

  static async make(): Promise<PortFolder> {
    const ports = new PortFolder(await folder())
    for (const dir of ['dev/serial/by-id', 'dev/serial/by-path', 'sys/class/tty']) {
      await mkdir(join(ports.root, dir), { recursive: true })
    }
    return ports
  }

  node(name: string): string {
    return name.startsWith('/') ? name : join(this.root, 'dev', name)
  }

  byId(name: string): string {
    return join(this.root, 'dev/serial/by-id', name)
  }

  byPath(name: string): string {
    return join(this.root, 'dev/serial/by-path', name)
  }

  /** As udev: the links first vanish, then lead to whoever came last. */
  async plug({ node, byId, byPath = [], usb }: PluggedPort): Promise<void> {
    if (!node.startsWith('/')) await writeFile(this.node(node), '')
    const target = node.startsWith('/') ? node : `../../${node}`
    const links = [...(byId === undefined ? [] : [this.byId(byId)]), ...byPath.map((name) => this.byPath(name))]
    for (const link of links) {
      await rm(link, { force: true })
      await symlink(target, link)
    }
    if (usb) await this.#tell(basename(node), usb)
  }

  async unplug({ node, byId, byPath = [] }: PluggedPort): Promise<void> {
    const links = [...(byId === undefined ? [] : [this.byId(byId)]), ...byPath.map((name) => this.byPath(name))]
    for (const link of links) await rm(link, { force: true })
    await rm(join(this.root, 'sys/class/tty', basename(node)), { recursive: true, force: true })
    if (!node.startsWith('/')) await rm(this.node(node), { force: true })
  }

  /** A converter's tty lies one folder deeper than its interface, as in the kernel. */
  async #tell(name: string, { vendor, product, serial }: NonNullable<PluggedPort['usb']>): Promise<void> {
    const device = join(this.root, `sys/devices/usb-of-${name}`)
    const port = join(device, `1-2:1.0/${name}`)
    await mkdir(port, { recursive: true })
    await writeFile(join(device, 'idVendor'), `${vendor}\n`)
    await writeFile(join(device, 'idProduct'), `${product}\n`)
    await rm(join(device, 'serial'), { force: true })
    if (serial !== undefined) await writeFile(join(device, 'serial'), `${serial}\n`)
    const entry = join(this.root, 'sys/class/tty', name)
    await mkdir(entry, { recursive: true })
    await rm(join(entry, 'device'), { force: true })
    await symlink(port, join(entry, 'device'))
  }
}
