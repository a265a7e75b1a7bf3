/** The bridge: presses from any source go to the journal, and from there to the log. */
import { reason } from '../platform/failure.ts'
import type { LogLines } from '../platform/logger.ts'
import type { Clock } from '../protocol/clock.ts'
import type { Press, PressPort, Submitted } from '../protocol/press.ts'
import type { StoreLog } from '../relay/log/port.ts'
import type { Assignments } from './assignments.ts'
import type { BridgeReport } from './bridge-report.ts'
import { DeskWatch } from './desk-watch.ts'
import { type Journal, openJournal } from './journal.ts'
import { LogTime } from './log-time.ts'
import { LoopDelay } from './loop-delay.ts'
import { Publisher } from './publisher.ts'
import type { ButtonSource, Sink, SourceHost, SourcePress } from './sources/source.ts'
import { openStatusDoor, type StatusDoor } from './status-door.ts'

export type BridgeOptions = {
  /** The journal's folder, of this bridge alone; made if need be. */
  readonly journalDir: string
  /** Where presses go. The bridge does not close it. */
  readonly log: StoreLog
  readonly sources: readonly ButtonSource[]
  readonly clock: Clock
  /** The machine's time of day: tells if `clock`, which should never step, has stood still. Absent: it never does. */
  readonly timeOfDay?: Pick<Clock, 'now'>
  readonly lines: LogLines
  /** Of presses whose box names none. */
  readonly language: string
  /** The store's tills; a device's press for another one is refused. Absent: every till is taken. */
  readonly tills?: readonly number[]
  /** Which box is which till, where its source does not say it. Absent: none is any till's. */
  readonly assignments?: Assignments
  /** How long `close` waits for the log to take what is pending, ms; default 2000. */
  readonly patience?: number
}

export type BridgeStatus = Pick<BridgeReport, 'journal' | 'publisher' | 'counts' | 'pending' | 'sources'>

export interface Bridge extends PressPort {
  /** Presses on disk that the log does not have yet. */
  pending(): number
  status(): BridgeStatus
  /** Stops the sources, gives the log some time to take what is pending, and closes the journal. */
  close(): Promise<void>
}

const PATIENCE = 2_000
/** Presses of an earlier start that may still say something about a till. */
const MOST_FOUND = 1_000
/** As long as an event's source may be. */
const LONGEST_SOURCE = 200

/** Rejects with `data_in_use`, `data_not_writable`, or `bad_setting` for a source that can never work. */
export async function startBridge(options: BridgeOptions): Promise<Bridge> {
  const { journalDir, clock, lines } = options
  const journal = await openJournal({ dir: journalDir, clock, lines })
  const bridge = new RunningBridge(options, journal)
  try {
    await bridge.start()
  } catch (error) {
    await bridge.close()
    throw error
  }
  return bridge
}

class RunningBridge implements Bridge {
  readonly #options: BridgeOptions
  readonly #journal: Journal
  readonly #publisher: Publisher
  readonly #desks: DeskWatch
  readonly #logTime: LogTime
  readonly #loopDelay: LoopDelay
  readonly #startedAt: number
  #door: StatusDoor | undefined
  #closing: Promise<void> | undefined

  constructor(options: BridgeOptions, journal: Journal) {
    const { log, clock, timeOfDay = clock, lines, tills } = options
    this.#options = options
    this.#journal = journal
    this.#startedAt = clock.now()
    this.#loopDelay = new LoopDelay(clock)
    const logTime = new LogTime(() => timeOfDay.now() - clock.now())
    this.#logTime = logTime
    this.#publisher = new Publisher({ journal, log, clock, logTime, lines, onChange: () => this.#published() })
    const publishing = () => this.#publisher.status().kind === 'publishing'
    this.#desks = new DeskWatch({ log, clock, lines, publishing, ...(tills && { tills }) })
  }

  async start(): Promise<void> {
    await this.#remember()
    this.#publisher.start()
    this.#desks.start()
    await this.#openDoor()
    for (const source of this.#options.sources) await source.start(this.#hostOf(source))
  }

  async submit(press: Press): Promise<Submitted> {
    const logTime = this.#logTime.at(press.pressedAt)
    this.#desks.begun(press)
    try {
      await this.#journal.append({ kind: 'press', press, ...(logTime !== undefined && { logTime }) })
      this.#desks.journaled(press)
      const { source, cashier, action, pressedAt } = press
      this.#options.lines.debug({ source, cashier, action, pressedAt }, 'a press is journaled')
      return { kind: 'journaled' }
    } catch (error) {
      const fields = { source: press.source, cashier: press.cashier, reason: reason(error) }
      this.#options.lines.error(fields, 'a press could not be journaled: it is lost unless it is made again')
      this.#desks.notJournaled(press)
      return { kind: 'failed', code: 'journal_failed', message: reason(error) }
    }
  }

  probe(): Promise<void> {
    return this.#journal.probe()
  }

  pending(): number {
    return this.#journal.pending()
  }

  status(): BridgeStatus {
    return {
      journal: this.#journal.health(),
      publisher: this.#publisher.status(),
      counts: { ...this.#publisher.counts },
      pending: this.#journal.pending(),
      sources: this.#options.sources.map((source) => ({
        kind: source.kind,
        address: source.address,
        status: source.status(),
        counts: source.counts(),
        boxes: source.boxes(),
      })),
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const { sources, lines, patience = PATIENCE } = this.#options
    for (const source of sources) await source.stop()
    await this.#journal.flush()
    if (!(await this.#publisher.drained(patience))) {
      lines.warn({ pending: this.#journal.pending() }, 'presses are left in the journal for the next start')
    }
    this.#publisher.stop()
    await this.#desks.close()
    await this.#door?.close()
    this.#loopDelay.stop()
    await this.#journal.close()
  }

  /** Without it a till that was closed in an outage is closed once more; presses are published all the same. */
  async #remember(): Promise<void> {
    try {
      this.#desks.found(await this.#journal.unpublished(MOST_FOUND))
    } catch (error) {
      this.#options.lines.warn({ reason: reason(error) }, 'presses of an earlier start could not be read yet')
    }
  }

  /** Without it the doctor is blind, but customers are called. */
  async #openDoor(): Promise<void> {
    const { journalDir, lines } = this.#options
    try {
      this.#door = await openStatusDoor(journalDir, () => this.#report())
    } catch (error) {
      lines.warn({ reason: reason(error) }, 'the bridge cannot offer its status: "cashierq doctor" will not see it')
    }
  }

  #report(): BridgeReport {
    return {
      version: 1,
      pid: process.pid,
      startedAt: this.#startedAt,
      now: this.#options.clock.now(),
      uptime: Math.round(process.uptime() * 1_000),
      memory: process.memoryUsage.rss(),
      eventLoopDelay: this.#loopDelay.longest(),
      ...this.status(),
    }
  }

  #published(): void {
    if (this.#journal.pending() === 0) this.#desks.allTaken(this.#publisher.newestOffset)
    else this.#desks.changed()
  }

  #hostOf(source: ButtonSource): SourceHost {
    const { assignments } = this.#options
    return { submit: this.#sinkOf(source), tillOf: (box) => assignments?.tillOf(box), desks: this.#desks }
  }

  #sinkOf({ kind, address }: ButtonSource): Sink {
    const { clock, language, lines, assignments } = this.#options
    const place = address === '' ? kind : `${kind}:${address}`
    return async ({ action, cashier: own, box = [], age = 0, ...press }) => {
      const source = (box[0] ?? place).slice(0, LONGEST_SOURCE)
      const till = this.#till(own ?? assignments?.tillOf(box))
      if (till.kind === 'none') {
        lines.warn({ source, box, reason: till.why }, 'a press is not counted')
        return { kind: 'failed', code: 'unknown_cashier', message: till.why }
      }
      const { cashier } = till
      const meant = this.#meant(action, cashier)
      return this.submit({ language, ...press, action: meant, cashier, source, pressedAt: clock.now() - age })
    }
  }

  #till(cashier: number | undefined): { kind: 'till'; cashier: number } | { kind: 'none'; why: string } {
    if (cashier === undefined) {
      return { kind: 'none', why: 'this box is assigned to no till: run "cashierq bridge --assign"' }
    }
    const { tills } = this.#options
    if (tills?.includes(cashier) === false) return { kind: 'none', why: `this store has no till ${cashier}` }
    return { kind: 'till', cashier }
  }

  #meant(action: SourcePress['action'], cashier: number): Press['action'] {
    if (action !== 'toggle') return action
    return this.#desks.isClosed(cashier) ? 'open' : 'close'
  }
}
