/** Stream entries and script answers to what the port speaks of. Pure. */
import * as v from 'valibot'
import { Failure } from '../../platform/failure.ts'
import type { Entry, LogEvent } from '../../protocol/event.ts'
import { parseJson, readEvent } from './event-codec.ts'
import type { Appended, Position, Snapshot } from './port.ts'
import { readState } from './snapshot-codec.ts'

const Offset = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const StreamEntry = v.tuple([v.string(), v.array(v.string())])
const StreamEntries = v.array(StreamEntry)
const AppendAnswer = v.union([
  v.tuple([v.literal('appended'), Offset, Offset]),
  v.tuple([v.literal('dup'), Offset]),
  v.tuple([v.literal('gap'), Offset]),
])
const PositionAnswer = v.tuple([v.string(), Offset, Offset, Offset])
const LookAnswer = v.tuple([v.string(), Offset, Offset, Offset, v.string(), StreamEntries])
const ReadAnswer = v.tuple([Offset, v.string(), StreamEntries])
const SnapshotAnswer = v.union([v.tuple([v.string(), v.string(), v.string()]), v.tuple([])])

export type StreamEntry = v.InferOutput<typeof StreamEntry>

/** The log at one moment, as a reader sees it from its offset. */
export type Look = {
  readonly position: Position
  /** The `t` of the entry at the reader's offset, or empty. */
  readonly tail: string
  /** What comes after it. */
  readonly stream: readonly StreamEntry[]
}

/** What the bell tells of an entry. */
export type Ring = { readonly epoch: string; readonly before: string; readonly entry: Entry }

export function decodeAppended(answer: unknown): Appended {
  const appended = expect(AppendAnswer, answer)
  switch (appended[0]) {
    case 'appended':
      return { kind: 'appended', offset: appended[1], at: appended[2] }
    case 'dup':
      return { kind: 'dup', offset: appended[1] }
    case 'gap':
      return { kind: 'gap', last: appended[1] }
  }
}

export function decodePosition(answer: unknown): Position {
  const [epoch, first, offset, time] = expect(PositionAnswer, answer)
  return { epoch, first, offset, time }
}

export function decodeLook(answer: unknown): Look {
  const [epoch, first, offset, time, tail, stream] = expect(LookAnswer, answer)
  return { position: { epoch, first, offset, time }, tail, stream }
}

/** `undefined`: not one of ours. */
export function decodeRing(text: string): Ring | undefined {
  const [, offset, t = '', before = '', epoch = '', event = ''] = /^(\d+) (\d+) (\d+|-) (\S+) (.*)$/su.exec(text) ?? []
  const at = stampOf(t)
  if (at === undefined || !Number.isSafeInteger(Number(offset))) return undefined
  return { epoch, before, entry: { offset: Number(offset), at, event: readEvent(parseJson(event) ?? event) } }
}

export function decodeRead(answer: unknown) {
  const [first, before, stream] = expect(ReadAnswer, answer)
  return { first, before, stream }
}

/** `undefined`: there is none, or one that this version cannot read. */
export function decodeSnapshot(answer: unknown): Snapshot | undefined {
  const [epoch, offset, json] = expect(SnapshotAnswer, answer)
  if (epoch === undefined || json === undefined) return undefined
  const state = readState(parseJson(json))
  return state && { epoch, offset: Number(offset), state }
}

/**
 * Entries of the stream, in order. `before` is the log time of the entry before them, ms: one that another program
 * has added without `t` gets the time of its predecessor, so that time never runs back. An id that is no offset
 * (`5-1`) has no place in the log and is left out.
 */
export function decodeStream(stream: readonly StreamEntry[], before: number): Entry[] {
  const entries: Entry[] = []
  let at = before
  for (const [id, flat] of stream) {
    const offset = offsetOf(id)
    if (offset === undefined) continue
    const fields = fieldsOf(flat)
    at = stampOf(fields.get('t') ?? '') ?? at
    entries.push({ offset, at, event: eventOf(fields) })
  }
  return entries
}

/** Log time in ms from the field `t`; `undefined` if it is none. */
export function stampOf(t: string): number | undefined {
  return /^\d{1,15}$/u.test(t) ? Number(t) : undefined
}

/** The `t` of the newest entry that has a place in the log, as it stands there; empty if it has none. */
export function tailOf(stream: readonly StreamEntry[]): string {
  const last = stream.findLast(([id]) => offsetOf(id) !== undefined)
  return last ? (fieldsOf(last[1]).get('t') ?? '') : ''
}

function offsetOf(id: string): number | undefined {
  const offset = Number(/^(\d+)-0$/u.exec(id)?.[1])
  return Number.isSafeInteger(offset) ? offset : undefined
}

function eventOf(fields: ReadonlyMap<string, string>): LogEvent {
  const text = fields.get('e')
  if (text === undefined) return { type: 'foreign', raw: { type: 'unreadable', content: Object.fromEntries(fields) } }
  return readEvent(parseJson(text) ?? text)
}

function fieldsOf(flat: readonly string[]): Map<string, string> {
  const fields = new Map<string, string>()
  for (let i = 0; i + 1 < flat.length; i += 2) fields.set(flat[i] ?? '', flat[i + 1] ?? '')
  return fields
}

function expect<S extends v.GenericSchema>(schema: S, answer: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, answer)
  if (result.success) return result.output
  throw new Failure('log_protocol', `Redis answers something unexpected: ${result.issues[0].message}`)
}
