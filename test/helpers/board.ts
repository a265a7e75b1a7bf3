/**
 * A board to press on: a few words in which a test says what happens when, and what a screen then shows.
 *
 *     film([0, call(3)], [1_000, call(5)])   // [[0, 3], [2_000, 5], [5_000, 'wait']]
 *
 * Times are milliseconds since `T0`, in log time. `film` plays a client: it knows each entry from its time on, and in
 * between it looks again only when its view says that something changes.
 *
 * How to extend: a new event gets a maker beside `call`, which takes what a reader of the test must see and fills in
 * the rest; a new question gets a function that takes steps and answers in the reader's words.
 */
import type { Action, Entry, LogEvent } from '../../protocol/event.ts'
import { reduce } from '../../protocol/reduce.ts'
import type { BoardPatch } from '../../protocol/settings.ts'
import { INITIAL_STATE, type State } from '../../protocol/state.ts'
import { type View, view } from '../../protocol/view.ts'

export const T0 = 1_790_000_000_000

/** An event that still lacks its time. */
type Happening = (at: number) => LogEvent
export type Step = readonly [at: number, what: Happening]
/** What fills the screen from an instant on: a till's number, or "Please wait". */
export type Frame = readonly [at: number, shown: number | 'wait']
type PressOptions = { readonly age?: number; readonly language?: string }

function press(type: Action) {
  return (cashier: number, { age = 0, language = 'en' }: PressOptions = {}): Happening =>
    (at) => ({ type, cashier, language, pressedAt: at - age, source: 'test' })
}

export const call = press('call')
export const recall = press('recall')
export const cancel = press('cancel')
export const open = press('open')
export const close = press('close')
export const help = press('help')
export const helped = press('helped')
export const done = press('done')

export function notice(text: string, until?: number): Happening {
  return () => ({ type: 'notice', text, source: 'test', ...(until === undefined ? {} : { until: T0 + until }) })
}

export function board(patch: BoardPatch): Happening {
  return () => ({ type: 'settings', board: patch, source: 'test' })
}

export function languages(...tags: string[]): Happening {
  return () => ({ type: 'settings', languages: tags, source: 'test' })
}

export function foreign(type: string): Happening {
  return () => ({ type: 'foreign', raw: { type } })
}

export function logOf(steps: readonly Step[]): Entry[] {
  return steps.map(([at, what], index) => ({ offset: index + 1, at: T0 + at, event: what(T0 + at) }))
}

export function stateAfter(...steps: Step[]): State {
  return logOf(steps).reduce(reduce, INITIAL_STATE)
}

/** What a screen shows at `at`, knowing what has happened by then. */
export function viewAt(at: number, ...steps: Step[]): View {
  return view(stateAfter(...steps.filter(([time]) => time <= at)), T0 + at)
}

/** Which tills the strip names at `at`, newest first. */
export function stripAt(at: number, ...steps: Step[]): number[] {
  return viewAt(at, ...steps).also.map(({ cashier }) => cashier)
}

/** The tills that wait at `at`, in order. */
export function queueAt(at: number, ...steps: Step[]): number[] {
  return viewAt(at, ...steps).waiting.map(({ cashier }) => cashier)
}

/** Each view a client has, from the first entry until nothing changes any more, with the state it comes from. */
export function* watched(entries: readonly Entry[]): Generator<{ now: number; view: View; state: State }> {
  let state = INITIAL_STATE
  for (const [index, entry] of entries.entries()) {
    state = reduce(state, entry)
    const next = entries[index + 1]?.at ?? entry.at + 1_200_000
    let now: number | null = entry.at
    do {
      const seen: View = view(state, now)
      yield { now, view: seen, state }
      now = seen.changesAt
    } while (now !== null && now < next)
  }
}

/** What fills the screen, change by change. */
export function film(...steps: Step[]): Frame[] {
  const frames: Frame[] = []
  for (const { now, view: seen } of watched(logOf(steps))) {
    const shown = seen.mode === 'calling' ? seen.call.cashier : 'wait'
    if (shown !== (frames.at(-1)?.[1] ?? 'wait')) frames.push([now - T0, shown])
  }
  return frames
}
