/**
 * The one way into the files. What is appended while a sync runs is decided together when it is over, in the order of
 * the calls, and shares the next sync. No answer leaves before everything it relies on is on disk.
 */
import { Failure, isFailure, reason } from '../../platform/failure.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { Entry } from '../../protocol/event.ts'
import { DedupDraft } from './dedup.ts'
import type { Life } from './embedded-life.ts'
import { encodeAdvance, encodeEntry } from './embedded-records.ts'
import { checkSeq, type StoredEvent, storedEvent } from './event-codec.ts'
import type { Append, Appended } from './port.ts'

type Request = {
  readonly record: Append
  /** Taken at the call: what the caller does to its event afterwards changes nothing. */
  readonly stored: StoredEvent
  readonly resolve: (appended: Appended) => void
  readonly reject: (error: Failure) => void
}

type Batch = {
  readonly lines: string[]
  readonly entries: Entry[]
  readonly answers: Appended[]
  readonly draft: DedupDraft
}

export class AppendQueue {
  readonly #life: Life
  readonly #clock: Clock
  #offset: number
  #requests: Request[] = []
  #draining: Promise<void> | undefined
  readonly #waiters = new Set<() => void>()

  constructor(life: Life, clock: Clock) {
    this.#life = life
    this.#clock = clock
    this.#offset = life.offset
  }

  /** Newest offset on disk. */
  get offset(): number {
    return this.#offset
  }

  async append(record: Append): Promise<Appended> {
    checkSeq(record.seq)
    const stored = storedEvent(record.event)
    return new Promise((resolve, reject) => {
      this.#requests.push({ record, stored, resolve, reject })
      this.#draining ??= this.#drain()
    })
  }

  /** Resolves when nothing is on its way to the disk. */
  async idle(): Promise<void> {
    await this.#draining
  }

  /** Calls back once, when there are entries beyond `offset`: at once if there are some already. */
  whenBeyond(offset: number, callback: () => void): void {
    if (this.#offset > offset) callback()
    else this.#waiters.add(callback)
  }

  forget(callback: () => void): void {
    this.#waiters.delete(callback)
  }

  async #drain(): Promise<void> {
    // What is appended in the same turn shares the first sync.
    await Promise.resolve()
    while (this.#requests.length > 0) {
      const requests = this.#requests
      this.#requests = []
      await this.#commit(requests)
    }
    this.#draining = undefined
  }

  async #commit(requests: readonly Request[]): Promise<void> {
    const batch = this.#decide(requests)
    try {
      if (batch.lines.length > 0) await this.#life.segments.append(batch.lines, batch.entries, this.#offset + 1)
    } catch (error) {
      const failure = isFailure(error) ? error : new Failure('storage_failed', `cannot append: ${reason(error)}`, error)
      for (const { reject } of requests) reject(failure)
      return
    }
    batch.draft.keep()
    this.#offset += batch.entries.length
    for (const [index, { resolve }] of requests.entries()) {
      const answer = batch.answers[index]
      if (answer) resolve(answer)
    }
    if (batch.entries.length > 0) this.#callBack()
  }

  #callBack(): void {
    const waiters = [...this.#waiters]
    this.#waiters.clear()
    for (const waiter of waiters) waiter()
  }

  #decide(requests: readonly Request[]): Batch {
    const now = this.#clock.now()
    this.#life.dedup.forget(now)
    const batch: Batch = { lines: [], entries: [], answers: [], draft: new DedupDraft(this.#life.dedup) }
    for (const request of requests) batch.answers.push(this.#decideOne(request, batch, now))
    return batch
  }

  #decideOne({ record, stored: { text, event, id } }: Request, { lines, entries, draft }: Batch, at: number): Appended {
    const { producer, seq } = record
    const decision = draft.decide(record, id, at)
    switch (decision.kind) {
      case 'dup':
      case 'gap':
        return decision
      case 'advance':
        draft.note(record, decision.offset)
        lines.push(encodeAdvance(producer, seq, decision.offset))
        return { kind: 'dup', offset: decision.offset }
      case 'append': {
        const offset = this.#offset + entries.length + 1
        draft.note(record, offset)
        if (id !== undefined) draft.noteId(id, offset, at)
        lines.push(encodeEntry(offset, at, producer, seq, text))
        entries.push({ offset, at, event })
        return { kind: 'appended', offset, at }
      }
    }
  }
}
