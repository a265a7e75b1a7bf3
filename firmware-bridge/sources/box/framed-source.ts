/** A source that is one framed box. */

import {
  type BoxReport,
  type ButtonSource,
  NO_COUNTS,
  type SourceAddress,
  type SourceCounts,
  type SourceHost,
  type SourceStatus,
  type SourceTools,
} from '../source.ts'
import { BoxNames } from './box-names.ts'
import { type BoxWay, FramedBox } from './framed-box.ts'

export class FramedSource implements ButtonSource {
  readonly kind: string
  readonly address: string
  readonly #cashier: number | undefined
  readonly #way: BoxWay
  readonly #tools: SourceTools
  #box: FramedBox | undefined

  constructor(kind: string, { address, cashier }: SourceAddress, way: BoxWay, tools: SourceTools) {
    this.kind = kind
    this.address = address
    this.#cashier = cashier
    this.#way = way
    this.#tools = tools
  }

  async start(host: SourceHost): Promise<void> {
    const names = this.#tools.boxNames ?? new BoxNames()
    const fixed = this.#cashier === undefined ? {} : { cashier: this.#cashier }
    this.#box = new FramedBox({ way: this.#way, host, tools: this.#tools, names, ...fixed })
    this.#box.start()
  }

  async stop(): Promise<void> {
    await this.#box?.stop()
  }

  status(): SourceStatus {
    return this.#box?.status() ?? { kind: 'opening' }
  }

  counts(): SourceCounts {
    return this.#box?.counts() ?? NO_COUNTS
  }

  boxes(): readonly BoxReport[] {
    return this.#box ? [this.#box.report()] : []
  }
}
