/** `view(state, now)`: what a screen shows at an instant of log time. Pure; a screen needs no message to turn back. */
import { defaultTill, type Till } from './settings.ts'
import type { Call, State } from './state.ts'

/** Each language of "Please wait" is shown this long, ms: two to three times what reading it takes. */
const LANGUAGE_TURN = 6_000

export type ShownCall = {
  readonly cashier: number
  readonly language: string
  /** Offset of the entry that made the call; a screen chimes when this or `recalls` changes. */
  readonly offset: number
  readonly recalls: number
  readonly start: number
  readonly end: number
}

export type AlsoCalled = { readonly cashier: number; readonly language: string; readonly start: number }
export type WaitingCall = { readonly cashier: number; readonly offset: number; readonly behind: number }

type Common = {
  /** Offset of the newest entry this view knows. */
  readonly offset: number
  readonly language: string
  /** Newest first. */
  readonly also: readonly AlsoCalled[]
  readonly waiting: readonly WaitingCall[]
  readonly notice: string | null
  /** Log time, ms, at which the view changes if no entry comes; null: it stays. */
  readonly changesAt: number | null
}

export type View =
  | (Common & { readonly mode: 'wait' })
  | (Common & { readonly mode: 'calling'; readonly call: ShownCall })

export function view(state: State, now: number): View {
  const shown = shownCall(state, now)
  const also = alsoCalled(state, now)
  const common: Common = {
    offset: state.offset,
    language: shown?.language ?? waitLanguage(state.settings.languages, now),
    also,
    waiting: waitingCalls(state, now),
    notice: noticeAt(state, now),
    changesAt: nextChange(state, now, also, shown !== undefined),
  }
  if (!shown) return { ...common, mode: 'wait' }
  const { cashier, language, offset, recalls, start, end } = shown
  return { ...common, mode: 'calling', call: { cashier, language, offset, recalls, start, end } }
}

/** The call that fills the screen at `now`, if any. */
export function shownCall(state: State, now: number): Call | undefined {
  return state.calls.find((call) => call.start <= now && now < call.end)
}

/** How a till looks: as the store set it, else by its number. */
export function tillOf(state: State, cashier: number): Till {
  return state.settings.tills.find((till) => till.number === cashier) ?? defaultTill(cashier)
}

/** The strip at `now`: called, no longer filling the screen, not yet forgotten. */
export function alsoCalled(state: State, now: number): AlsoCalled[] {
  const { linger, slots } = state.settings.board
  const seen = new Set([shownCall(state, now)?.cashier])
  const also: AlsoCalled[] = []
  for (const call of state.calls.toReversed()) {
    if (also.length >= slots) break
    if (call.withdrawn || call.end > now || now >= call.start + linger || seen.has(call.cashier)) continue
    seen.add(call.cashier)
    also.push({ cashier: call.cashier, language: call.language, start: call.start })
  }
  return also
}

function waitingCalls(state: State, now: number): WaitingCall[] {
  const shown = shownCall(state, now) ? 1 : 0
  return state.calls
    .filter((call) => call.start > now)
    .map((call, place) => ({ cashier: call.cashier, offset: call.offset, behind: place + shown }))
}

function noticeAt(state: State, now: number): string | null {
  const { notice } = state
  return notice && (notice.until === null || now < notice.until) ? notice.text : null
}

function waitLanguage(languages: readonly string[], now: number): string {
  return languages[Math.floor(now / LANGUAGE_TURN) % languages.length] ?? 'en'
}

/** Exact: a call enters the strip at its end and leaves it by its linger, so what is hidden now waits for one of these. */
function nextChange(state: State, now: number, also: readonly AlsoCalled[], calling: boolean): number | null {
  let next = Number.POSITIVE_INFINITY
  const consider = (at: number) => {
    if (at > now && at < next) next = at
  }
  for (const call of state.calls) {
    consider(call.start)
    consider(call.end)
  }
  for (const call of also) consider(call.start + state.settings.board.linger)
  if (state.notice?.until != null) consider(state.notice.until)
  if (!calling && state.settings.languages.length > 1) consider((Math.floor(now / LANGUAGE_TURN) + 1) * LANGUAGE_TURN)
  return Number.isFinite(next) ? next : null
}
