/** One clock for all processes of this machine: Linux's CLOCK_MONOTONIC, ms. Cheap enough for every frame. */
import { performance } from 'node:perf_hooks'

/** Both count by the same clock; only their beginnings differ. */
const OFFSET = Number(process.hrtime.bigint()) / 1e6 - performance.now()

export function monotonic(): number {
  return performance.now() + OFFSET
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
