/**
 * The reports of our own box as a HID. Pure. Eight bytes, little endian: seq, boot, bitmap, reserved.
 *
 * A report is numbered, but nobody asks for it again: what was not read is gone. So an edge is only what two reports
 * with following numbers tell apart. After a gap the bitmap shows what is down now, not what was pressed: it is taken
 * as it stands, a button that was heard going down and is up now is released, and no press is made of the rest. The
 * cashier whose press fell into the gap sees that the lamp has not changed, and presses again.
 */
import { edgesOf, quiet, type ReportHeard, type ReportStep } from './report-heard.ts'

export const BOX_REPORT_BYTES = 8

export type BoxReports =
  | { readonly kind: 'fresh' }
  | {
      readonly kind: 'known'
      readonly seq: number
      readonly boot: number
      readonly bitmap: number
      /** Buttons that were heard going down and not up. */
      readonly held: number
    }

export const FRESH_BOX: BoxReports = { kind: 'fresh' }

/** Sequence numbers are 16 bits and begin anew; one that is further ahead than half the circle is behind. */
const CIRCLE = 0x1_0000
const HALF_CIRCLE = 0x8000

export function hearBoxReport(state: BoxReports, report: Uint8Array): ReportStep<BoxReports> {
  if (report.length !== BOX_REPORT_BYTES) return { state, heard: quiet('noise') }
  const view = new DataView(report.buffer, report.byteOffset, report.length)
  const next = { seq: view.getUint16(0, true), boot: view.getUint16(2, true), bitmap: view.getUint16(4, true) }
  if (state.kind === 'fresh') return started(0, { ...next, held: 0 })
  if (next.boot !== state.boot) return started(state.held, { ...next, held: 0 })
  const ahead = (next.seq - state.seq + CIRCLE) % CIRCLE
  if (ahead === 0) return { state, heard: quiet('repeated') }
  if (ahead === 1) return changed(state, next)
  const missed = ahead < HALF_CIRCLE ? ahead - 1 : 0
  return afterGap(state.held, { ...next, held: state.held & next.bitmap }, missed)
}

type Known = Omit<Extract<BoxReports, { kind: 'known' }>, 'kind'>

function changed(state: Known, next: Omit<Known, 'held'>): ReportStep<BoxReports> {
  const down = next.bitmap & ~state.bitmap
  const up = state.held & ~next.bitmap
  const edges = [...edgesOf(up, 'up'), ...edgesOf(down, 'down')]
  const held = (state.held | down) & next.bitmap
  return heardAs({ ...next, held }, { kind: 'change', edges, missed: 0 })
}

/** The first report, or the box was reset: a new count of reports, and nothing that was held is held any more. */
function started(held: number, next: Known): ReportStep<BoxReports> {
  return heardAs(next, { kind: 'first', edges: edgesOf(held, 'up'), missed: 0 })
}

function afterGap(held: number, next: Known, missed: number): ReportStep<BoxReports> {
  return heardAs(next, { kind: 'change', edges: edgesOf(held & ~next.bitmap, 'up'), missed })
}

function heardAs(next: Known, heard: ReportHeard): ReportStep<BoxReports> {
  return { state: { kind: 'known', ...next }, heard: { ...heard, down: next.bitmap } }
}

/** The output report: both masks as in the line protocol's `L`. The leading 0 tells hidapi that reports have no ids. */
export function boxLampReport(masks: { readonly on: number; readonly blink: number }): Uint8Array {
  return Uint8Array.of(0, masks.on & 0xff, masks.blink & 0xff)
}
