/** What is said between the bench and the processes that are its crowds. Times are ms on `monotonic`'s clock. */
import type { DialectName } from './dialects.ts'

/** Screens number `from` to `to` of a crowd of `total` that spreads over `stores` stores. */
export type Share = {
  readonly dialect: DialectName
  readonly port: number
  readonly from: number
  readonly to: number
  readonly total: number
  readonly stores: number
}

export type ToCrowd =
  /** Connects them, not all at once; answered by `done` when all of them are in. */
  | { readonly kind: 'open'; readonly crowd: string; readonly share: Share }
  /** Answered by `heard` when each screen has got one more entry, or at the deadline. */
  | { readonly kind: 'watch'; readonly crowd: string; readonly within: number }
  /** The page's own pings; `done` at once. */
  | { readonly kind: 'beat'; readonly crowd: string; readonly on: boolean }
  /** From now on each entry's age is kept, from the time in its id. */
  | { readonly kind: 'age'; readonly crowd: string }
  /** Answered by `ages`. */
  | { readonly kind: 'ages'; readonly crowd: string }
  /** Who is lost comes back as the page does. Answered by `settled` when each has its store's target. */
  | { readonly kind: 'storm'; readonly crowd: string; readonly targets: readonly number[]; readonly within: number }
  /** Cuts each screen for `away` ms, again and again, for `during` ms; `done` when all are back. */
  | { readonly kind: 'drops'; readonly crowd: string; readonly away: number; readonly during: number }
  | { readonly kind: 'count'; readonly crowd: string; readonly from: number }
  /** What is missing up to `top`; answered by `tally`. */
  | { readonly kind: 'tally'; readonly crowd: string; readonly top: number }
  | { readonly kind: 'close'; readonly crowd: string }

export type FromCrowd =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'heard'; readonly first: number; readonly last: number; readonly count: number }
  | { readonly kind: 'ages'; readonly ages: readonly number[] }
  | { readonly kind: 'settled'; readonly times: readonly number[]; readonly missing: number }
  | { readonly kind: 'tally'; readonly missed: number; readonly snapshots: number; readonly cuts: number }

export type Asked = { readonly number: number; readonly ask: ToCrowd }
export type Answered = { readonly number: number; readonly answer: FromCrowd }

/** The store of a screen; also what presses are sent to. */
export function storeOf(index: number, { total, stores }: Pick<Share, 'total' | 'stores'>): string {
  return storeName(Math.floor((index * stores) / total))
}

export function storeName(number: number): string {
  return `bench-${number}`
}

/** Two screens an address: a store's own, as a shop has it. All of 127.0.0.0/8 is this machine. */
export function addressOf(index: number): string {
  const host = Math.floor(index / 2)
  return `127.1.${(host >> 8) & 255}.${host & 255}`
}

/** A press's id that says when it was due, ms. */
export function dueId(due: number, number: number): string {
  return `due:${due.toFixed(3)}:${number}`
}

export function dueIn(text: string): number | undefined {
  const found = /"due:(\d+\.\d+):/u.exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}
