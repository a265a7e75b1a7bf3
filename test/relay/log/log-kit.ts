/**
 * What the tests of the log share: events to append, and a listener that can be waited for.
 *
 * How to extend: a new kind of waiting is a method of `Heard`; waiting is always for what was heard, never for time.
 */
import { isFailure } from '../../../platform/failure.ts'
import { systemClock } from '../../../platform/system-clock.ts'
import type { Entry, KnownEvent, LogEvent } from '../../../protocol/event.ts'
import { Late, within } from '../../../relay/log/patience.ts'
import type { Append, Appended, Cursor, FollowEvent, Following, StoreLog } from '../../../relay/log/port.ts'

export function call(cashier: number, id?: string): KnownEvent {
  const press = { type: 'call', cashier, language: 'en', pressedAt: 1_790_000_000_000, source: 'box:A1' } as const
  return id === undefined ? press : { ...press, id }
}

export function record(seq: number, event: LogEvent = call(1 + (seq % 99)), producer = 'bridge'): Append {
  return { producer, seq, event }
}

/** Appends entries with seq `from` to `to` and answers what became of each. */
export function appendRange(log: StoreLog, from: number, to: number, producer = 'bridge'): Promise<Appended[]> {
  const records = Array.from({ length: to - from + 1 }, (_, i) => record(from + i, undefined, producer))
  return Promise.all(records.map((one) => log.append(one)))
}

/** As a producer does it: the same record again until the log has answered. */
export function appendSurely(log: StoreLog, one: Append): Promise<Appended> {
  return surely(() => log.append(one))
}

/** Again until the log can be reached. */
export async function surely<T>(task: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await task()
    } catch (error) {
      if (!isFailure(error, 'log_unavailable')) throw error
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
  }
}

/**
 * For what promises an end within `ms`. Not by what the clock shows behind it: on a machine that holds this process up,
 * all its timers are late, and in their order.
 */
export async function inTime<T>(ms: number, task: () => Promise<T>): Promise<T> {
  try {
    return await within(systemClock, ms, task)
  } catch (error) {
    throw error instanceof Late ? new Error(`not within ${ms} ms: ${String(task)}`) : error
  }
}

export async function readAll(log: StoreLog, after = 0): Promise<readonly Entry[]> {
  const read = await log.read(after, 100_000)
  if (read.kind === 'trimmed') throw new Error(`trimmed up to ${read.first - 1}`)
  return read.entries
}

export function offsets(entries: readonly Entry[]): number[] {
  return entries.map((entry) => entry.offset)
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}

/** Everything a follower was told, but the time. */
export class Heard {
  readonly events: FollowEvent[] = []
  readonly #following: Following
  #check: () => void = () => undefined

  constructor(log: StoreLog, cursor: Cursor) {
    this.#following = log.follow(cursor, (event) => {
      if (event.kind === 'time') return
      this.events.push(event)
      this.#check()
    })
  }

  get entries(): Entry[] {
    return this.events.flatMap((event) => (event.kind === 'entries' ? event.entries : []))
  }

  /** The kinds of what was told, the same in a row counted once. */
  get story(): string {
    const kinds = this.events.map((event) => event.kind)
    return kinds.filter((kind, i) => kind !== kinds[i - 1]).join(' ')
  }

  until(wanted: (heard: this) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#check = () => {
        if (wanted(this)) resolve()
      }
      this.#check()
    })
  }

  /** Waits for the entry with this offset. */
  untilOffset(offset: number): Promise<void> {
    return this.until(({ entries }) => (entries.at(-1)?.offset ?? 0) >= offset)
  }

  untilKind(kind: FollowEvent['kind']): Promise<void> {
    return this.until(({ events }) => events.at(-1)?.kind === kind)
  }

  stop(): Promise<void> {
    return this.#following.stop()
  }
}
