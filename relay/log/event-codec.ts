/** Events as both logs store them: JSON text. Whatever lies there comes out as an event; a log never hides an entry. */
import { Failure } from '../../platform/failure.ts'
import { decodeEvent, encodeEvent, eventId, type LogEvent } from '../../protocol/event.ts'

export type StoredEvent = { readonly text: string; readonly event: LogEvent; readonly id: string | undefined }

/** The event as the log will hold it and as every reader will see it. */
export function storedEvent(event: LogEvent): StoredEvent {
  const text = JSON.stringify(encodeEvent(event))
  const read = readEvent(JSON.parse(text))
  return { text, event: read, id: eventId(read) }
}

/** What is no event at all (no object with a `type`) becomes a foreign one with the content beside it. */
export function readEvent(json: unknown): LogEvent {
  return decodeEvent(json) ?? { type: 'foreign', raw: { type: 'unreadable', content: json } }
}

/** `undefined` if the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** A seq below 1 would be taken for a repetition, and the press would be lost without a word. */
export function checkSeq(seq: number): void {
  if (!Number.isSafeInteger(seq) || seq < 1) throw new Failure('log_protocol', `a seq begins at 1, not at ${seq}`)
}
