/** An entry as it stands in the log's stream, with who wrote it. */
import type { Entry } from '../../protocol/event.ts'

export type LogEntry = Entry & { readonly producer: string; readonly seq: number }
