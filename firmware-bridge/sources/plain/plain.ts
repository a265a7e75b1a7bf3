/**
 * A plain box: any board that prints a line for each press, `3\n` for example.
 *
 * It knows no acknowledgement. What it says while nobody listens is lost, and nothing can tell a line that was never
 * sent; from the journal on, a press of a plain box is as safe as any other.
 */

import { type DeviceLife, Reopening } from '../device/reopening.ts'
import { FollowedPort } from '../serial/followed-port.ts'
import { lazySerial } from '../serial/lazy-serial.ts'
import {
  type BoxReport,
  type ButtonSource,
  NO_BOX_COUNTS,
  NO_COUNTS,
  type Sink,
  type SourceAddress,
  type SourceCounts,
  type SourceHost,
  type SourceKind,
  type SourceStatus,
  type SourceTools,
} from '../source.ts'
import { type LinePattern, linePattern, pressOfLine } from './plain-line.ts'
import { PlainLines } from './plain-lines.ts'

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
  readonly #port: FollowedPort
  readonly #device: Reopening
  #counts: SourceCounts = NO_COUNTS
  #reading: { readonly pattern: LinePattern; readonly submit: Sink } | undefined

  constructor({ address, cashier }: SourceAddress, tools: PlainTools) {
    this.address = address
    this.#cashier = cashier
    this.#tools = tools
    this.#port = new FollowedPort(address, tools.lines)
    this.#device = new Reopening({
      clock: tools.clock,
      identify: () => this.#port.identify(),
      open: (gone) => this.#open(gone),
      onStatus: (status) => this.#report(status),
      ...(tools.poll !== undefined && { poll: tools.poll }),
    })
  }

  async start({ submit }: SourceHost): Promise<void> {
    this.#reading = { pattern: linePattern(this.#tools.plainPattern, this.#cashier), submit }
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

  boxes(): readonly BoxReport[] {
    const { lines, presses, discardedBytes } = this.#counts
    return [
      {
        names: [],
        device: this.#port.path,
        ...(this.#cashier !== undefined && { cashier: this.#cashier }),
        status: this.status(),
        stuck: [],
        counts: { ...NO_BOX_COUNTS, frames: lines, presses, discardedBytes },
      },
    ]
  }

  async #open(gone: (reason: string) => void): Promise<DeviceLife> {
    const { plainBaud = DEFAULT_BAUD, tap } = this.#tools
    const lines = new PlainLines({
      line: (line) => this.#take(line),
      discarded: (bytes) => this.#count({ discardedBytes: this.#counts.discardedBytes + bytes }),
    })
    const port = lazySerial({ path: this.#port.path, baudRate: plainBaud })
    const open = tap?.(this.#port.path, port) ?? port
    const device = await open({ data: (chunk) => lines.take(chunk), gone })
    return {
      close: async () => {
        await device.close()
        lines.end()
      },
    }
  }

  #take(line: string): void {
    if (!this.#reading) return
    const { pattern, submit } = this.#reading
    const press = pressOfLine(line, pattern)
    const { lines, presses, ignoredLines } = this.#counts
    this.#count(
      press ? { lines: lines + 1, presses: presses + 1 } : { lines: lines + 1, ignoredLines: ignoredLines + 1 },
    )
    if (press) void submit(press)
  }

  #count(changed: Partial<SourceCounts>): void {
    this.#counts = { ...this.#counts, ...changed }
  }

  #report(status: SourceStatus): void {
    const { lines } = this.#tools
    const fields = { device: this.#port.path, ...('reason' in status && { reason: status.reason }) }
    if (status.kind === 'open') lines.info(fields, 'the button box is read')
    if (status.kind === 'lost') lines.warn(fields, 'the button box is not there; it is looked for')
    if (status.kind === 'refused') lines.error(fields, 'the button box cannot be opened; it is tried again')
  }
}
