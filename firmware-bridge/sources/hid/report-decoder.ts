/** The decoder of a model: takes reports one after another, and keeps what it must remember between two. */
import { boxLampReport, FRESH_BOX, hearBoxReport } from './report-box.ts'
import type { ReportHeard, ReportStep } from './report-heard.ts'
import { FRESH_KEYS, hearKeyReport, type KeyLayout } from './report-keys.ts'
import { FRESH_PAD, hearPadReport } from './report-numpad.ts'

/** How a model's reports are read, as data. */
export type ReportLayout =
  /** Our own box: numbered bitmaps, and lamps. */
  | { readonly kind: 'box' }
  | KeyLayout
  /** Digits, then Enter. */
  | { readonly kind: 'number_pad' }

export type ReportDecoder = {
  /** `now`: the bridge's own clock, ms. */
  hear(report: Uint8Array, now: number): ReportHeard
  /**
   * The device was opened again. A box tells by boot and seq how it goes on, so what it kept meanwhile is heard; of
   * what has no numbers, nothing is known any more.
   */
  reopened(): void
}

export function decoderOf(layout: ReportLayout): ReportDecoder {
  switch (layout.kind) {
    case 'box':
      return folding(FRESH_BOX, hearBoxReport, (state) => state)
    case 'bits':
    case 'nonzero':
      return folding(FRESH_KEYS, (state, report) => hearKeyReport(layout, state, report))
    case 'number_pad':
      return folding(FRESH_PAD, hearPadReport)
  }
}

/** The output report that sets the lamps; undefined where there are none. */
export function lampReportOf(
  layout: ReportLayout,
  masks: { readonly on: number; readonly blink: number },
): Uint8Array | undefined {
  return layout.kind === 'box' ? boxLampReport(masks) : undefined
}

function folding<State>(
  fresh: State,
  hear: (state: State, report: Uint8Array, now: number) => ReportStep<State>,
  afterReopening: (state: State) => State = () => fresh,
): ReportDecoder {
  let state = fresh
  return {
    hear: (report, now) => {
      const step = hear(state, report, now)
      state = step.state
      return step.heard
    },
    reopened: () => {
      state = afterReopening(state)
    },
  }
}
