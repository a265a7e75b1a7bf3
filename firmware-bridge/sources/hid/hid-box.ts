/**
 * One HID box as the bridge hears it: reports become edges, edges become presses, and its lamps are kept true.
 *
 * A HID box says nothing twice, so a press needs no identity, and one that could not be journaled is made again by the
 * cashier, who sees it at the lamp. A box outlives the openings of its device; hands, lamps and what waits to be written
 * begin anew with each.
 */
import type { GestureAction } from '../../../protocol/box/gesture.ts'
import type { Clock } from '../../../protocol/clock.ts'
import type { HidReading } from '../../models/hid-models.ts'
import { STUCK_AFTER } from '../box/box-health.ts'
import { BoxLamps } from '../box/box-lamps.ts'
import type { Device, OpenDevice } from '../device/device.ts'
import { WriteQueue } from '../device/write-queue.ts'
import {
  type BoxCounts,
  type BoxReport,
  NO_BOX_COUNTS,
  type SourceCounts,
  type SourceHost,
  type SourcePress,
  type SourceTools,
} from '../source.ts'
import type { FleetLife } from './hid-fleet.ts'
import { HidHands } from './hid-hands.ts'
import type { HidMember } from './hid-source.ts'
import { decoderOf, lampReportOf, type ReportDecoder } from './report-decoder.ts'
import { edgesOf, type ReportHeard } from './report-heard.ts'

export type HidBoxOptions = {
  readonly clock: Clock
  readonly host: SourceHost
  readonly reading: HidReading
  /** The surest first. */
  readonly names: readonly string[]
  readonly device: (path: string) => OpenDevice
  readonly tap?: SourceTools['tap']
  /** Every press is this till's; absent: the till that the box is assigned to. */
  readonly cashier?: number
}

type Opening = {
  readonly hands: HidHands
  readonly queue: WriteQueue
  readonly lamps: BoxLamps
}

export class HidBox implements HidMember {
  readonly #options: HidBoxOptions
  readonly #decoder: ReportDecoder
  #opening: Opening | undefined
  #downSince: ReadonlyMap<number, number> = new Map()
  #counts: BoxCounts = NO_BOX_COUNTS
  /** Reports that were none of this model. */
  #noise = 0
  #openings = 0

  constructor(options: HidBoxOptions) {
    this.#options = options
    this.#decoder = decoderOf(options.reading.layout)
  }

  async open(path: string, gone: (reason: string) => void): Promise<FleetLife> {
    const { device, names, tap } = this.#options
    const open = tap?.(names[0] ?? path, device(path)) ?? device(path)
    const opened = await open({ data: (report) => this.#take(report), gone })
    this.#begin(opened, gone)
    return {
      close: () => {
        this.close()
        return opened.close()
      },
    }
  }

  close(): void {
    const opening = this.#opening
    if (!opening) return
    this.#opening = undefined
    this.#downSince = new Map()
    opening.hands.letGo()
    opening.lamps.stop()
    opening.queue.end()
  }

  counts(): SourceCounts {
    const { frames, presses, discardedBytes } = this.#counts
    const reopened = Math.max(0, this.#openings - 1)
    return { lines: frames + this.#noise, presses, ignoredLines: this.#noise, discardedBytes, reopened }
  }

  report(): Omit<BoxReport, 'device' | 'status'> {
    const { names, reading, clock } = this.#options
    const now = clock.now()
    const till = this.#till()
    return {
      names,
      model: reading.name,
      ...(till !== undefined && { cashier: till }),
      stuck: [...this.#downSince].filter(([, since]) => now - since >= STUCK_AFTER).map(([button]) => button),
      counts: this.#counts,
    }
  }

  #begin(device: Device, gone: (reason: string) => void): void {
    const { clock, host, reading } = this.#options
    const queue = new WriteQueue({ device, clock, gone })
    const lamps = new BoxLamps({
      clock,
      desks: host.desks,
      till: () => this.#till(),
      send: (masks) => {
        const report = lampReportOf(reading.layout, masks)
        if (report) queue.put('lamps', report)
      },
    })
    const hands = new HidHands({ clock, map: reading.gestures, press: (action) => this.#press(action) })
    this.#decoder.reopened()
    this.#opening = { hands, queue, lamps }
    this.#openings++
    lamps.greeted(reading.lamps)
  }

  #take(report: Uint8Array): void {
    if (!this.#opening) return
    const heard = this.#decoder.hear(report, this.#options.clock.now())
    const isNoise = heard.kind === 'noise'
    if (isNoise) this.#noise++
    this.#count({
      frames: isNoise ? 0 : 1,
      discardedBytes: isNoise ? report.length : 0,
      missed: heard.missed,
      lost: heard.lost,
      repeated: heard.kind === 'repeated' ? 1 : 0,
    })
    this.#apply(this.#opening, heard)
  }

  #till(): number | undefined {
    const { cashier, host, names } = this.#options
    return cashier ?? host.tillOf(names)
  }

  #apply({ hands }: Opening, { edges, typed, down }: ReportHeard): void {
    if (down !== undefined) this.#downSince = stillDown(this.#downSince, down, this.#options.clock.now())
    for (const edge of edges) hands.feel(edge)
    // A number pad belongs to no till: it says which one.
    if (typed !== undefined) this.#submit({ action: 'call', cashier: typed })
  }

  #press(action: GestureAction): void {
    const { cashier, names } = this.#options
    this.#submit({ action, box: names, ...(cashier !== undefined && { cashier }) })
  }

  #submit(press: SourcePress): void {
    this.#count({ presses: 1 })
    void this.#options.host.submit(press)
  }

  #count({
    frames = 0,
    presses = 0,
    discardedBytes = 0,
    repeated = 0,
    missed = 0,
    lost = 0,
  }: Partial<BoxCounts>): void {
    const was = this.#counts
    this.#counts = {
      ...was,
      frames: was.frames + frames,
      presses: was.presses + presses,
      discardedBytes: was.discardedBytes + discardedBytes,
      repeated: was.repeated + repeated,
      missed: was.missed + missed,
      lost: was.lost + lost,
    }
  }
}

/** Since when each button that is down has been. */
function stillDown(before: ReadonlyMap<number, number>, down: number, now: number): ReadonlyMap<number, number> {
  return new Map(edgesOf(down, 'down').map(({ button }) => [button, before.get(button) ?? now]))
}
