/** What one line of the journal says, and the event it becomes in the log. */
import * as v from 'valibot'
import { ACTIONS, Instant, type LogEvent, PressId, Source } from '../protocol/event.ts'
import type { Press } from '../protocol/press.ts'
import { LanguageTag, TillNumber } from '../protocol/settings.ts'
import type { LogTime } from './log-time.ts'

/** `logTime` is the press's instant in log time, ms: there if log time was known when it was journaled. */
export type PressRecord = { readonly kind: 'press'; readonly press: Press; readonly logTime?: number }

/** A good line that this version cannot read (a newer one wrote it). It keeps its number, so the log has no gap. */
export type StrangeRecord = { readonly kind: 'strange'; readonly json: string }

export type JournalRecord = PressRecord | StrangeRecord

/** The first line of a segment. */
export type Header = { readonly producer: string; readonly begun: number }

const HeaderLine = v.object({ journal: v.literal(1), producer: v.pipe(v.string(), v.minLength(1)), begun: v.number() })

const PressLine = v.object({
  press: v.object({
    action: v.picklist(ACTIONS),
    cashier: TillNumber,
    language: LanguageTag,
    source: Source,
    pressedAt: v.number(),
    id: v.exactOptional(PressId),
  }),
  logTime: v.exactOptional(Instant),
})

export function encodeHeader(header: Header): string {
  return JSON.stringify({ journal: 1, ...header })
}

export function decodeHeader(json: string): Header | undefined {
  const result = v.safeParse(HeaderLine, JSON.parse(json))
  return result.success ? { producer: result.output.producer, begun: result.output.begun } : undefined
}

export function encodeRecord({ press, logTime }: PressRecord): string {
  return JSON.stringify({ press, logTime })
}

export function decodeRecord(json: string): JournalRecord {
  const result = v.safeParse(PressLine, JSON.parse(json))
  return result.success ? { kind: 'press', ...result.output } : { kind: 'strange', json }
}

/** What is known about time when a record is published. */
export type Moment = {
  /** The bridge's own clock now, ms. */
  readonly local: number
  readonly logTime: LogTime
  /** Whether this process journaled the record: then its clock and ours are one, unless somebody set it. */
  readonly ours: boolean
}

export function toEvent(record: JournalRecord, moment: Moment): LogEvent {
  if (record.kind === 'strange') return { type: 'foreign', raw: { type: 'unreadable_press', line: record.json } }
  const { action, ...press } = record.press
  return { type: action, ...press, pressedAt: pressedAt(record, moment) }
}

/**
 * The press's instant in log time: what was known at the press, else now minus its age by the bridge's own clock.
 * A machine without a battery clock may start in the past; a press from before that is then younger than nothing.
 * Its true age is unknown, so it is given the greatest: rather a call not shown than one shown hours late.
 */
function pressedAt(record: PressRecord, { local, logTime, ours }: Moment): number {
  if (record.logTime !== undefined) return record.logTime
  const age = local - record.press.pressedAt
  if (age < 0 && !ours) return 0
  return Math.max(0, Math.round((logTime.at(local) ?? local) - Math.max(0, age)))
}
