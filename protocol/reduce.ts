/** `reduce(state, entry) -> state`: the one way in which an entry changes what anybody sees. */
import { type Entry, isPress, type NoticeEvent, type PressEvent, type SettingsEvent } from './event.ts'
import { cancel, enqueue, finish, liveIndex, prune, recall, type Schedule, shift } from './schedule.ts'
import { patched } from './settings.ts'
import type { State } from './state.ts'

/**
 * The state after `entry`. Entries must come in order; one that was already applied changes nothing, so a reader may
 * safely be given an overlap.
 */
export function reduce(state: State, entry: Entry): State {
  if (entry.offset <= state.offset) return state
  const { event, at } = entry
  const steady = at < state.at ? shift(state, at - state.at) : state
  const schedule = prune(steady, at, state.settings.board)
  if (event.type === 'foreign') return next(state, entry, schedule)
  if (isPress(event)) return press(state, entry, event, schedule)
  const now = next(state, entry, schedule)
  return event.type === 'notice' ? notice(now, event) : settings(now, event)
}

/** A call is stale when its press was too old at the append to send anybody anywhere. */
export function isStale(event: PressEvent, at: number, staleAfter: number): boolean {
  return at - event.pressedAt > staleAfter
}

/** Written out because every entry passes here; a spread of the state costs more than all the rest of a call. */
function next(state: State, entry: Entry, schedule: Schedule, closed = state.closed, help = state.help): State {
  return {
    v: 1,
    offset: entry.offset,
    at: entry.at,
    calls: schedule.calls,
    free: schedule.free,
    closed,
    help,
    notice: state.notice,
    settings: state.settings,
  }
}

function press(state: State, entry: Entry, event: PressEvent, schedule: Schedule): State {
  const { cashier } = event
  switch (event.type) {
    case 'call':
    case 'recall':
      return call(state, entry, event, schedule)
    case 'cancel':
      return next(state, entry, cancel(schedule, cashier, entry.at))
    case 'done':
      return next(state, entry, finish(schedule, cashier, entry.at))
    case 'open':
      return next(state, entry, schedule, drop(state.closed, cashier))
    case 'close':
      return next(state, entry, schedule, add(state.closed, cashier))
    case 'help':
      return next(state, entry, schedule, state.closed, add(state.help, cashier))
    case 'helped':
      return next(state, entry, schedule, state.closed, drop(state.help, cashier))
  }
}

/** A recall of a call that is no longer to be seen is a new call, and a call that is still to be seen is a recall. */
function call(state: State, entry: Entry, event: PressEvent, schedule: Schedule): State {
  const { board } = state.settings
  const { offset, at } = entry
  const { cashier, language } = event
  if (isStale(event, at, board.staleAfter)) return next(state, entry, schedule)
  const index = liveIndex(schedule.calls, cashier, at)
  const called =
    index === -1 ? enqueue(schedule, { cashier, language, offset, at }, board) : recall(schedule, index, language, at)
  return next(state, entry, called, drop(state.closed, cashier))
}

function notice(state: State, event: NoticeEvent): State {
  return { ...state, notice: event.text === '' ? null : { text: event.text, until: event.until ?? null } }
}

/** New settings hold for the calls that come after; what is already placed keeps its time. */
function settings(state: State, event: SettingsEvent): State {
  const { board, tills, languages } = state.settings
  return {
    ...state,
    settings: {
      board: event.board ? patched(board, event.board) : board,
      tills: event.tills ?? tills,
      languages: event.languages ?? languages,
    },
  }
}

function add(set: readonly number[], member: number): readonly number[] {
  return set.includes(member) ? set : [...set, member].sort((a, b) => a - b)
}

function drop(set: readonly number[], member: number): readonly number[] {
  return set.includes(member) ? set.filter((other) => other !== member) : set
}
