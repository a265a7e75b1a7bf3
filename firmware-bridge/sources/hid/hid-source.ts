/** A source of any number of HID devices: found, named, kept open and read, whatever they are. */
import { Failure } from '../../../platform/failure.ts'
import {
  type BoxReport,
  type ButtonSource,
  NO_COUNTS,
  type SourceCounts,
  type SourceHost,
  type SourceStatus,
  type SourceTools,
} from '../source.ts'
import { type FleetLife, HidFleet } from './hid-fleet.ts'
import { type HidInfo, hidNames } from './hid-info.ts'

/** A box or panel, over all openings of its device. */
export interface HidMember {
  open(path: string, gone: (reason: string) => void): Promise<FleetLife>
  /** No press comes any more, until it is opened again. */
  close(): void
  report(): Omit<BoxReport, 'device' | 'status'>
  counts(): SourceCounts
}

export type MemberGiven = { readonly host: SourceHost; readonly names: readonly string[] }

export type HidSourceOptions = {
  readonly kind: string
  readonly address: string
  readonly tools: SourceTools
  /** Every connected device. */
  readonly list: () => Promise<readonly HidInfo[]>
  /** Makes the box of a device; undefined: this device is not read. */
  readonly member: (info: HidInfo) => ((given: MemberGiven) => HidMember) | undefined
  /** How often devices are looked for, ms. */
  readonly poll?: number
}

type Found = {
  readonly key: string
  /** The surest of its names. */
  readonly name: string
  readonly names: readonly string[]
  readonly path: string
  readonly make: (given: MemberGiven) => HidMember
}

type Met = { readonly member: HidMember; readonly device: string; readonly status: SourceStatus }

export class HidSource implements ButtonSource {
  readonly kind: string
  readonly address: string
  readonly #options: HidSourceOptions
  readonly #fleet: HidFleet<Found>
  /** By the surest of their names. */
  readonly #met = new Map<string, Met>()
  #host: SourceHost | undefined

  constructor(options: HidSourceOptions) {
    this.kind = options.kind
    this.address = options.address
    this.#options = options
    this.#fleet = new HidFleet<Found>({
      clock: options.tools.clock,
      find: () => this.#find(),
      open: (found, gone) => this.#memberOf(found).open(found.path, gone),
      onStatus: (found, status) => this.#changed(found, status),
      ...(options.poll !== undefined && { poll: options.poll }),
    })
  }

  async start(host: SourceHost): Promise<void> {
    this.#host = host
    this.#fleet.start()
  }

  async stop(): Promise<void> {
    this.#host = undefined
    for (const { member } of this.#met.values()) member.close()
    await this.#fleet.stop()
  }

  status(): SourceStatus {
    return this.#fleet.status()
  }

  counts(): SourceCounts {
    const all = [...this.#met.values()].map(({ member }) => member.counts())
    return all.reduce(
      (sum, { lines, presses, ignoredLines, discardedBytes, reopened }) => ({
        lines: sum.lines + lines,
        presses: sum.presses + presses,
        ignoredLines: sum.ignoredLines + ignoredLines,
        discardedBytes: sum.discardedBytes + discardedBytes,
        reopened: sum.reopened + reopened,
      }),
      NO_COUNTS,
    )
  }

  boxes(): readonly BoxReport[] {
    return [...this.#met.values()].map(({ member, device, status }) => ({ ...member.report(), device, status }))
  }

  async #find(): Promise<readonly Found[]> {
    const connected = await this.#options.list()
    const byName = new Map<string, Found>()
    for (const info of connected) {
      const make = this.#options.member(info)
      const names = hidNames(info, connected)
      const [name = info.path] = names
      // Another name (a twin has come or gone) is another box: it is opened anew under it.
      const key = [info.path, info.plugging ?? '', ...names].join(' ')
      // Of a device with several parts that could be read, the first one is.
      if (make && !byName.has(name)) byName.set(name, { key, name, names, path: info.path, make })
    }
    return [...byName.values()]
  }

  #memberOf({ name, names, path, make }: Found): HidMember {
    const known = this.#met.get(name)
    if (known) return known.member
    if (!this.#host) throw new Failure('closed', 'the source was stopped')
    const member = make({ host: this.#host, names })
    this.#met.set(name, { member, device: path, status: { kind: 'opening' } })
    return member
  }

  #changed({ name, path }: Found, status: SourceStatus): void {
    const known = this.#met.get(name)
    if (known) this.#met.set(name, { ...known, device: path, status })
    const { lines } = this.#options.tools
    const fields = { box: name, device: path, ...('reason' in status && { reason: status.reason }) }
    if (status.kind === 'open') lines.info(fields, 'the button box is read')
    if (status.kind === 'lost') lines.warn(fields, 'the button box is not there; it is looked for')
    if (status.kind === 'refused') lines.error(fields, 'the button box cannot be opened; it is tried again')
  }
}
