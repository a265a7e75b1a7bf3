/**
 * A number pad, by the boot keyboard report (HID 1.11, appendix B.1): modifiers, reserved, up to six keys. Pure.
 *
 * Digits, then Enter, call that till. The wrong till is worse than none: whatever leaves a doubt about the number (two
 * keys at once, a third digit, a key that is neither digit nor Enter) spoils it, and a spoiled number ends at Enter
 * without a call. Backspace, Escape or five seconds without a key clear it.
 */
import { quiet, type ReportHeard, type ReportStep } from './report-heard.ts'

const PAD_REPORT_BYTES = 8
/** A number that was begun and left is not the next cashier's, ms. */
export const PAD_TIMEOUT = 5_000
const HIGHEST_TILL = 99

export type Pad = {
  /** Keys that are down, by usage. */
  readonly held: readonly number[]
  readonly entry: PadEntry
  /** When a key last went down. */
  readonly at: number
}

export type PadEntry =
  | { readonly kind: 'empty' }
  | { readonly kind: 'digits'; readonly number: number }
  | { readonly kind: 'spoiled' }

const EMPTY: PadEntry = { kind: 'empty' }
const SPOILED: PadEntry = { kind: 'spoiled' }

export const FRESH_PAD: Pad = { held: [], entry: EMPTY, at: 0 }

/** Usages of the keyboard page (HID Usage Tables 1.5, page 0x07). */
const FIRST_KEY = 0x04
const ENTER = [0x28, 0x58]
const CLEAR = [0x29, 0x2a]
/** Some pads send it around each digit to make sure of digits. */
const NUM_LOCK = 0x53

export function hearPadReport(state: Pad, report: Uint8Array, now: number): ReportStep<Pad> {
  const down = keysDown(report)
  if (!down) return { state, heard: quiet('noise') }
  const pressed = down.filter((key) => !state.held.includes(key))
  if (pressed.length === 0) return { state: { ...state, held: down }, heard: quiet('change') }
  const stale = now - state.at >= PAD_TIMEOUT
  const { entry, typed } = press(stale ? EMPTY : state.entry, pressed)
  const heard: ReportHeard = { ...quiet('change'), ...(typed !== undefined && { typed }) }
  return { state: { held: down, entry, at: now }, heard }
}

/** The keys of a report; undefined if it is none, or says that it cannot tell (0x01 to 0x03: rollover, errors). */
function keysDown(report: Uint8Array): number[] | undefined {
  if (report.length !== PAD_REPORT_BYTES) return undefined
  const keys = [...report.subarray(2)].filter((key) => key !== 0 && key !== NUM_LOCK)
  return keys.some((key) => key < FIRST_KEY) ? undefined : keys
}

/** Two keys in one report have no order, so they are no number. */
function press(entry: PadEntry, keys: readonly number[]): { entry: PadEntry; typed?: number } {
  const [key, another] = keys
  if (key === undefined) return { entry }
  if (another !== undefined) return { entry: SPOILED }
  if (CLEAR.includes(key)) return { entry: EMPTY }
  if (ENTER.includes(key)) {
    return entry.kind === 'digits' && entry.number > 0 ? { entry: EMPTY, typed: entry.number } : { entry: EMPTY }
  }
  return { entry: withDigit(entry, digitOf(key)) }
}

function withDigit(entry: PadEntry, digit: number | undefined): PadEntry {
  if (digit === undefined || entry.kind === 'spoiled') return SPOILED
  const number = (entry.kind === 'digits' ? entry.number * 10 : 0) + digit
  return number > HIGHEST_TILL ? SPOILED : { kind: 'digits', number }
}

/** 1 to 9 and then 0, as on the keypad (0x59 to 0x62) and the top row (0x1e to 0x27). */
function digitOf(key: number): number | undefined {
  if (key >= 0x59 && key <= 0x62) return (key - 0x58) % 10
  if (key >= 0x1e && key <= 0x27) return (key - 0x1d) % 10
  return undefined
}
