/**
 * A source of presses: one button box, one script. The bridge knows nothing else of a device.
 *
 * How to add a kind: one file in this folder with a `SourceKind`, and one row in `source-spec.ts`.
 */
import type { LogLines } from '../../platform/logger.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { Action } from '../../protocol/event.ts'
import type { Submitted } from '../../protocol/press.ts'

/** A press as the device tells it; what it does not tell, the bridge adds. */
export type SourcePress = {
  readonly action: Action
  readonly cashier: number
  /** Absent: the bridge's own language. */
  readonly language?: string
  /** Identity of this very press where the device has one (box, boot, sequence); makes a resent press harmless. */
  readonly id?: string
}

/** Takes a press. Resolves when it is on disk or has failed: a device that wants an acknowledgement waits for it. */
export type Sink = (press: SourcePress) => Promise<Submitted>

/** All instants are the bridge's own clock, ms. */
export type SourceStatus =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly since: number }
  /** It was there, or never was; it is looked for all the time. */
  | { readonly kind: 'lost'; readonly reason: string; readonly since: number }
  /** It is there, but may not be used (rights, another program): somebody has to mend that. */
  | { readonly kind: 'refused'; readonly reason: string; readonly since: number }
  | { readonly kind: 'stopped' }

export type SourceCounts = {
  /** Whole lines that the device said. */
  readonly lines: number
  readonly presses: number
  /** Lines that were no press. */
  readonly ignoredLines: number
  /** Bytes of lines that were too long, or that an unplugging cut off. */
  readonly discardedBytes: number
  /** How often the device was opened again. */
  readonly reopened: number
}

export const NO_COUNTS: SourceCounts = { lines: 0, presses: 0, ignoredLines: 0, discardedBytes: 0, reopened: 0 }

export interface ButtonSource {
  readonly kind: string
  readonly address: string
  /** Rejects with `bad_setting` if its address can never work; a device that is only absent is waited for. */
  start(sink: Sink): Promise<void>
  /** After it has resolved, no press comes any more. */
  stop(): Promise<void>
  status(): SourceStatus
  counts(): SourceCounts
}

/** What any kind of source may need from the bridge's process. */
export type SourceTools = {
  readonly clock: Clock
  readonly lines: LogLines
  /** What a line of a plain box must look like; unset: a till number alone. */
  readonly plainPattern?: string
  /** Speed of plain serial boxes, baud. */
  readonly plainBaud?: number
}

export type SourceAddress = { readonly address: string; readonly cashier?: number }

/** One kind of source. */
export type SourceKind = {
  /** The form of its address, for the message that refuses another. */
  readonly form: string
  /** Why this address cannot be, as the end of a sentence; undefined if it can. */
  check(address: SourceAddress): string | undefined
  open(address: SourceAddress, tools: SourceTools): ButtonSource
}
