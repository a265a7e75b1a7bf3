/**
 * The schedule: which call fills the screen, from when until when.
 *
 *     start_i = max(at_i, end_{i-1})
 *     end_i   = clamp(at_{i+1}, start_i + floor, start_i + hold), or start_i + hold if no call follows
 *
 * Every function takes the calls in order and gives new ones; none looks at a clock.
 */
import type { Board } from './settings.ts'
import type { Call, State } from './state.ts'

type Free = State['free']
export type Schedule = Pick<State, 'calls' | 'free'>

/**
 * A cancelled call that follows a quiet screen stays until the screen has changed at most twice in this time, ms:
 * WCAG 2.3.1 counts flashes by the second.
 */
const CALM = 1_000

/** When the screen is free again after a call. A withdrawn call may end early, its follower still waits for `floor`. */
function freeAfter(call: Call, board: Board): Free {
  return { from: Math.max(call.end, call.start + board.floor), quietSince: call.end }
}

function endOf(announced: number, followerAt: number | undefined, board: Board): number {
  const latest = announced + board.hold
  return followerAt === undefined ? latest : Math.min(Math.max(followerAt, announced + board.floor), latest)
}

function placed(call: Call, free: Free, followerAt: number | undefined, board: Board): Call {
  const start = Math.max(call.at, free.from)
  const quietSince = Math.min(free.quietSince, start)
  return { ...call, start, end: endOf(start, followerAt, board), announced: start, quietSince }
}

/** The call in `calls[index]` has a new follower, or none: its end moves, never into the past. */
function withEnd(call: Call, followerAt: number | undefined, at: number, board: Board): Call {
  if (call.withdrawn || call.end <= at) return call
  const end = endOf(call.announced, followerAt, board)
  return end === call.end ? call : { ...call, end }
}

/** Places calls[from...] anew, behind the one before them; `at` is the time of the entry that made it necessary. */
function settle(schedule: Schedule, from: number, at: number, board: Board): Schedule {
  const calls = schedule.calls.slice()
  const before = calls[from - 1]
  if (before) calls[from - 1] = withEnd(before, calls[from]?.at, at, board)
  for (let i = from; i < calls.length; i++) {
    const call = calls[i]
    if (!call) break
    const previous = calls[i - 1]
    calls[i] = placed(call, previous ? freeAfter(previous, board) : schedule.free, calls[i + 1]?.at, board)
  }
  return { calls, free: schedule.free }
}

/** A new call takes its place at the end of the order. */
export function enqueue(
  schedule: Schedule,
  call: Pick<Call, 'cashier' | 'language' | 'offset' | 'at'>,
  board: Board,
): Schedule {
  const calls = schedule.calls.slice()
  const last = calls[calls.length - 1]
  const before = last && withEnd(last, call.at, call.at, board)
  if (before) calls[calls.length - 1] = before
  const free = before ? freeAfter(before, board) : schedule.free
  const start = Math.max(call.at, free.from)
  calls.push({
    cashier: call.cashier,
    language: call.language,
    offset: call.offset,
    at: call.at,
    start,
    end: start + board.hold,
    announced: start,
    recalls: 0,
    quietSince: Math.min(free.quietSince, start),
    withdrawn: false,
  })
  return { calls, free: schedule.free }
}

/** The till's call that waits or is shown at `at`, or -1. */
export function liveIndex(calls: readonly Call[], cashier: number, at: number): number {
  return calls.findLastIndex((call) => call.cashier === cashier && !call.withdrawn && call.end > at)
}

/**
 * The till presses again while its call waits or is shown: same place, announced again. While nobody else waits, a
 * shown call gets its full hold again; otherwise the others' turn does not move.
 */
export function recall(schedule: Schedule, index: number, language: string, at: number, board: Board): Schedule {
  const calls = schedule.calls.slice()
  const call = calls[index]
  if (!call) return schedule
  const extend = call.start <= at && index === calls.length - 1
  const again = { ...call, language, recalls: call.recalls + 1 }
  calls[index] = extend ? { ...again, announced: at, end: at + board.hold } : again
  return { calls, free: schedule.free }
}

/** Takes back the newest call of a till, wherever it is: waiting, shown, or in the strip. */
export function cancel(schedule: Schedule, cashier: number, at: number, board: Board): Schedule {
  const index = schedule.calls.findLastIndex((call) => call.cashier === cashier && !call.withdrawn)
  const call = schedule.calls[index]
  if (!call) return schedule
  if (call.start > at) return settle(without(schedule, index), index, at, board)
  const calm = call.quietSince < call.start ? call.quietSince + CALM : at
  return withdraw(schedule, index, Math.max(at, calm), at, board)
}

/** The till has finished: its call leaves the strip, and the screen too once it has had its floor. */
export function finish(schedule: Schedule, cashier: number, at: number, board: Board): Schedule {
  const index = schedule.calls.findLastIndex((c) => c.cashier === cashier && !c.withdrawn && c.start <= at)
  const call = schedule.calls[index]
  return call ? withdraw(schedule, index, Math.max(at, call.start + board.floor), at, board) : schedule
}

function without(schedule: Schedule, index: number): Schedule {
  return { calls: schedule.calls.filter((_, i) => i !== index), free: schedule.free }
}

function withdraw(schedule: Schedule, index: number, end: number, at: number, board: Board): Schedule {
  const calls = schedule.calls.map((call, i) =>
    i === index ? { ...call, withdrawn: true, end: Math.min(call.end, end) } : call,
  )
  return settle({ calls, free: schedule.free }, nextWaiting(calls, index, at), at, board)
}

/** The first call behind `index` that has not started yet: only those may move. */
function nextWaiting(calls: readonly Call[], index: number, at: number): number {
  const next = calls.findIndex((call, i) => i > index && call.start > at)
  return next === -1 ? calls.length : next
}

/** Drops from the head what no view at or after `at` can show. */
export function prune(schedule: Schedule, at: number, board: Board): Schedule {
  let gone = 0
  let free = schedule.free
  for (const call of schedule.calls) {
    const seen = call.withdrawn ? call.end : Math.max(call.end, call.start + board.linger)
    if (seen > at) break
    free = freeAfter(call, board)
    gone++
  }
  return gone === 0 ? schedule : { calls: schedule.calls.slice(gone), free }
}

/** The log's clock was set back by `step` ms (negative): the whole schedule moves with it, so that nothing hangs. */
export function shift(schedule: Schedule, step: number): Schedule {
  return {
    calls: schedule.calls.map((call) => ({
      ...call,
      at: call.at + step,
      start: call.start + step,
      end: call.end + step,
      announced: call.announced + step,
      quietSince: call.quietSince + step,
    })),
    free: { from: schedule.free.from + step, quietSince: schedule.free.quietSince + step },
  }
}
