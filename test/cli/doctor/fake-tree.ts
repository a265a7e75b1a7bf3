/**
 * A machine's /proc, /sys, /dev and /run in a folder: the doctor's readers take it for the root.
 *
 * How to extend: `plant` takes files (text) and symbolic links (`{ to }`, relative as those of /sys are). What a real
 * machine has is told by `find /sys/class/tty` there.
 */
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export type Leaf = string | { readonly to: string }

export async function plant(root: string, leaves: { readonly [path: string]: Leaf }): Promise<void> {
  for (const [path, leaf] of Object.entries(leaves)) {
    const at = join(root, path)
    await mkdir(dirname(at), { recursive: true })
    if (typeof leaf === 'string') await writeFile(at, leaf)
    else await symlink(leaf.to, at)
  }
}

/** A Leonardo with our firmware at /dev/ttyACM0, an FTDI converter at /dev/ttyUSB0, and a console, as Linux has them. */
export const MACHINE: { readonly [path: string]: Leaf } = {
  ...usbDevice('1-2', { vendor: '1209', product: '0001', serial: 'A1', title: 'CashierQ box' }),
  '/sys/devices/pci0/usb1/1-2/1-2:1.0/tty/ttyACM0/dev': '166:0\n',
  '/sys/devices/pci0/usb1/1-2/1-2:1.0/tty/ttyACM0/device': { to: '../../../1-2:1.0' },
  '/sys/devices/pci0/usb1/1-2/1-2:1.0/driver': { to: '../../../../../bus/usb/drivers/cdc_acm' },
  '/sys/class/tty/ttyACM0': { to: '../../devices/pci0/usb1/1-2/1-2:1.0/tty/ttyACM0' },
  '/dev/ttyACM0': '',
  '/dev/serial/by-id/usb-CashierQ_box_A1-if00': { to: '../../ttyACM0' },
  '/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0': { to: '../../ttyACM0' },
  '/run/udev/data/c166:0':
    'S:serial/by-id/usb-CashierQ_box_A1-if00\nE:ID_MM_PORT_IGNORE=1\nG:uaccess\nQ:uaccess\nV:1\n',

  ...usbDevice('1-3.1', { vendor: '0403', product: '6001', title: 'FT232R', control: 'auto', delay: '2000' }),
  '/sys/devices/pci0/usb1/1-3.1/1-3.1:1.0/ttyUSB0/latency_timer': '16\n',
  '/sys/devices/pci0/usb1/1-3.1/1-3.1:1.0/ttyUSB0/driver': { to: '../../../../../../bus/usb-serial/drivers/ftdi_sio' },
  '/sys/devices/pci0/usb1/1-3.1/1-3.1:1.0/ttyUSB0/tty/ttyUSB0/dev': '188:0\n',
  '/sys/devices/pci0/usb1/1-3.1/1-3.1:1.0/ttyUSB0/tty/ttyUSB0/device': { to: '../../../ttyUSB0' },
  '/sys/class/tty/ttyUSB0': { to: '../../devices/pci0/usb1/1-3.1/1-3.1:1.0/ttyUSB0/tty/ttyUSB0' },
  '/dev/ttyUSB0': '',
  '/run/udev/data/c189:31': 'E:ID_MM_DEVICE_IGNORE=1\n',

  '/sys/class/tty/console/dev': '5:1\n',
  '/sys/devices/pnp0/tty/ttyS0/device': { to: '../../../pnp0' },
  '/sys/class/tty/ttyS0': { to: '../../devices/pnp0/tty/ttyS0' },

  '/sys/devices/virtual/misc/uhid/0005:05AC:0256.0001/uevent':
    'DRIVER=hid-generic\nHID_ID=0005:000016C0:000005DF\nHID_NAME=CashierQ box\nHID_UNIQ=\n',
  '/sys/devices/virtual/misc/uhid/0005:05AC:0256.0001/hidraw/hidraw0/dev': '240:0\n',
  '/sys/devices/virtual/misc/uhid/0005:05AC:0256.0001/hidraw/hidraw0/device': { to: '../../../0005:05AC:0256.0001' },
  '/sys/class/hidraw/hidraw0': { to: '../../devices/virtual/misc/uhid/0005:05AC:0256.0001/hidraw/hidraw0' },
}

type Usb = {
  readonly vendor: string
  readonly product: string
  readonly title: string
  readonly serial?: string
  readonly control?: string
  readonly delay?: string
}

function usbDevice(place: string, { vendor, product, title, serial, control = 'on', delay = '2000' }: Usb) {
  const folder = `/sys/devices/pci0/usb1/${place}`
  return {
    [`${folder}/idVendor`]: `${vendor}\n`,
    [`${folder}/idProduct`]: `${product}\n`,
    [`${folder}/product`]: `${title}\n`,
    [`${folder}/dev`]: '189:31\n',
    [`${folder}/power/control`]: `${control}\n`,
    [`${folder}/power/autosuspend_delay_ms`]: `${delay}\n`,
    ...(serial !== undefined && { [`${folder}/serial`]: `${serial}\n` }),
    [`/sys/bus/usb/devices/${place}`]: { to: `../../../devices/pci0/usb1/${place}` },
    [`/sys/bus/usb/devices/${place}:1.0`]: { to: `../../../devices/pci0/usb1/${place}/${place}:1.0` },
  }
}

/** A process as /proc shows it: its name, its command line, its ids, and what it has open. */
export function processFiles(
  pid: number,
  name: string,
  {
    command = [name],
    open = [],
    uid = 1000,
  }: { command?: readonly string[]; open?: readonly string[]; uid?: number } = {},
): { readonly [path: string]: Leaf } {
  const fds = open.map((target, i) => [`/proc/${pid}/fd/${i}`, { to: target }] as const)
  return {
    [`/proc/${pid}/comm`]: `${name}\n`,
    [`/proc/${pid}/cmdline`]: command.map((word) => `${word}\0`).join(''),
    [`/proc/${pid}/status`]: `Name:\t${name}\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nGid:\t${uid}\t${uid}\t${uid}\t${uid}\nGroups:\t20 46 \n`,
    ...Object.fromEntries(fds),
  }
}
