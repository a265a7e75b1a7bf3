/**
 * A store's log in memory that keeps every promise of relay/log/port.ts, and fails on command like a real one.
 *
 * Requests wait in line as on one connection and are answered a turn of the event loop later, in order. What can go
 * wrong with a log, as a test may call it: `goAway` / `comeBack` (not reachable), `cut` (the connection breaks: some of
 * the waiting requests were carried out, none is answered), `loseTail` (failed over to a replica that lagged behind:
 * same epoch, fewer entries), `wipe` (restarted empty: another epoch).
 *
 * How to extend: a new trouble is a method that changes what is stored, or answers what waits; never `append` itself.
 */
import { randomUUID } from 'node:crypto'
import { Failure } from '../../platform/failure.ts'
import type { Clock } from '../../protocol/clock.ts'
import { type Entry, eventId } from '../../protocol/event.ts'
import type {
  Append,
  Appended,
  Cursor,
  FollowEvent,
  Following,
  Position,
  Read,
  Snapshot,
  StoreLog,
} from '../../relay/log/port.ts'

type Stored = { readonly entry: Entry; readonly producer: string; readonly seq: number }
/** A producer's record was taken: `offset` answers a repetition, `newest` was the log's end then. */
type Claim = { readonly producer: string; readonly seq: number; readonly offset: number; readonly newest: number }
type Request = { readonly act: () => void; readonly refuse: (failure: Failure) => void }
type Follower = { cursor: Cursor; readonly listener: (event: FollowEvent) => void }

export class MemoryLog implements StoreLog {
  readonly store: string
  readonly #clock: Clock
  #epoch: string = randomUUID()
  #stored: Stored[] = []
  /** Everything that was ever taken, trimmed or not. */
  #claims: Claim[] = []
  readonly #ids = new Map<string, number>()
  /** How many entries were trimmed from the front. */
  #trimmed = 0
  #snapshot: Snapshot | undefined
  #waiting: Request[] = []
  #turn: NodeJS.Immediate | undefined
  #state: 'up' | 'away' | 'closed' = 'up'
  readonly #followers = new Set<Follower>()

  constructor(clock: Clock, store = 'main') {
    this.#clock = clock
    this.store = store
  }

  /** What is stored now, oldest first, with the producers that only a test may see. */
  get stored(): readonly Stored[] {
    return this.#stored
  }

  /** Requests that wait for their answer. */
  get waiting(): number {
    return this.#waiting.length
  }

  goAway(): void {
    this.#state = 'away'
    this.cut(0)
    for (const { listener } of this.#followers) listener({ kind: 'down', reason: 'away' })
  }

  comeBack(): void {
    this.#state = 'up'
    for (const { listener } of this.#followers) listener({ kind: 'up' })
    this.#feed()
  }

  /** The connection breaks when the first `done` of the waiting requests have been carried out. */
  cut(done: number): void {
    for (const [index, { act, refuse }] of this.#waiting.splice(0).entries()) {
      refuse(new Failure('log_unavailable', 'the connection broke'))
      if (index < done) act()
    }
  }

  loseTail(entries: number): void {
    this.#stored.splice(Math.max(0, this.#stored.length - entries))
    this.#claims = this.#claims.filter(({ newest }) => newest <= this.#newest())
    for (const [id, offset] of this.#ids) if (offset > this.#newest()) this.#ids.delete(id)
    this.#feed()
  }

  wipe(): void {
    this.#stored = []
    this.#claims = []
    this.#ids.clear()
    this.#trimmed = 0
    this.#snapshot = undefined
    this.#epoch = randomUUID()
    this.#feed()
  }

  append(record: Append): Promise<Appended> {
    if (!Number.isSafeInteger(record.seq) || record.seq < 1) {
      return Promise.reject(new Failure('log_protocol', `the seq ${record.seq} is none`))
    }
    return this.#request(() => this.#append(record))
  }

  position(): Promise<Position> {
    return this.#request(() => this.#position())
  }

  read(after: number, limit: number): Promise<Read> {
    return this.#request(() => {
      if (after < this.#trimmed) return { kind: 'trimmed', first: this.#trimmed + 1 }
      const from = after - this.#trimmed
      return { kind: 'entries', entries: this.#stored.slice(from, from + limit).map(({ entry }) => entry) }
    })
  }

  follow(cursor: Cursor, listener: (event: FollowEvent) => void): Following {
    if (this.#state === 'closed') throw new Failure('closed', 'the log is closed')
    const follower = { cursor, listener }
    this.#followers.add(follower)
    setImmediate(() => this.#feed())
    return { stop: async () => void this.#followers.delete(follower) }
  }

  loadSnapshot(): Promise<Snapshot | undefined> {
    return this.#request(() => this.#snapshot)
  }

  saveSnapshot(snapshot: Snapshot): Promise<boolean> {
    return this.#request(() => {
      const { epoch, offset } = snapshot
      const ours = epoch === this.#epoch && offset <= this.#newest()
      const newer = ours && offset > (this.#snapshot?.offset ?? -1)
      if (newer) this.#snapshot = snapshot
      return newer
    })
  }

  trim(upTo: number): Promise<number> {
    return this.#request(() => {
      const until = Math.min(upTo, this.#snapshot?.offset ?? 0, this.#newest())
      const count = Math.max(0, until - this.#trimmed)
      this.#stored.splice(0, count)
      this.#trimmed += count
      return this.#trimmed + 1
    })
  }

  probe(): Promise<number> {
    return this.#request(() => 1)
  }

  async close(): Promise<void> {
    this.#state = 'closed'
    this.cut(0)
    this.#followers.clear()
  }

  #append({ producer, seq, event }: Append): Appended {
    const last = this.#claims.findLast((claim) => claim.producer === producer)
    if (last && seq <= last.seq) return { kind: 'dup', offset: last.offset }
    if (seq !== (last?.seq ?? 0) + 1) return { kind: 'gap', last: last?.seq ?? 0 }
    const id = eventId(event)
    const twin = id === undefined ? undefined : this.#ids.get(id)
    if (twin !== undefined) {
      this.#claims.push({ producer, seq, offset: twin, newest: this.#newest() })
      return { kind: 'dup', offset: twin }
    }
    const offset = this.#newest() + 1
    const at = this.#clock.now()
    this.#stored.push({ entry: { offset, at, event }, producer, seq })
    this.#claims.push({ producer, seq, offset, newest: offset })
    if (id !== undefined) this.#ids.set(id, offset)
    this.#feed()
    return { kind: 'appended', offset, at }
  }

  #position(): Position {
    return { epoch: this.#epoch, first: this.#trimmed + 1, offset: this.#newest(), time: this.#clock.now() }
  }

  #newest(): number {
    return this.#trimmed + this.#stored.length
  }

  #feed(): void {
    if (this.#state !== 'up') return
    for (const follower of this.#followers) {
      const { cursor, listener } = follower
      if (cursor.epoch !== this.#epoch || cursor.offset < this.#trimmed || cursor.offset > this.#newest()) {
        this.#followers.delete(follower)
        listener({ kind: 'lost', position: this.#position() })
        continue
      }
      const entries = this.#stored.slice(cursor.offset - this.#trimmed).map(({ entry }) => entry)
      if (entries.length === 0) continue
      follower.cursor = { epoch: this.#epoch, offset: this.#newest() }
      listener({ kind: 'entries', entries })
    }
  }

  #request<T>(act: () => T): Promise<T> {
    if (this.#state === 'closed') return Promise.reject(new Failure('closed', 'the log is closed'))
    if (this.#state === 'away') return Promise.reject(new Failure('log_unavailable', 'the log is away'))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ act: () => resolve(act()), refuse: reject })
      this.#turn ??= setImmediate(() => this.#answer())
    })
  }

  #answer(): void {
    this.#turn = undefined
    for (const { act } of this.#waiting.splice(0)) act()
  }
}
