/**
 * What the embedded log must remember to recognise a repetition: the newest seq of each producer and the events' ids.
 *
 * A batch is decided on a draft; only when the batch is on disk does the draft become what the log knows. So a failed
 * write leaves no trace, and nobody is told "dup" of something that is not there.
 */
import { type Append, type Appended, ID_MEMORY } from './port.ts'

type Newest = { readonly seq: number; readonly offset: number }
type Sighting = { readonly offset: number; readonly at: number }

export type Decision =
  | Exclude<Appended, { kind: 'appended' }>
  | { readonly kind: 'append' }
  /** The event's id is known: no entry, but the producer has got on. */
  | { readonly kind: 'advance'; readonly offset: number }

/** The tables as they lie in a snapshot. */
export type DedupTables = {
  readonly producers: readonly (readonly [producer: string, seq: number, offset: number])[]
  /** In the order in which they were seen. */
  readonly ids: readonly (readonly [id: string, offset: number, at: number])[]
}

export class Dedup {
  readonly #producers = new Map<string, Newest>()
  readonly #ids = new Map<string, Sighting>()

  newest(producer: string): Newest | undefined {
    return this.#producers.get(producer)
  }

  /** Where the id was seen, unless that is longer ago than the log remembers. */
  sighting(id: string, now: number): number | undefined {
    const seen = this.#ids.get(id)
    return seen && now - seen.at < ID_MEMORY ? seen.offset : undefined
  }

  noteProducer(producer: string, seq: number, offset: number): void {
    const newest = this.#producers.get(producer)
    if (!newest || newest.seq < seq) this.#producers.set(producer, { seq, offset })
  }

  noteId(id: string, offset: number, at: number): void {
    this.#ids.delete(id)
    this.#ids.set(id, { offset, at })
  }

  /** Drops the ids that nobody will ask for again. */
  forget(now: number): void {
    for (const [id, { at }] of this.#ids) {
      if (now - at < ID_MEMORY) return
      this.#ids.delete(id)
    }
  }

  dump(): DedupTables {
    return {
      producers: [...this.#producers].map(([producer, { seq, offset }]) => [producer, seq, offset]),
      ids: [...this.#ids].map(([id, { offset, at }]) => [id, offset, at]),
    }
  }

  load(tables: DedupTables): void {
    for (const [producer, seq, offset] of tables.producers) this.noteProducer(producer, seq, offset)
    for (const [id, offset, at] of tables.ids) this.noteId(id, offset, at)
  }
}

/** What a batch would change, seen before what is known already. */
export class DedupDraft {
  readonly #known: Dedup
  readonly #own = new Dedup()

  constructor(known: Dedup) {
    this.#known = known
  }

  /** What to do with a record; `now` is log time, ms. */
  decide(record: Append, id: string | undefined, now: number): Decision {
    const newest = this.#own.newest(record.producer) ?? this.#known.newest(record.producer)
    const last = newest?.seq ?? 0
    if (newest && record.seq <= last) return { kind: 'dup', offset: newest.offset }
    if (record.seq !== last + 1) return { kind: 'gap', last }
    const seen = id === undefined ? undefined : (this.#own.sighting(id, now) ?? this.#known.sighting(id, now))
    return seen === undefined ? { kind: 'append' } : { kind: 'advance', offset: seen }
  }

  note(record: Append, offset: number): void {
    this.#own.noteProducer(record.producer, record.seq, offset)
  }

  noteId(id: string, offset: number, at: number): void {
    this.#own.noteId(id, offset, at)
  }

  /** The batch is on disk. */
  keep(): void {
    this.#known.load(this.#own.dump())
  }
}
