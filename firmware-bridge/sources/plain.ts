/**
 * A plain box: any board that prints a line for each press, `3\n` for example.
 *
 * It knows no acknowledgement. What it says while nobody listens is lost, and nothing can tell a line that was never
 * sent; from the journal on, a press of a plain box is as safe as any other.
 */
import { identifyDevice } from './device-identity.ts'
import { type LinePattern, linePattern, pressOfLine } from './plain-line.ts'
import { type DeviceLife, Reopening } from './reopening.ts'
import {
  type ButtonSource,
  NO_COUNTS,
  type Sink,
  type SourceAddress,
  type SourceCounts,
  type SourceKind,
  type SourceStatus,
  type SourceTools,
} from './source.ts'

const DEFAULT_BAUD = 115_200

export const plainKind: SourceKind = {
  form: 'plain:DEVICE[=TILL]',
  check: ({ address }) => (address === '' ? 'a plain box needs its device, such as plain:/dev/ttyUSB0' : undefined),
  open: (address, tools) => new PlainSource(address, tools),
}

export type PlainTools = SourceTools & {
  /** How often the device is looked for, ms; default 1000. */
  readonly poll?: number
}

export class PlainSource implements ButtonSource {
  readonly kind = 'plain'
  readonly address: string
  readonly #cashier: number | undefined
  readonly #tools: PlainTools
  readonly #device: Reopening
  #counts: SourceCounts = NO_COUNTS
  #reading: { readonly pattern: LinePattern; readonly sink: Sink } | undefined

  constructor({ address, cashier }: SourceAddress, tools: PlainTools) {
    this.address = address
    this.#cashier = cashier
    this.#tools = tools
    this.#device = new Reopening({
      clock: tools.clock,
      identify: () => identifyDevice(address),
      open: (gone) => this.#open(gone),
      onStatus: (status) => this.#report(status),
      ...(tools.poll !== undefined && { poll: tools.poll }),
    })
  }

  async start(sink: Sink): Promise<void> {
    this.#reading = { pattern: linePattern(this.#tools.plainPattern, this.#cashier), sink }
    this.#device.start()
  }

  async stop(): Promise<void> {
    this.#reading = undefined
    await this.#device.stop()
  }

  status(): SourceStatus {
    return this.#device.status()
  }

  counts(): SourceCounts {
    return { ...this.#counts, reopened: this.#device.reopened }
  }

  async #open(gone: (reason: string) => void): Promise<DeviceLife> {
    // Loaded only where there is a box: it brings a native library with it.
    const { openSerial } = await import('./serial-device.ts')
    return openSerial({
      path: this.address,
      baudRate: this.#tools.plainBaud ?? DEFAULT_BAUD,
      onLine: (line) => this.#take(line),
      onDiscarded: (bytes) => this.#count({ discardedBytes: this.#counts.discardedBytes + bytes }),
      onGone: gone,
    })
  }

  #take(line: string): void {
    if (!this.#reading) return
    const { pattern, sink } = this.#reading
    const press = pressOfLine(line, pattern)
    const { lines, presses, ignoredLines } = this.#counts
    this.#count(
      press ? { lines: lines + 1, presses: presses + 1 } : { lines: lines + 1, ignoredLines: ignoredLines + 1 },
    )
    if (press) void sink(press)
  }

  #count(changed: Partial<SourceCounts>): void {
    this.#counts = { ...this.#counts, ...changed }
  }

  #report(status: SourceStatus): void {
    const { lines } = this.#tools
    const fields = { source: `plain:${this.address}`, ...('reason' in status && { reason: status.reason }) }
    if (status.kind === 'open') lines.info(fields, 'the button box is read')
    if (status.kind === 'lost') lines.warn(fields, 'the button box is not there; it is looked for')
    if (status.kind === 'refused') lines.error(fields, 'the button box cannot be opened; it is tried again')
  }
}
