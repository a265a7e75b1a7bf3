/** Events as both logs store them: JSON text. Whatever lies there comes out as an event; a log never hides an entry. */
import { decodeEvent, encodeEvent, type LogEvent } from '../../protocol/event.ts'

export function eventText(event: LogEvent): string {
  return JSON.stringify(encodeEvent(event))
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
