/**
 * A store's state as a reader of its log has it: from a snapshot, then entry by entry, over every outage and every new
 * life of the log. The relay's feed and the bridge's desks are both built on it.
 */
import { isFailure, reason } from '../../platform/failure.ts'
import type { LogLines } from '../../platform/logger.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { Entry } from '../../protocol/event.ts'
import { type LogClock, logTime, synced, UNSYNCED } from '../../protocol/log-clock.ts'
import { reduce } from '../../protocol/reduce.ts'
import { INITIAL_STATE, type State } from '../../protocol/state.ts'
import type { FollowEvent, Following, Position, StoreLog } from './port.ts'

export type FollowedStatus =
  | { readonly kind: 'live' }
  | { readonly kind: 'down'; readonly since: number; readonly reason: string }
  | { readonly kind: 'closed' }

export type FollowedListener = {
  /** The state was read anew, with these newest entries of the log; nothing that was heard before counts any more. */
  loaded?(newest: readonly Entry[]): void
  /** What has come since, in order. */
  entries?(entries: readonly Entry[]): void
  /** The log has begun a new life, and the state is that of the whole new log. */
  reloaded?(): void
  /** `status` is another. */
  status?(): void
}

export type FollowedOptions = {
  readonly log: StoreLog
  readonly clock: Clock
  readonly lines: LogLines
  readonly listener: FollowedListener
  /** How many of the newest entries `loaded` is given, even where a snapshot covers them; default none. */
  readonly history?: number
}

/** What was read of a log: all up to `place`, where a reader follows on. */
type Whole = { readonly state: State; readonly newest: readonly Entry[]; readonly place: number }

const READ_AT_ONCE = 1_000
const CLOCK_SYNC = 5_000
const RETRY = 500

export class FollowedState {
  readonly #options: FollowedOptions
  #epoch = ''
  #snapshotOffset = 0
  #state: State = INITIAL_STATE
  #logClock: LogClock = UNSYNCED
  #status: FollowedStatus
  #following: Following | undefined
  #cancelSync: () => void = () => {}
  #cancelRetry: () => void = () => {}

  constructor(options: FollowedOptions) {
    this.#options = options
    this.#status = { kind: 'down', since: options.clock.now(), reason: 'starting' }
  }

  get state(): State {
    return this.#state
  }
  get epoch(): string {
    return this.#epoch
  }
  /** Up to where a snapshot covered the log when it was loaded; what came after was read entry by entry. */
  get snapshotOffset(): number {
    return this.#snapshotOffset
  }
  get status(): FollowedStatus {
    return this.#status
  }

  /** Log time now, whole ms. */
  now(): number {
    return Math.round(logTime(this.#logClock, this.#options.clock.now()))
  }

  /** Resolves when the state is that of the whole log. Rejects with `log_unavailable` when it cannot be reached. */
  async load(): Promise<void> {
    await this.#load()
    this.#scheduleSync()
  }

  /** For who can do without the log: it is loaded as soon as it can be reached. */
  start(): void {
    this.#scheduleSync()
    this.#reload()
  }

  async close(): Promise<void> {
    this.#status = { kind: 'closed' }
    this.#cancelSync()
    this.#cancelRetry()
    await this.#following?.stop()
  }

  /** Until the whole log is read, what was known before stands: a part of the new one was never true. */
  async #load(): Promise<void> {
    const { log, listener } = this.#options
    const [position, snapshot] = await Promise.all([this.#position(), log.loadSnapshot()])
    const { state, newest, place } = await this.#read(position, snapshot?.state ?? INITIAL_STATE)
    if (this.#status.kind === 'closed') return
    this.#epoch = position.epoch
    this.#state = state
    this.#snapshotOffset = snapshot?.state.offset ?? 0
    listener.loaded?.(newest)
    this.#become({ kind: 'live' })
    this.#following = log.follow({ epoch: this.#epoch, offset: place }, (event) => this.#on(event))
  }

  /** Reads everything, at least up to that position; entries that the snapshot covers do not change the state. */
  async #read({ first, offset }: Position, snapshot: State): Promise<Whole> {
    const { log, history = 0 } = this.#options
    let after = Math.min(Math.max(first - 1, offset - history), snapshot.offset)
    let state = snapshot
    let newest: readonly Entry[] = []
    for (;;) {
      const read = await log.read(after, READ_AT_ONCE)
      if (read.kind === 'trimmed') {
        after = read.first - 1
        newest = []
        // Trimmed behind a newer snapshot while it was read; where there is none, entries are gone for ever.
        if (after > state.offset) state = newer(state, (await log.loadSnapshot())?.state)
        continue
      }
      for (const entry of read.entries) state = reduce(state, entry)
      newest = [...newest, ...read.entries]
      newest = newest.slice(Math.max(0, newest.length - history))
      after = read.entries.at(-1)?.offset ?? after
      // Fewer than asked for may be a part. The end may lie beyond the state, where entries are gone for ever.
      const isEnd = read.entries.length === 0 || (after >= offset && read.entries.length < READ_AT_ONCE)
      if (isEnd) return { state, newest, place: Math.max(after, state.offset) }
    }
  }

  #on(event: FollowEvent): void {
    const { clock, lines, log, listener } = this.#options
    switch (event.kind) {
      case 'entries':
        for (const entry of event.entries) this.#state = reduce(this.#state, entry)
        return listener.entries?.(event.entries)
      case 'down':
        lines.warn({ store: log.store, reason: event.reason }, 'the log is away')
        return this.#become({ kind: 'down', since: clock.now(), reason: event.reason })
      case 'time':
        // Such a log tells the time of itself.
        this.#cancelSync()
        this.#logClock = synced(this.#logClock, event.sent, event.received, event.time)
        return
      case 'up':
        lines.info({ store: log.store }, 'the log is back')
        return this.#become({ kind: 'live' })
      case 'lost':
        lines.warn({ store: log.store, epoch: event.position.epoch }, 'the log has begun anew')
        this.#reload()
    }
  }

  #reload(): void {
    if (this.#status.kind === 'closed') return
    this.#load().then(
      () => {
        if (this.#status.kind !== 'closed') this.#options.listener.reloaded?.()
      },
      (error: unknown) => this.#retry(error),
    )
  }

  #retry(error: unknown): void {
    const { clock, lines, log } = this.#options
    if (this.#status.kind === 'closed' || isFailure(error, 'closed')) return
    const known = this.#status.kind === 'down' && this.#status.reason === reason(error)
    if (!known) lines.warn({ store: log.store, reason: reason(error) }, 'cannot load the log yet')
    if (!known) this.#become({ kind: 'down', since: clock.now(), reason: reason(error) })
    this.#cancelRetry = clock.after(RETRY, () => this.#reload())
  }

  #become(status: FollowedStatus): void {
    if (this.#status.kind === 'closed') return
    this.#status = status
    this.#options.listener.status?.()
  }

  async #position(): Promise<Position> {
    const { clock, log } = this.#options
    const sent = clock.now()
    const position = await log.position()
    this.#logClock = synced(this.#logClock, sent, clock.now(), position.time)
    return position
  }

  #scheduleSync(): void {
    const { clock, lines, log } = this.#options
    this.#cancelSync = clock.after(CLOCK_SYNC, () => {
      this.#position().catch((error: unknown) => {
        lines.debug({ store: log.store, reason: reason(error) }, 'log time not measured')
      })
      if (this.#status.kind !== 'closed') this.#scheduleSync()
    })
  }
}

function newer(state: State, other: State | undefined): State {
  return other !== undefined && other.offset > state.offset ? other : state
}
