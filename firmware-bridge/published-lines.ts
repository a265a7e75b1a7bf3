/**
 * The bridge's log line of each press that the log has taken: under which record it was journaled, and which entry it
 * has become. The entry's name (`press`, `store/offset`) is the one by which the relay's lines call it from then on.
 */

import type { LogLines } from '../platform/logger.ts'
import { PressLines, pressName } from '../platform/press-lines.ts'
import type { Clock } from '../protocol/clock.ts'
import type { Appended } from '../relay/log/port.ts'
import type { Segment } from './segment.ts'

export class PublishedLines {
  readonly #store: string
  readonly #clock: Clock
  readonly #lines: PressLines

  constructor(store: string, clock: Clock, lines: LogLines) {
    this.#store = store
    this.#clock = clock
    this.#lines = new PressLines(clock, lines)
  }

  tell(segment: Segment, seq: number, answer: Extract<Appended, { kind: 'appended' | 'dup' }>): void {
    // A question about the end of the log, not a press.
    if (answer.kind === 'dup' && seq <= segment.acknowledged) return
    const name = pressName(this.#store, answer.offset)
    const fields = { record: `${segment.producer}:${seq}`, ...this.#pressOf(segment, seq) }
    if (answer.kind === 'appended') this.#lines.tell(answer.offset, { press: name, ...fields }, 'a press is in the log')
    // The answer of an earlier try got lost. The log says how far it has this bridge's presses, not where this one is.
    else this.#lines.tell(answer.offset, { upTo: name, ...fields }, 'a press was in the log already')
  }

  #pressOf(segment: Segment, seq: number): object {
    const record = segment.record(seq)
    if (record.kind === 'strange') return {}
    const { source, cashier, action, pressedAt, id } = record.press
    // By this machine's clock. One that was set meanwhile makes it wrong, never negative.
    const publishedMs = Math.max(0, this.#clock.now() - pressedAt)
    return { source, cashier, action, ...(id === undefined ? {} : { id }), pressedAt, publishedMs }
  }
}
