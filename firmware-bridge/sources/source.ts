/**
 * A source of presses: one button box, one script. The bridge knows nothing else of a device.
 *
 * How to add a kind: one file in this folder with a `SourceKind`, and one row in `source-spec.ts`.
 */
import type { LogLines } from '../../platform/logger.ts'
import type { GestureAction } from '../../protocol/box/gesture.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { Submitted } from '../../protocol/press.ts'
import type { Desks } from '../desks.ts'
import type { BoxNames } from './box/box-names.ts'
import type { OpenDevice } from './device/device.ts'

/** A press as the device tells it; what it does not tell, the bridge adds. */
export type SourcePress = {
  readonly action: GestureAction
  /** Absent: the till that `box` is assigned to. */
  readonly cashier?: number
  /** Names of the box that was pressed, the surest first (`box:A1`, `at:pci-0000:00:14.0-usb-0:2`). */
  readonly box?: readonly string[]
  /** Absent: the bridge's own language. */
  readonly language?: string
  /** Identity of this very press where the device has one (box, boot, sequence); makes a resent press harmless. */
  readonly id?: string
  /** How long ago it was made, ms, where the device has kept it; absent: just now. */
  readonly age?: number
}

/** Takes a press. Resolves when it is on disk or has failed: a device that wants an acknowledgement waits for it. */
export type Sink = (press: SourcePress) => Promise<Submitted>

/** What a source gets from the bridge it works for. */
export type SourceHost = {
  readonly submit: Sink
  /** The till of a box with these names, the surest first; undefined while it is assigned to none. */
  tillOf(box: readonly string[]): number | undefined
  readonly desks: Desks
}

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

/** One box as `cashierq doctor` shows it. All instants are the bridge's own clock, ms. */
export type BoxReport = {
  /** Its names, the surest first, as in `SourcePress`. */
  readonly names: readonly string[]
  /** The device it is read from. */
  readonly device: string
  readonly model?: string
  readonly firmware?: string
  /** Its till; absent while none is assigned. */
  readonly cashier?: number
  readonly status: SourceStatus
  /** When it last said that it is alive; absent for boxes that never do. */
  readonly heartbeatAt?: number
  /** Buttons that have been down longer than any press. */
  readonly stuck: readonly number[]
  readonly counts: BoxCounts
}

export type BoxCounts = {
  readonly frames: number
  readonly presses: number
  readonly crcErrors: number
  /** Bytes that were in no valid frame. */
  readonly discardedBytes: number
  /** Events that came again because their acknowledgement was lost: harmless. */
  readonly repeated: number
  /** Events that the box numbered and that never came. */
  readonly missed: number
  /** Events that the box says it had to drop. */
  readonly lost: number
  /** Frames of ours that the box could not read. */
  readonly refused: number
  /** Watchdog: how often it fell silent and was opened again. */
  readonly silences: number
}

export const NO_BOX_COUNTS: BoxCounts = {
  frames: 0,
  presses: 0,
  crcErrors: 0,
  discardedBytes: 0,
  repeated: 0,
  missed: 0,
  lost: 0,
  refused: 0,
  silences: 0,
}

export interface ButtonSource {
  readonly kind: string
  readonly address: string
  /** Rejects with `bad_setting` if its address can never work; a device that is only absent is waited for. */
  start(host: SourceHost): Promise<void>
  /** After it has resolved, no press comes any more. */
  stop(): Promise<void>
  status(): SourceStatus
  counts(): SourceCounts
  /** The boxes it has met, whether they are there now or not. A source that is no box has none. */
  boxes(): readonly BoxReport[]
}

/** What any kind of source may need from the bridge's process. */
export type SourceTools = {
  readonly clock: Clock
  readonly lines: LogLines
  /** What a line of a plain box must look like; unset: a till number alone. */
  readonly plainPattern?: string
  /** Speed of plain serial boxes, baud. */
  readonly plainBaud?: number
  /** Puts a recorder between a device and its source; `device` names it in the recording. */
  readonly tap?: (device: string, open: OpenDevice) => OpenDevice
  /** Which connected box says which name, over all sources; unset: each source knows of its own boxes alone. */
  readonly boxNames?: BoxNames
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
