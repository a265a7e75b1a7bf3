/**
 * Events: what an entry of the log says.
 *
 * Known events are validated where they enter the system. An event of an unknown type, or a known type with a
 * payload this version cannot read, becomes a `foreign` event: kept in the log as it is, ignored by the reducer.
 */
import * as v from 'valibot'
import { BoardPatch, LanguageTag, Till, TillNumber } from './settings.ts'

/** Milliseconds since 1970 in log time. */
export const Instant = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER))

/** A press's own idempotency key: printable ASCII without blanks, so that it is safe in a key, a log line and a URL. */
export const PressId = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,64}$/u, 'must be 1 to 64 printable ASCII characters'))

/** Where a press comes from: `box:A1`, `plain:/dev/ttyUSB0`, `http`. */
export const Source = v.pipe(v.string(), v.minLength(1), v.maxLength(200))

/** Everything a cashier can say with a button. */
export const ACTIONS = ['call', 'recall', 'cancel', 'open', 'close', 'help', 'helped', 'done'] as const
export type Action = (typeof ACTIONS)[number]

export const PressEvent = v.object({
  type: v.picklist(ACTIONS),
  cashier: TillNumber,
  language: LanguageTag,
  /** When the key went down, in log time, ms. Its age at the append decides staleness. */
  pressedAt: Instant,
  source: Source,
  id: v.exactOptional(PressId),
})
export type PressEvent = v.InferOutput<typeof PressEvent>

export const NoticeEvent = v.object({
  type: v.literal('notice'),
  /** The line to show while nobody is called; empty takes it away. */
  text: v.pipe(v.string(), v.maxLength(200)),
  /** Log time, ms, when the notice goes by itself; absent: it stays. */
  until: v.exactOptional(Instant),
  source: Source,
  id: v.exactOptional(PressId),
})
export type NoticeEvent = v.InferOutput<typeof NoticeEvent>

export const SettingsEvent = v.object({
  type: v.literal('settings'),
  board: v.exactOptional(BoardPatch),
  tills: v.exactOptional(v.pipe(v.array(Till), v.minLength(1), v.maxLength(99))),
  languages: v.exactOptional(v.pipe(v.array(LanguageTag), v.minLength(1), v.maxLength(20))),
  source: Source,
  id: v.exactOptional(PressId),
})
export type SettingsEvent = v.InferOutput<typeof SettingsEvent>

export type KnownEvent = PressEvent | NoticeEvent | SettingsEvent
export type JsonObject = { readonly [key: string]: unknown }
export type ForeignEvent = { readonly type: 'foreign'; readonly raw: JsonObject }
export type LogEvent = KnownEvent | ForeignEvent

/** One entry of a store's log. Offsets are dense from 1 within an epoch; `at` is log time in ms. */
export type Entry = { readonly offset: number; readonly at: number; readonly event: LogEvent }

/** A guard, not a parser: valibot's output would lack keys such as `constructor`, and a foreign event is kept as it is. */
const Foreign = v.looseObject({ type: v.string() })
const Known = v.variant('type', [PressEvent, NoticeEvent, SettingsEvent])

/** Reads an event from JSON. Returns `undefined` only for what is no event at all (no object with a `type`). */
export function decodeEvent(json: unknown): LogEvent | undefined {
  const known = v.safeParse(Known, json)
  if (known.success) return known.output
  return v.is(Foreign, json) ? { type: 'foreign', raw: json } : undefined
}

/** The JSON form of an event; a foreign event goes out exactly as it came in. */
export function encodeEvent(event: LogEvent): JsonObject {
  return event.type === 'foreign' ? event.raw : event
}

/** The idempotency key of an event, if its sender gave one. */
export function eventId(event: LogEvent): string | undefined {
  return event.type === 'foreign' ? undefined : event.id
}

export function isPress(event: LogEvent): event is PressEvent {
  return 'cashier' in event
}
