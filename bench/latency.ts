/** Latencies: recorded in an HDR histogram, told as p50, p99, p99.9 and the maximum. */
import { build, type Histogram } from 'hdr-histogram-js'

/** Recorded in microseconds, so that three digits hold from 1 µs to a minute. */
const MICROS = 1_000

export class Latencies {
  readonly #histogram: Histogram = build({ highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: 3 })

  /** `ms` below zero (two clocks, or an answer that overtakes) counts as zero. */
  record(ms: number): void {
    this.#histogram.recordValue(Math.max(0, Math.round(ms * MICROS)))
  }

  get count(): number {
    return this.#histogram.totalCount
  }

  /** In ms. */
  at(percentile: number): number {
    return this.#histogram.getValueAtPercentile(percentile) / MICROS
  }

  get max(): number {
    return this.#histogram.maxValue / MICROS
  }
}

export type Row = {
  readonly what: string
  readonly figure: string
  readonly goal: string
  readonly met: boolean | null
}

/** One line of the table. The goal is on p99, ms; `null`: reported only. */
export function latencyRow(what: string, latencies: Latencies, goalP99: number | null): Row {
  const [p50, p99, p999, max] = [latencies.at(50), latencies.at(99), latencies.at(99.9), latencies.max].map(millis)
  return {
    what,
    figure: `p50 ${p50}  p99 ${p99}  p99.9 ${p999}  max ${max} ms  (n=${latencies.count})`,
    goal: goalP99 === null ? '' : `p99 ≤ ${goalP99} ms`,
    met: goalP99 === null ? null : latencies.at(99) <= goalP99,
  }
}

export function millis(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
