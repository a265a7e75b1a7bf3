/** A shop where many things are wrong at once: the picture in docs/doctor.md is made of it. */
import type { Facts } from '../../../cli/doctor/facts.ts'
import {
  box,
  counts,
  linux,
  NO_UDEV,
  NOW,
  port,
  process,
  redis,
  relay,
  report,
  shop,
  usb,
  wanted,
} from './facts-kit.ts'

const CH340 = usb({ place: '1-3', vendor: '1a86', product: '7523', title: 'USB Serial' })
const PLAIN = '/dev/serial/by-path/pci-0000:00:14.0-usb-0:3:1.0-port0'

export function sickShop(): Facts {
  const boxes = [
    box({
      cashier: 1,
      names: ['box:A1'],
      counts: counts({ frames: 41_200, presses: 310, crcErrors: 96, discardedBytes: 2_140 }),
    }),
    box({ cashier: 2, names: ['box:A2'], device: 'serial:/dev/ttyACM1', stuck: [1] }),
    box({
      cashier: 3,
      names: ['box:A3'],
      device: 'serial:/dev/ttyACM2',
      status: { kind: 'lost', reason: 'it is not plugged in', since: NOW - 720_000 },
      heartbeatAt: NOW - 723_000,
    }),
  ]
  const plain = port({
    node: '/dev/ttyUSB0',
    byId: '/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0',
    byPath: PLAIN,
    ids: '1a86:7523',
    usb: CH340,
    title: 'USB Serial',
    access: { mode: 0o660, uid: 0, gid: 20, mayUse: false },
    udev: NO_UDEV,
  })
  const modemManager = process(801, 'ModemManager')
  const here = linux({
    ports: [port(), plain],
    usb: [usb(), CH340],
    processes: { all: [modemManager], holders: new Map(), hidden: 0 },
  })
  return shop({
    wanted: wanted({
      tills: [1, 2, 3, 4, 5],
      sources: [{ source: `plain:${PLAIN}=4`, path: PLAIN, node: '/dev/ttyUSB0' }],
      sourceTills: [4],
    }),
    bridge: { kind: 'reports', report: report({}, ...boxes) },
    redis: redis({}, { config: new Map([['appendfsync', 'everysec']]) }),
    relay: relay({ clients: { kind: 'counted', byRole: new Map() } }),
    local: { kind: 'linux', ...here },
  })
}
