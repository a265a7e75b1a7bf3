/** What a running bridge tells another program of this machine, and the schema by which that program reads it. */
import * as v from 'valibot'
import { TillNumber } from '../protocol/settings.ts'

const Milliseconds = v.number()
const Count = v.number()

const list = <T extends v.GenericSchema>(item: T) => v.pipe(v.array(item), v.readonly())

const SourceStatus = v.variant('kind', [
  v.object({ kind: v.literal('opening') }),
  v.object({ kind: v.literal('open'), since: Milliseconds }),
  v.object({ kind: v.literal('lost'), reason: v.string(), since: Milliseconds }),
  v.object({ kind: v.literal('refused'), reason: v.string(), since: Milliseconds }),
  v.object({ kind: v.literal('stopped') }),
])

const BoxReport = v.object({
  names: list(v.string()),
  device: v.string(),
  model: v.exactOptional(v.string()),
  firmware: v.exactOptional(v.string()),
  cashier: v.exactOptional(TillNumber),
  status: SourceStatus,
  heartbeatAt: v.exactOptional(Milliseconds),
  stuck: list(v.number()),
  counts: v.object({
    frames: Count,
    presses: Count,
    crcErrors: Count,
    discardedBytes: Count,
    repeated: Count,
    missed: Count,
    lost: Count,
    refused: Count,
    silences: Count,
  }),
})

const SourceReport = v.object({
  kind: v.string(),
  address: v.string(),
  status: SourceStatus,
  counts: v.object({ lines: Count, presses: Count, ignoredLines: Count, discardedBytes: Count, reopened: Count }),
  boxes: list(BoxReport),
})

const PublisherStatus = v.variant('kind', [
  v.object({ kind: v.literal('connecting') }),
  v.object({ kind: v.literal('publishing') }),
  v.object({ kind: v.literal('away'), since: Milliseconds, reason: v.string() }),
  v.object({ kind: v.literal('stopped') }),
])

const JournalHealth = v.variant('kind', [
  v.object({ kind: v.literal('ok') }),
  v.object({ kind: v.literal('failing'), since: Milliseconds, reason: v.string() }),
])

/** All instants are the bridge's own clock, ms. */
export const BridgeReport = v.object({
  version: v.literal(1),
  pid: v.number(),
  startedAt: Milliseconds,
  now: Milliseconds,
  /** Since the process was started, by a clock that nobody sets. */
  uptime: Milliseconds,
  /** Resident memory of the process, bytes. */
  memory: v.number(),
  /** The longest of the last minute or two: so late was something that was due. */
  eventLoopDelay: Milliseconds,
  journal: JournalHealth,
  publisher: PublisherStatus,
  counts: v.object({ published: Count, repeated: Count, rewinds: Count, failures: Count }),
  /** Presses on disk that the log does not have yet. */
  pending: Count,
  sources: list(SourceReport),
})
export type BridgeReport = v.InferOutput<typeof BridgeReport>
