/**
 * Facts of a shop in which all is well, to be spoiled one thing at a time.
 *
 * How to extend: a test calls `shop` with what differs. A new fact gets its healthy value here, and every check's test
 * has it.
 */

import { examine } from '../../../cli/doctor/checks.ts'
import type { Port } from '../../../cli/doctor/facts/ports.ts'
import type { Process } from '../../../cli/doctor/facts/processes.ts'
import type { RelayFacts } from '../../../cli/doctor/facts/relay.ts'
import type { UdevRecord } from '../../../cli/doctor/facts/udev.ts'
import type { UsbDevice } from '../../../cli/doctor/facts/usb.ts'
import type { Facts, Linux, Wanted } from '../../../cli/doctor/facts.ts'
import type { Finding } from '../../../cli/doctor/finding.ts'
import type { BridgeReport } from '../../../firmware-bridge/bridge-report.ts'
import type { BoxReport } from '../../../firmware-bridge/sources/source.ts'
import type { RedisInspection } from '../../../relay/log/redis-inspect.ts'

export const NOW = Date.UTC(2026, 10, 21, 14, 3)
export const NO_UDEV: UdevRecord = { properties: new Map(), tags: new Set() }

export function usb(more: Partial<UsbDevice> = {}): UsbDevice {
  return { place: '1-2', vendor: '1209', product: '0001', serial: 'A1', title: 'CashierQ box', udev: NO_UDEV, ...more }
}

const LINKS = {
  byId: '/dev/serial/by-id/usb-CashierQ_box_A1-if00',
  byPath: '/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0',
}

/** A box's own port, which `tom` may open by his group. */
export function port(more: Partial<Port> = {}): Port {
  const device = more.usb ?? usb()
  return {
    kind: 'serial',
    node: '/dev/ttyACM0',
    ...(more.node === undefined && LINKS),
    driver: 'cdc_acm',
    title: 'CashierQ box',
    ids: `${device.vendor}:${device.product}`,
    usb: device,
    access: { mode: 0o660, uid: 0, gid: 46, mayUse: true },
    udev: { properties: new Map([['ID_MM_PORT_IGNORE', '1']]), tags: new Set() },
    ...more,
  }
}

export function process(pid: number, name: string, more: Partial<Process> = {}): Process {
  return { pid, name, label: name, ...more }
}

export const BRIDGE_PROCESS = process(412, 'node', { label: 'node main.js', cashierq: 'bridge' })

export function linux(more: Partial<Linux> = {}): Linux {
  return {
    machine: { container: false, timeSet: true },
    person: { role: 'you', uid: 1000, name: 'tom', groups: [1000, 46], coming: [] },
    accounts: {
      users: new Map([
        [0, 'root'],
        [1000, 'tom'],
      ]),
      groups: [
        { gid: 0, name: 'root', members: [] },
        { gid: 20, name: 'dialout', members: [] },
        { gid: 46, name: 'plugdev', members: ['tom'] },
      ],
    },
    processes: { all: [BRIDGE_PROCESS], holders: new Map([['/dev/ttyACM0', [BRIDGE_PROCESS]]]), hidden: 0 },
    ports: [port()],
    usb: [usb()],
    brlttyRules: [],
    ownRules: [],
    unreadable: new Map(),
    ...more,
  }
}

export function box(more: Partial<BoxReport> = {}): BoxReport {
  return {
    names: ['box:A1', 'at:pci-0000:00:14.0-usb-0:2:1.0'],
    device: 'serial:/dev/serial/by-id/usb-CashierQ_box_A1-if00',
    model: 'till-32u4',
    firmware: '1.0',
    cashier: 3,
    status: { kind: 'open', since: NOW - 3_600_000 },
    heartbeatAt: NOW - 400,
    stuck: [],
    counts: counts(),
    ...more,
  }
}

export function counts(more: Partial<BoxReport['counts']> = {}): BoxReport['counts'] {
  const none = { crcErrors: 0, discardedBytes: 0, repeated: 0, missed: 0, lost: 0, refused: 0, silences: 0 }
  return { frames: 4_000, presses: 120, ...none, ...more }
}

export function report(more: Partial<BridgeReport> = {}, ...boxes: readonly BoxReport[]): BridgeReport {
  return {
    version: 1,
    pid: 412,
    startedAt: NOW - 7_200_000,
    now: NOW,
    uptime: 7_200_000,
    memory: 60_000_000,
    eventLoopDelay: 4,
    journal: { kind: 'ok' },
    publisher: { kind: 'publishing' },
    counts: { published: 120, repeated: 0, rewinds: 0, failures: 0 },
    pending: 0,
    sources: [
      {
        kind: 'serial',
        address: 'auto',
        status: { kind: 'open', since: NOW - 7_200_000 },
        counts: { lines: 0, presses: 120, ignoredLines: 0, discardedBytes: 0, reopened: 0 },
        boxes: boxes.length > 0 ? boxes : [box()],
      },
    ],
    ...more,
  }
}

type RedisAnswers = Extract<RedisInspection, { kind: 'answers' }>

export function redis(info: { readonly [field: string]: string } = {}, more: Partial<RedisAnswers> = {}): RedisAnswers {
  const good = { redis_version: '7.0.15', role: 'master', aof_enabled: '1', maxmemory: '0', used_memory: '2000000' }
  return {
    kind: 'answers',
    place: { host: '10.0.0.5', port: 6379, tls: false, label: '10.0.0.5:6379', username: undefined, password: false },
    info: new Map(Object.entries({ ...good, connected_slaves: '0', maxmemory_policy: 'noeviction', ...info })),
    config: new Map([
      ['appendfsync', 'always'],
      ['min-replicas-to-write', '0'],
    ]),
    clock: { offsetMs: 2, withinMs: 2 },
    roundTrip: { kind: 'done', ms: 0.42 },
    ...more,
  }
}

type RelayAnswers = Extract<RelayFacts['state'], { kind: 'answers' }>

export function relay(more: Partial<RelayAnswers> = {}): RelayFacts {
  return {
    address: 'http://127.0.0.1:8000',
    state: {
      kind: 'answers',
      ready: { kind: 'ready', roundTripMs: 1.23 },
      clients: { kind: 'counted', byRole: new Map([['screen', 2]]) },
      board: { kind: 'answered', offsetMs: 1, withinMs: 3 },
      ...more,
    },
  }
}

const TIMES = { holdMs: 3_000, floorMs: 2_000 } as const

export function wanted(more: Partial<Wanted> = {}): Wanted {
  const known = { kind: 'known', tills: {} } as const
  const screen = { diagonalInches: 43, readingMetres: 10, aspect: { width: 16, height: 9 }, tills: [], ...TIMES }
  const none = { sources: [], sourceTills: [], assigned: known, screen }
  return { store: 'main', dataDir: '/var/lib/cashierq', staleAfterMs: 20_000, tills: [3], ...none, ...more }
}

export function shop(more: Partial<Facts> = {}): Facts {
  return {
    now: NOW,
    wanted: wanted(),
    bridge: { kind: 'reports', report: report() },
    folder: { kind: 'there', mode: 0o700, uid: 1000, disk: { free: 60e9, size: 100e9, inodesFree: 1_000_000 } },
    redis: redis(),
    relay: relay(),
    local: { kind: 'linux', ...linux() },
    ...more,
  }
}

/** A shop whose Linux differs. */
export function machine(more: Partial<Linux>, facts: Partial<Facts> = {}): Facts {
  return shop({ local: { kind: 'linux', ...linux(more) }, ...facts })
}

/** A shop whose bridge tells of these boxes. */
export function withBoxes(...boxes: readonly BoxReport[]): Facts {
  return shop({ bridge: { kind: 'reports', report: report({}, ...boxes) } })
}

/** What a check says of a shop, without what is well. */
export function wrong(facts: Facts, check: string): Finding[] {
  return examine(facts).filter((finding) => finding.check === check && finding.severity !== 'ok')
}

/** The text of a mend, as programs get it. */
export function mendOf(finding: Finding | undefined): string | undefined {
  return finding?.mend?.kind === 'run' ? finding.mend.command : finding?.mend?.text
}
