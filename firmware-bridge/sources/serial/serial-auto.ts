/**
 * `serial:auto`: every serial port with the USB ids of our own boxes, found as they come.
 *
 * Each port is followed by where it is plugged in, which is the one name that no two of them share; the box itself says
 * who it is. So a box that is moved is another session here, and the same box for whoever assigns it to a till.
 */
import { serialModelOf } from '../../models/serial-models.ts'
import { BoxNames } from '../box/box-names.ts'
import { FramedBox } from '../box/framed-box.ts'
import type { DeviceIdentity } from '../device/device-identity.ts'
import {
  type BoxReport,
  type ButtonSource,
  NO_COUNTS,
  type SourceCounts,
  type SourceHost,
  type SourceStatus,
} from '../source.ts'
import { FollowedPort } from './followed-port.ts'
import { serialPorts, type UsbDevice, usbDeviceAt } from './serial-ports.ts'
import { type SerialTools, serialWay } from './serial-way.ts'

const POLL = 1_000
/** What is said of a source with many boxes: the best that is true of any of them. */
const BEST_FIRST = ['open', 'opening', 'refused', 'lost'] as const

export class AutoSerialSource implements ButtonSource {
  readonly kind = 'serial'
  readonly address: string
  readonly #tools: SerialTools
  readonly #names: BoxNames
  /** By the link that each is followed by. */
  readonly #boxes = new Map<string, FramedBox>()
  #status: SourceStatus = { kind: 'opening' }
  #scanning: Promise<void> = Promise.resolve()
  #cancel: () => void = () => undefined

  constructor(address: string, tools: SerialTools) {
    this.address = address
    this.#tools = tools
    this.#names = tools.boxNames ?? new BoxNames()
  }

  async start(host: SourceHost): Promise<void> {
    this.#status = { kind: 'lost', reason: 'no button box is plugged in', since: this.#tools.clock.now() }
    this.#scanning = this.#scan(host)
  }

  async stop(): Promise<void> {
    this.#status = { kind: 'stopped' }
    this.#cancel()
    await this.#scanning
    await Promise.all([...this.#boxes.values()].map((box) => box.stop()))
  }

  status(): SourceStatus {
    if (this.#status.kind === 'stopped') return this.#status
    const all = [...this.#boxes.values()].map((box) => box.status())
    const [best] = BEST_FIRST.flatMap((kind) => all.filter((status) => status.kind === kind))
    return best ?? this.#status
  }

  counts(): SourceCounts {
    let sum = NO_COUNTS
    for (const box of this.#boxes.values()) sum = added(sum, box.counts())
    return sum
  }

  /** A box that was moved is told once, where it is now. */
  boxes(): readonly BoxReport[] {
    const reports = [...this.#boxes.values()].map((box) => box.report())
    const open = new Set(reports.filter(({ status }) => status.kind === 'open').map(({ names }) => names[0]))
    return reports.filter(({ status, names }) => status.kind === 'open' || !open.has(names[0]))
  }

  async #scan(host: SourceHost): Promise<void> {
    const { root, clock, poll = POLL } = this.#tools
    for (const port of await serialPorts(root)) {
      const link = port.byPath ?? port.byId
      if (link !== undefined && port.usb && isOurs(port.usb) && !this.#boxes.has(link)) this.#meet(link, host)
    }
    if (this.#status.kind === 'stopped') return
    this.#cancel = clock.after(poll, () => {
      this.#scanning = this.#scan(host)
    })
  }

  #meet(link: string, host: SourceHost): void {
    if (this.#status.kind === 'stopped') return
    const way = serialWay(new OurPort(link, this.#tools), this.#tools)
    const box = new FramedBox({ way, host, tools: this.#tools, names: this.#names })
    this.#boxes.set(link, box)
    box.start()
  }
}

/** A port that is ours only while a box of ours is plugged in there: the next one may be a printer. */
class OurPort extends FollowedPort {
  readonly #root: string | undefined
  /** The device that was seen to be ours. */
  #ours: string | undefined

  constructor(link: string, { lines, root }: SerialTools) {
    super(link, lines, root)
    this.#root = root
  }

  override async identify(): Promise<DeviceIdentity> {
    const identity = await super.identify()
    if (identity.kind !== 'there' || identity.mark === this.#ours) return identity
    const usb = await usbDeviceAt(this.path, this.#root)
    if (!usb || !isOurs(usb)) return { kind: 'absent', reason: 'another device is plugged in there' }
    this.#ours = identity.mark
    return identity
  }
}

function isOurs(usb: UsbDevice): boolean {
  return serialModelOf(usb)?.use === 'auto'
}

function added(sum: SourceCounts, more: SourceCounts): SourceCounts {
  return {
    lines: sum.lines + more.lines,
    presses: sum.presses + more.presses,
    ignoredLines: sum.ignoredLines + more.ignoredLines,
    discardedBytes: sum.discardedBytes + more.discardedBytes,
    reopened: sum.reopened + more.reopened,
  }
}
