/**
 * The records of a segment file. Keys are short because they repeat in every line:
 * `{"epoch","first"}` heads a segment; `{"o","t","p","s","e"}` is an entry (offset, log time in ms, producer, seq,
 * event); `{"p","s","d"}` says that a producer has got on to seq with an event that was in the log already, at offset d.
 */
import * as v from 'valibot'
import { type Entry, eventId } from '../../protocol/event.ts'
import type { Dedup } from './dedup.ts'
import { parseJson, readEvent } from './event-codec.ts'

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const Header = v.object({ epoch: v.string(), first: Count })
const EntryLine = v.object({ o: Count, t: v.number(), p: v.string(), s: Count, e: v.unknown() })
const AdvanceLine = v.object({ p: v.string(), s: Count, d: Count })
const Line = v.union([EntryLine, AdvanceLine, Header])

export type HeaderRecord = { readonly kind: 'header'; readonly epoch: string; readonly first: number }
export type EntryRecord = {
  readonly kind: 'entry'
  readonly entry: Entry
  readonly producer: string
  readonly seq: number
}
export type AdvanceRecord = {
  readonly kind: 'advance'
  readonly producer: string
  readonly seq: number
  readonly offset: number
}
export type LogRecord = HeaderRecord | EntryRecord | AdvanceRecord

export function encodeHeader(epoch: string, first: number): string {
  return JSON.stringify({ epoch, first })
}

/** `event` is the event as JSON text: it was encoded when it was appended, and is not encoded twice. */
export function encodeEntry(offset: number, at: number, producer: string, seq: number, event: string): string {
  return `{"o":${offset},"t":${at},"p":${JSON.stringify(producer)},"s":${seq},"e":${event}}`
}

export function encodeAdvance(producer: string, seq: number, offset: number): string {
  return JSON.stringify({ p: producer, s: seq, d: offset })
}

/** `undefined`: the line was written whole, but by no version of this program. */
export function decodeRecordLine(json: string): LogRecord | undefined {
  const line = v.safeParse(Line, parseJson(json))
  if (!line.success) return undefined
  const record = line.output
  if ('epoch' in record) return { kind: 'header', ...record }
  if ('d' in record) return { kind: 'advance', producer: record.p, seq: record.s, offset: record.d }
  const entry = { offset: record.o, at: record.t, event: readEvent(record.e) }
  return { kind: 'entry', entry, producer: record.p, seq: record.s }
}

/** What an entry or an advance tells about repetitions. */
export function noteRecord(dedup: Dedup, record: EntryRecord | AdvanceRecord): void {
  if (record.kind === 'advance') return dedup.noteProducer(record.producer, record.seq, record.offset)
  const { entry, producer, seq } = record
  dedup.noteProducer(producer, seq, entry.offset)
  const id = eventId(entry.event)
  if (id !== undefined) dedup.noteId(id, entry.offset, entry.at)
}
