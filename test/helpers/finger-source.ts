/**
 * A button source that is pressed by the test itself.
 *
 * How to extend: `press` gives a press as a device would; what the bridge offers its sources (tills, lamps) is in `host`.
 */
import {
  type BoxReport,
  type ButtonSource,
  NO_COUNTS,
  type SourceCounts,
  type SourceHost,
  type SourcePress,
  type SourceStatus,
} from '../../firmware-bridge/sources/source.ts'
import type { Submitted } from '../../protocol/press.ts'

export class FingerSource implements ButtonSource {
  readonly kind = 'finger'
  readonly address: string
  #host: SourceHost | undefined

  constructor(address = 'left') {
    this.address = address
  }

  get host(): SourceHost {
    if (!this.#host) throw new Error('the bridge has not started this source, or has stopped it')
    return this.#host
  }

  get isStarted(): boolean {
    return this.#host !== undefined
  }

  press(press: SourcePress): Promise<Submitted> {
    return this.host.submit(press)
  }

  async start(host: SourceHost): Promise<void> {
    this.#host = host
  }

  async stop(): Promise<void> {
    this.#host = undefined
  }

  status(): SourceStatus {
    return this.#host ? { kind: 'open', since: 0 } : { kind: 'stopped' }
  }

  counts(): SourceCounts {
    return NO_COUNTS
  }

  boxes(): readonly BoxReport[] {
    return []
  }
}
