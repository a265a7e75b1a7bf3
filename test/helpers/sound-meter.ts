/**
 * A page that measures what it plays: everything that goes to its loudspeaker passes a meter on the way.
 *
 * How to extend: `listenTo` must be called before the page is opened; ask `heardBy` for all that has happened since.
 */
import type { Page } from 'playwright-core'

/** `at` is the page's own clock, ms. `rms`: 1 is a full square wave, 0 is silence. */
export type Heard = {
  readonly loudness: { at: number; rms: number }[]
  readonly chimes: { at: number; cashier: number }[]
  readonly voices: { at: number; language: string; by: string; cashier: number }[]
}

declare global {
  interface Window {
    measured: Heard
  }
}

export async function listenTo(page: Page): Promise<void> {
  await page.addInitScript(measure)
}

export function heardBy(page: Page): Promise<Heard> {
  return page.evaluate(() => window.measured)
}

/** The loudest moment between two times of the page's clock. */
export function loudest({ loudness }: Heard, from: number, to: number): number {
  return Math.max(0, ...loudness.filter(({ at }) => at >= from && at < to).map(({ rms }) => rms))
}

/** Runs in the page before anything else. */
function measure(): void {
  const heard: Heard = { loudness: [], chimes: [], voices: [] }
  window.measured = heard
  const meters = new Map<BaseAudioContext, AnalyserNode>()
  const { connect } = AudioNode.prototype
  const meterOf = (context: BaseAudioContext) => {
    const meter = meters.get(context) ?? new AnalyserNode(context, { fftSize: 2_048 })
    meters.set(context, meter)
    return meter
  }
  Object.assign(AudioNode.prototype, {
    connect(this: AudioNode, ...args: [AudioNode, number?, number?]) {
      if (args[0] instanceof AudioDestinationNode) Reflect.apply(connect, this, [meterOf(this.context)])
      return Reflect.apply(connect, this, args)
    },
  })
  const samples = new Float32Array(2_048)
  setInterval(() => {
    for (const meter of meters.values()) {
      meter.getFloatTimeDomainData(samples)
      const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
      heard.loudness.push({ at: performance.now(), rms })
    }
  }, 20)
  const keep =
    <Kept>(list: Kept[]) =>
    (event: Event) => {
      if (event instanceof CustomEvent) list.push({ at: performance.now(), ...event.detail })
    }
  window.addEventListener('cashierq:chime', keep(heard.chimes))
  window.addEventListener('cashierq:voice', keep(heard.voices))
}
