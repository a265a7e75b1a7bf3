/**
 * Takes presses from the journal to the log: in order, each once, whatever the log does meanwhile.
 *
 * Go-back-N, as in any sliding-window protocol: up to `WINDOW` records of one segment are under way, in order. The log
 * refuses what does not follow (`gap`) and recognises what it has (`dup`), so after any trouble it is right to wait
 * for the answers still due and to send again from the last record known to be there. That one is sent again too, as a
 * question: a log that has lost its end (a failed-over or emptied Redis) answers `gap` and gets back what it lost.
 * Records of two segments are never under way together, because nothing would keep their order.
 */
import { isFailure, reason } from '../platform/failure.ts'
import type { LogLines } from '../platform/logger.ts'
import { type Backoff, fullJitter } from '../protocol/backoff.ts'
import type { Clock } from '../protocol/clock.ts'
import type { Appended, Position, StoreLog } from '../relay/log/port.ts'
import type { Journal } from './journal.ts'
import { toEvent } from './journal-record.ts'
import type { LogTime } from './log-time.ts'
import { PublishedLines } from './published-lines.ts'
import type { Phase, PublisherCounts, PublisherStatus } from './publisher-state.ts'
import type { Segment } from './segment.ts'
import { Waiters } from './waiters.ts'

export type PublisherOptions = {
  readonly journal: Journal
  readonly log: StoreLog
  readonly clock: Clock
  readonly logTime: LogTime
  readonly lines: LogLines
  /** The log has been reached or has gone, or has everything that was in the journal. */
  readonly onChange?: () => void
  /** In [0, 1). */
  readonly random?: () => number
}

const WINDOW = 64
/** Few bridges ask one log, so they may ask often: a log that is back is found within a second. */
const RETRY: Backoff = { base: 100, cap: 1_000 }
/** How often a log that has nothing to take is asked whether it is still the same, ms. */
const CHECK_EVERY = 10_000

export class Publisher {
  readonly counts: PublisherCounts = { published: 0, repeated: 0, rewinds: 0, failures: 0 }
  readonly #options: PublisherOptions
  #phase: Phase = { kind: 'connecting' }
  /** Since when the log has not been reached; undefined while it is. */
  #away: { readonly since: number; readonly reason: string; attempts: number } | undefined
  #segment: Segment | undefined
  /** The next record of the segment to send. */
  #cursor = 1
  #underWay = 0
  #newest: { readonly epoch: string; offset: number } | undefined
  #cancelTimer: () => void = () => undefined
  readonly #drained: Waiters
  readonly #published: PublishedLines

  constructor(options: PublisherOptions) {
    this.#options = options
    this.#drained = new Waiters(options.clock)
    this.#published = new PublishedLines(options.log.store, options.clock, options.lines)
    options.journal.onChange(() => this.#pump())
  }

  start(): void {
    void this.#connect()
  }

  status(): PublisherStatus {
    if (this.#phase.kind === 'stopped') return { kind: 'stopped' }
    if (this.#away) return { kind: 'away', since: this.#away.since, reason: this.#away.reason }
    return this.#phase.kind === 'connecting' ? { kind: 'connecting' } : { kind: 'publishing' }
  }

  /** The log's newest entry, as far as its answers tell. */
  get newestOffset(): number {
    return this.#newest?.offset ?? 0
  }

  /** Resolves when nothing is left to publish, or after `patience` ms: true if nothing is left. */
  async drained(patience: number): Promise<boolean> {
    const { journal } = this.#options
    if (journal.pending() > 0) await this.#drained.wait(patience)
    return journal.pending() === 0
  }

  /** Sends no more. Answers that are still due change nothing: the presses are in the journal. */
  stop(): void {
    this.#phase = { kind: 'stopped' }
    this.#cancelTimer()
  }

  async #connect(): Promise<void> {
    try {
      const position = await this.#position()
      if (!this.#isStopped()) this.#reached(position)
    } catch (error) {
      if (!this.#isStopped()) this.#leave(error)
    }
  }

  async #position(): Promise<Position> {
    const { log, clock, logTime } = this.#options
    const sent = clock.now()
    const position = await log.position()
    logTime.sample(sent, clock.now(), position.time)
    return position
  }

  #reached(position: Position): void {
    if (this.#away) {
      const { journal, lines, clock } = this.#options
      const fields = { pending: journal.pending(), awayMs: clock.now() - this.#away.since }
      lines.info(fields, 'the log is back: publishing what was kept')
    }
    this.#away = undefined
    this.#newest = position
    this.#phase = { kind: 'running' }
    this.#options.onChange?.()
    this.#ask()
    this.#timer(CHECK_EVERY, () => void this.#check())
    this.#pump()
  }

  /** Begins with the last record that the log has said it has: has it still? */
  #ask(): void {
    this.#cursor = Math.max(1, this.#segment?.acknowledged ?? 0)
  }

  #pump(): void {
    while (this.#phase.kind === 'running' && this.#underWay < WINDOW) {
      const segment = this.#segment
      if (!segment || this.#isFinished(segment)) return void this.#turn(segment)
      if (this.#cursor > segment.length) return
      void this.#send(segment, this.#cursor++)
    }
  }

  #isFinished(segment: Segment): boolean {
    return segment.sealed && segment.pending === 0 && this.#underWay === 0 && this.#cursor > segment.length
  }

  async #turn(finished: Segment | undefined): Promise<void> {
    this.#phase = { kind: 'turning' }
    const { journal } = this.#options
    try {
      if (finished) await journal.finish(finished)
      this.#segment = await journal.oldest()
    } catch (error) {
      if (!this.#isStopped()) this.#leave(error)
      return
    }
    if (this.#isStopped()) return
    this.#phase = { kind: 'running' }
    this.#ask()
    // Between two segments there may be none, while the disk fails; the next change of the journal asks again.
    if (this.#segment) this.#pump()
  }

  async #send(segment: Segment, seq: number): Promise<void> {
    const { log, clock, logTime } = this.#options
    this.#underWay++
    try {
      // A press must not look hours old because a clock was set or the machine has slept: then nobody would see it.
      if (logTime.isDoubted()) await this.#position()
      const sent = clock.now()
      const event = toEvent(segment.record(seq), { local: sent, logTime, ours: segment.ours })
      const answer = await log.append({ producer: segment.producer, seq, event })
      this.#underWay--
      this.#answered(segment, seq, sent, answer)
    } catch (error) {
      this.#underWay--
      this.#failed(error)
    }
    this.#settle()
    this.#pump()
  }

  #answered(segment: Segment, seq: number, sent: number, answer: Appended): void {
    if (answer.kind === 'gap') return this.#missing(seq, answer.last)
    this.#published.tell(segment, seq, answer)
    const { journal, clock, logTime } = this.#options
    if (answer.kind === 'appended') {
      this.counts.published++
      logTime.sample(sent, clock.now(), answer.at)
    } else this.counts.repeated++
    if (this.#newest) this.#newest = { ...this.#newest, offset: Math.max(this.#newest.offset, answer.offset) }
    if (this.#isStopped()) return
    if (seq > segment.acknowledged) journal.acknowledge(segment, seq)
    if (journal.pending() > 0) return
    this.#drained.wake()
    this.#options.onChange?.()
  }

  #missing(seq: number, last: number): void {
    if (last >= seq - 1) return this.#failed(new Error(`the log has ${last} of the producer, but refuses ${seq}`))
    if (this.#phase.kind === 'running') this.#phase = { kind: 'rewinding', last }
    else if (this.#phase.kind === 'rewinding')
      this.#phase = { kind: 'rewinding', last: Math.min(last, this.#phase.last) }
  }

  #failed(error: unknown): void {
    if (this.#phase.kind === 'running' || this.#phase.kind === 'rewinding') {
      this.#phase = { kind: 'failing', reason: reason(error) }
    }
    if (!isFailure(error, 'log_unavailable')) {
      this.#options.lines.error({ reason: reason(error) }, 'the log answered what it should never answer')
    }
  }

  /** Once every answer is here, does what the trouble asks for. */
  #settle(): void {
    const phase = this.#phase
    if (this.#underWay > 0) return
    if (phase.kind === 'failing') this.#leave(new Error(phase.reason))
    if (phase.kind === 'rewinding' && this.#segment) this.#rewind(this.#segment, phase.last)
  }

  #rewind(segment: Segment, last: number): void {
    const { journal, lines } = this.#options
    const lost = segment.acknowledged - last
    if (lost > 0) lines.warn({ presses: lost }, 'the log has lost its newest entries: they are sent again')
    this.counts.rewinds++
    journal.acknowledge(segment, last)
    this.#cursor = last + 1
    this.#phase = { kind: 'running' }
  }

  /** Leaves the log alone for a moment. */
  #leave(error: unknown): void {
    const { clock, journal, lines, random = Math.random } = this.#options
    this.counts.failures++
    const gone = !this.#away
    if (!this.#away) {
      this.#away = { since: clock.now(), reason: reason(error), attempts: 0 }
      lines.warn({ pending: journal.pending(), reason: reason(error) }, 'the log cannot be reached: presses are kept')
    }
    this.#phase = { kind: 'away' }
    const wait = fullJitter(RETRY, this.#away.attempts++, random())
    this.#timer(wait, () => void this.#connect())
    if (gone) this.#options.onChange?.()
  }

  /** Between presses nothing else would tell that the log is gone, has lost its end, or that a clock was set. */
  async #check(): Promise<void> {
    try {
      const position = await this.#position()
      if (this.#phase.kind === 'running' && this.#underWay === 0) this.#compare(position)
    } catch (error) {
      if (this.#phase.kind === 'running' && this.#underWay === 0) return this.#leave(error)
    }
    if (!this.#isStopped() && !this.#away) this.#timer(CHECK_EVERY, () => void this.#check())
  }

  #compare(position: Position): void {
    const newest = this.#newest
    this.#newest = position
    if (newest && newest.epoch === position.epoch && newest.offset <= position.offset) return
    this.#ask()
    this.#pump()
  }

  #isStopped(): boolean {
    return this.#phase.kind === 'stopped'
  }

  #timer(delay: number, task: () => void): void {
    this.#cancelTimer()
    this.#cancelTimer = this.#options.clock.after(delay, task)
  }
}
