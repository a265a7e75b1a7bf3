/**
 * The reports of our own box as a HID. Pure. Eight bytes, little endian: seq, boot, bitmap, lost.
 *
 * A report is numbered, but nobody asks for it again: what was not read is gone. So an edge is only what two reports
 * with following numbers tell apart. After a gap the bitmap shows what is down now, not what was pressed: it is taken
 * as it stands, a button that was heard going down and is up now is released, and no press is made of the rest. The
 * cashier whose press fell into the gap sees that the lamp has not changed, and presses again.
 */
import { edgesOf, quiet, type ReportHeard, type ReportStep } from './report-heard.ts'

const BOX_REPORT_BYTES = 8

export type BoxReports =
  | { readonly kind: 'fresh' }
  | {
      readonly kind: 'known'
      readonly seq: number
      readonly boot: number
      readonly bitmap: number
      /** Edges that the box had no room for, in this boot. */
      readonly lost: number
      /** Buttons that were heard going down and not up. */
      readonly held: number
    }

export const FRESH_BOX: BoxReports = { kind: 'fresh' }

/** Sequence numbers are 16 bits and begin anew; one that is further ahead than half the circle is behind. */
const CIRCLE = 0x1_0000
const HALF_CIRCLE = 0x8000

export function hearBoxReport(state: BoxReports, report: Uint8Array): ReportStep<BoxReports> {
  const said = fieldsOf(report)
  if (!said) return { state, heard: quiet('noise') }
  if (state.kind === 'fresh' || said.boot !== state.boot) return started(state, said)
  const lost = Math.max(0, said.lost - state.lost)
  const ahead = (said.seq - state.seq + CIRCLE) % CIRCLE
  if (ahead === 1) return changed(state, said, lost)
  // A button that the box had no room for moves the bitmap without a number.
  if (ahead === 0 && said.bitmap === state.bitmap) return heardAs(said, state.held, { ...quiet('repeated'), lost })
  const missed = ahead < HALF_CIRCLE ? Math.max(0, ahead - 1) : 0
  const released = edgesOf(state.held & ~said.bitmap, 'up')
  return heardAs(said, state.held & said.bitmap, { kind: 'change', edges: released, missed, lost })
}

type Said = { readonly seq: number; readonly boot: number; readonly bitmap: number; readonly lost: number }

function fieldsOf(report: Uint8Array): Said | undefined {
  if (report.length !== BOX_REPORT_BYTES) return undefined
  const view = new DataView(report.buffer, report.byteOffset, report.length)
  const [seq, boot, bitmap, lost] = [0, 2, 4, 6].map((at) => view.getUint16(at, true))
  return { seq: seq ?? 0, boot: boot ?? 0, bitmap: bitmap ?? 0, lost: lost ?? 0 }
}

/** The first report, or the box was reset: a new count of reports, and nothing that was held is held any more. */
function started(state: BoxReports, said: Said): ReportStep<BoxReports> {
  const held = state.kind === 'known' ? state.held : 0
  return heardAs(said, 0, { kind: 'first', edges: edgesOf(held, 'up'), missed: 0, lost: said.lost })
}

function changed(state: Extract<BoxReports, { kind: 'known' }>, said: Said, lost: number): ReportStep<BoxReports> {
  const down = said.bitmap & ~state.bitmap
  const up = state.held & ~said.bitmap
  const edges = [...edgesOf(up, 'up'), ...edgesOf(down, 'down')]
  return heardAs(said, (state.held | down) & said.bitmap, { kind: 'change', edges, missed: 0, lost })
}

function heardAs(said: Said, held: number, heard: ReportHeard): ReportStep<BoxReports> {
  return { state: { kind: 'known', ...said, held }, heard: { ...heard, down: said.bitmap } }
}

/** The output report: both masks as in the line protocol's `L`. The leading 0 tells hidapi that reports have no ids. */
export function boxLampReport({ on, blink }: { readonly on: number; readonly blink: number }): Uint8Array {
  return Uint8Array.of(0, on & 0xff, on >> 8, blink & 0xff, blink >> 8)
}
