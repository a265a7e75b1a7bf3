/** `reduce(state, entry) -> state`: the one way in which an entry changes what anybody sees. */
import { type Entry, isPress, type NoticeEvent, type PressEvent, type SettingsEvent } from './event.ts'
import { cancel, enqueue, finish, liveIndex, prune, recall, shift } from './schedule.ts'
import type { State } from './state.ts'

/**
 * The state after `entry`. Entries must come in order; one that was already applied changes nothing, so a reader may
 * safely be given an overlap.
 */
export function reduce(state: State, entry: Entry): State {
  if (entry.offset <= state.offset) return state
  const now = advance(state, entry)
  const { event } = entry
  if (event.type === 'foreign') return now
  if (isPress(event)) return press(now, entry, event)
  return event.type === 'notice' ? notice(now, event) : settings(now, event)
}

/** A call is stale when its press was too old at the append to send anybody anywhere. */
export function isStale(event: PressEvent, at: number, staleAfter: number): boolean {
  return at - event.pressedAt > staleAfter
}

function advance(state: State, entry: Entry): State {
  const { board } = state.settings
  const steady = entry.at < state.at ? shift(state, entry.at - state.at) : state
  const { calls, free } = prune(steady, entry.at, board)
  return { ...state, offset: entry.offset, at: entry.at, calls, free }
}

function press(state: State, entry: Entry, event: PressEvent): State {
  const { board } = state.settings
  switch (event.type) {
    case 'call':
    case 'recall':
      return isStale(event, entry.at, board.staleAfter) ? state : call(state, entry, event)
    case 'cancel':
      return { ...state, ...cancel(state, event.cashier, entry.at, board) }
    case 'done':
      return { ...state, ...finish(state, event.cashier, entry.at, board) }
    case 'open':
      return { ...state, closed: drop(state.closed, event.cashier) }
    case 'close':
      return { ...state, closed: add(state.closed, event.cashier) }
    case 'help':
      return { ...state, help: add(state.help, event.cashier) }
    case 'helped':
      return { ...state, help: drop(state.help, event.cashier) }
  }
}

/** A recall of a call that is no longer to be seen is a new call, and a call that is still to be seen is a recall. */
function call(state: State, entry: Entry, event: PressEvent): State {
  const { board } = state.settings
  const { cashier, language } = event
  const index = liveIndex(state.calls, cashier, entry.at)
  const schedule =
    index === -1
      ? enqueue(state, { cashier, language, offset: entry.offset, at: entry.at }, board)
      : recall(state, index, language, entry.at, board)
  return { ...state, calls: schedule.calls, free: schedule.free, closed: drop(state.closed, cashier) }
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
      board: { ...board, ...event.board },
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
