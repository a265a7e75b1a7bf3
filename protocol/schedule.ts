/**
 * The schedule: which call fills the screen, from when until when.
 *
 *     start_i = max(at_i, end_{i-1})
 *     end_i   = clamp(at_{i+1}, start_i + floor, start_i + hold), or start_i + hold if no call follows
 *
 * `hold` and `floor` are those in force when the call was made. Every function takes the calls in order and gives new
 * ones; none looks at a clock. Every press of every store's history goes through here when a relay starts, which is
 * why the hot functions copy field by field: a spread costs several times as much.
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
function freeAfter(call: Call): Free {
  return { from: Math.max(call.end, call.start + call.floor), quietSince: call.end }
}

/** When a call that was announced at `announced` gives way. */
function endOf(call: Pick<Call, 'hold' | 'floor'>, announced: number, followerAt: number | undefined): number {
  const latest = announced + call.hold
  return followerAt === undefined ? latest : Math.min(Math.max(followerAt, announced + call.floor), latest)
}

function timed(call: Call, start: number, end: number, announced: number, quietSince: number): Call {
  return {
    cashier: call.cashier,
    language: call.language,
    offset: call.offset,
    at: call.at,
    start,
    end,
    hold: call.hold,
    floor: call.floor,
    announced,
    recalls: call.recalls,
    quietSince,
    withdrawn: call.withdrawn,
  }
}

/** The call in its place behind whatever leaves the screen free at `free`. */
function placed(call: Call, free: Free, followerAt: number | undefined): Call {
  const start = Math.max(call.at, free.from)
  return timed(call, start, endOf(call, start, followerAt), start, Math.min(free.quietSince, start))
}

/** The call has a new follower, or none: its end moves, unless that is past at `at`. */
function followed(call: Call, followerAt: number | undefined, at: number): Call {
  if (call.withdrawn || call.end <= at) return call
  const end = endOf(call, call.announced, followerAt)
  return end === call.end ? call : timed(call, call.start, end, call.announced, call.quietSince)
}

/** Places calls[from...] anew, behind the one before them; `at` is the time of the entry that made it necessary. */
function settle(schedule: Schedule, from: number, at: number): Schedule {
  const calls = schedule.calls.slice()
  const before = calls[from - 1]
  if (before) calls[from - 1] = followed(before, calls[from]?.at, at)
  for (let i = from; i < calls.length; i++) {
    const call = calls[i]
    if (!call) break
    const previous = calls[i - 1]
    calls[i] = placed(call, previous ? freeAfter(previous) : schedule.free, calls[i + 1]?.at)
  }
  return { calls, free: schedule.free }
}

/** A new call takes its place at the end of the order. */
export function enqueue(
  schedule: Schedule,
  call: Pick<Call, 'cashier' | 'language' | 'offset' | 'at'>,
  board: Board,
): Schedule {
  const last = schedule.calls[schedule.calls.length - 1]
  const before = last && followed(last, call.at, call.at)
  const free = before ? freeAfter(before) : schedule.free
  const start = Math.max(call.at, free.from)
  const added: Call = {
    cashier: call.cashier,
    language: call.language,
    offset: call.offset,
    at: call.at,
    start,
    end: start + board.hold,
    hold: board.hold,
    floor: board.floor,
    announced: start,
    recalls: 0,
    quietSince: Math.min(free.quietSince, start),
    withdrawn: false,
  }
  const calls = [...schedule.calls, added]
  if (before) calls[calls.length - 2] = before
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
export function recall(schedule: Schedule, index: number, language: string, at: number): Schedule {
  const calls = schedule.calls.slice()
  const call = calls[index]
  if (!call) return schedule
  const alone = call.start <= at && index === calls.length - 1
  const announced = alone ? at : call.announced
  const end = alone ? at + call.hold : call.end
  calls[index] = {
    cashier: call.cashier,
    language,
    offset: call.offset,
    at: call.at,
    start: call.start,
    end,
    hold: call.hold,
    floor: call.floor,
    announced,
    recalls: call.recalls + 1,
    quietSince: call.quietSince,
    withdrawn: false,
  }
  return { calls, free: schedule.free }
}

/** Takes back the newest call of a till, wherever it is: waiting, shown, or in the strip. */
export function cancel(schedule: Schedule, cashier: number, at: number): Schedule {
  const index = schedule.calls.findLastIndex((call) => call.cashier === cashier && !call.withdrawn)
  const call = schedule.calls[index]
  if (!call) return schedule
  if (call.start > at) return settle(without(schedule, index), index, at)
  const calm = call.quietSince < call.start ? call.quietSince + CALM : at
  return withdraw(schedule, index, Math.max(at, calm), at)
}

/** The till has finished: its call leaves the strip, and the screen too once it has had its floor. */
export function finish(schedule: Schedule, cashier: number, at: number): Schedule {
  const index = schedule.calls.findLastIndex((c) => c.cashier === cashier && !c.withdrawn && c.start <= at)
  const call = schedule.calls[index]
  return call ? withdraw(schedule, index, Math.max(at, call.start + call.floor), at) : schedule
}

function without(schedule: Schedule, index: number): Schedule {
  return { calls: schedule.calls.toSpliced(index, 1), free: schedule.free }
}

/** An older call of the same till was hidden by this one in the strip; it must not come back in its place. */
function withdraw(schedule: Schedule, index: number, end: number, at: number): Schedule {
  const cashier = schedule.calls[index]?.cashier
  const calls = schedule.calls.map((call, i) => {
    if (i > index || call.cashier !== cashier || call.withdrawn) return call
    return { ...call, withdrawn: true, end: i === index ? Math.min(call.end, end) : call.end }
  })
  return settle({ calls, free: schedule.free }, nextWaiting(calls, index, at), at)
}

/** The first call behind `index` that has not started yet: only those may move. */
function nextWaiting(calls: readonly Call[], index: number, at: number): number {
  const next = calls.findIndex((call, i) => i > index && call.start > at)
  return next === -1 ? calls.length : next
}

/** Drops from the head what no view at or after `at` can show. */
export function prune(schedule: Schedule, at: number, board: Board): Schedule {
  let gone = 0
  let last: Call | undefined
  for (const call of schedule.calls) {
    if (call.end > at || call.start + board.linger > at) break
    last = call
    gone++
  }
  return last ? { calls: schedule.calls.slice(gone), free: freeAfter(last) } : schedule
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
