/**
 * Messages of the WebSocket subprotocol `cashierq.v1`: JSON text frames, each an object with a `type`.
 * A client says `hello` first; the relay answers `welcome`, then what the client misses, then what happens.
 */
import * as v from 'valibot'
import { decodeEvent, type Entry, encodeEvent, Instant } from './event.ts'
import { StoreName } from './settings.ts'
import type { State } from './state.ts'

export const SUBPROTOCOL = 'cashierq.v1'

export const ROLES = ['screen', 'buttons', 'bridge', 'staff', 'integration'] as const
export type Role = (typeof ROLES)[number]

const Offset = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER))
/** JSON has no infinity, but `1e999` reads as one. */
const Time = v.pipe(v.number(), v.finite())
const RequestId = v.pipe(v.string(), v.minLength(1), v.maxLength(64))
const Topic = v.pipe(v.string(), v.regex(/^[a-zA-Z0-9][a-zA-Z0-9_.:-]{0,63}$/u, 'must be a topic such as "screens"'))

export const ClientMessage = v.variant('type', [
  v.object({
    type: v.literal('hello'),
    store: StoreName,
    role: v.picklist(ROLES),
    token: v.exactOptional(v.pipe(v.string(), v.maxLength(4096))),
    /** How far the client has read: both or neither. */
    epoch: v.exactOptional(v.pipe(v.string(), v.maxLength(64))),
    offset: v.exactOptional(Offset),
  }),
  v.object({
    type: v.literal('ping'),
    time: Time,
    /**
     * Entries this screen has painted since its last ping: `offset`, and log time of the painting as the screen's clock
     * has it, ms. An older relay passes over it.
     */
    painted: v.exactOptional(v.pipe(v.array(v.object({ offset: Offset, at: Time })), v.maxLength(50))),
  }),
  v.object({ type: v.literal('subscribe'), topic: Topic }),
  v.object({ type: v.literal('unsubscribe'), topic: Topic }),
  v.object({
    type: v.literal('signal'),
    id: RequestId,
    name: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
    /** The topic whose subscribers get it. */
    to: Topic,
    data: v.exactOptional(v.unknown()),
  }),
])
export type ClientMessage = v.InferOutput<typeof ClientMessage>
export type Hello = Extract<ClientMessage, { type: 'hello' }>
export type Signal = Extract<ClientMessage, { type: 'signal' }>

export type ServerMessage =
  /** `offset` is the log's newest; `time` is log time, ms; `recovered` is true if no snapshot is needed. */
  | {
      readonly type: 'welcome'
      readonly epoch: string
      readonly offset: number
      readonly recovered: boolean
      readonly time: number
      readonly session: string
    }
  | { readonly type: 'entry'; readonly entry: Entry }
  | { readonly type: 'snapshot'; readonly offset: number; readonly state: State }
  /** `echo` is the client's own `time` of the ping, `time` is log time, ms. */
  | { readonly type: 'pong'; readonly time: number; readonly echo: number }
  | Signal
  | { readonly type: 'result'; readonly id: string; readonly delivered: number }
  | {
      readonly type: 'progress'
      readonly id: string
      readonly done: number
      readonly total: number
      readonly text: string
    }
  | { readonly type: 'error'; readonly code: ErrorCode; readonly message: string; readonly id?: string }

/** Why the relay refuses something. Programs look at these, never at the sentence beside them. */
export const ERROR_CODES = [
  'bad_message',
  'not_allowed',
  'origin_not_allowed',
  'unknown_store',
  'no_hello',
  'too_large',
  'too_fast',
  'restart',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

/** Close codes; each tells a client what to do next. */
export const CLOSE = {
  /** The relay restarts: come back with full-jitter backoff. */
  restart: 1012,
  /** Not of this protocol: do not come back with the same program. */
  badMessage: 4400,
  /** Token, origin or role refused: do not come back without another token. */
  notAllowed: 4401,
  /** No `hello` in time: come back and say it. */
  noHello: 4408,
  /** Message too large, or the client reads too slowly: come back with backoff. */
  tooLarge: 4413,
  /** Too many messages: come back with backoff. */
  tooFast: 4429,
} as const

/** Whether a client may come back after this close code. */
export function mayReconnect(code: number): boolean {
  return code !== CLOSE.badMessage && code !== CLOSE.notAllowed
}

export function encodeServerMessage(message: ServerMessage): string {
  return JSON.stringify(message.type === 'entry' ? { type: 'entry', ...encodeEntry(message.entry) } : message)
}

export function encodeEntry(entry: Entry) {
  return { offset: entry.offset, at: entry.at, event: encodeEvent(entry.event) }
}

export function parseClientMessage(text: string): ClientMessage | undefined {
  const result = v.safeParse(ClientMessage, parseJson(text))
  return result.success ? result.output : undefined
}

const Welcome = v.object({
  type: v.literal('welcome'),
  epoch: v.string(),
  offset: Offset,
  recovered: v.boolean(),
  time: Time,
  session: v.string(),
})
const WireEntry = v.object({
  type: v.literal('entry'),
  offset: Offset,
  at: Instant,
  event: v.unknown(),
})
/** A snapshot comes from our own relay: its version and outline are checked, its insides are trusted. */
const StateOutline = v.custom<State>((input) =>
  v.is(v.looseObject({ v: v.literal(1), calls: v.array(v.unknown()) }), input),
)

/** A state that this program wrote itself, read back as a snapshot is. */
export function parseState(input: unknown): State | undefined {
  return v.is(StateOutline, input) ? input : undefined
}

const Snapshot = v.object({
  type: v.literal('snapshot'),
  offset: Offset,
  state: StateOutline,
})
const Pong = v.object({ type: v.literal('pong'), time: Time, echo: Time })
const Result = v.object({ type: v.literal('result'), id: v.string(), delivered: v.number() })
const Progress = v.object({
  type: v.literal('progress'),
  id: v.string(),
  done: v.number(),
  total: v.number(),
  text: v.string(),
})
const Failure = v.object({
  type: v.literal('error'),
  code: v.picklist(ERROR_CODES),
  message: v.string(),
  id: v.exactOptional(v.string()),
})
const SignalOut = v.object({
  type: v.literal('signal'),
  id: RequestId,
  name: v.string(),
  to: Topic,
  data: v.exactOptional(v.unknown()),
})
const Wire = v.variant('type', [Welcome, WireEntry, Snapshot, Pong, Result, Progress, Failure, SignalOut])

/** Reads what a relay sends. `undefined`: a type this client does not know, which it ignores. */
export function parseServerMessage(text: string): ServerMessage | undefined {
  const result = v.safeParse(Wire, parseJson(text))
  if (!result.success) return undefined
  const wire = result.output
  if (wire.type !== 'entry') return wire
  const event = decodeEvent(wire.event)
  return event && { type: 'entry', entry: { offset: wire.offset, at: wire.at, event } }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
