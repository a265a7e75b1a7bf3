/**
 * What the relay counts, for Prometheus. One registry per relay, so that two in a process do not mix.
 *
 * No label has a store's, a client's or an address's name: a chain has 5,000 stores, and each value of a label is a time
 * series for ever. What belongs to one press stands in its log line (`trace.ts`). `docs/metrics.md` explains each one.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { isPress } from '../protocol/event.ts'
import type { FeedListener } from './store-feed.ts'

/** Seconds; the goals of the design lie between the second and the sixth bucket. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.0167, 0.025, 0.05, 0.1, 0.25, 1, 5, 20]

export type Metrics = ReturnType<typeof createMetrics>

export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return { registry, ...wayOfAPress([registry]), ...clients([registry]), ...logs([registry]) }
}

function wayOfAPress(registers: Registry[]) {
  return {
    presses: new Counter({
      name: 'cashierq_presses_total',
      help: 'Presses that came by HTTP, by action and by what became of them',
      labelNames: ['action', 'outcome'],
      registers,
    }),
    entries: new Counter({
      name: 'cashierq_entries_total',
      help: 'Entries read from the logs, by type of event',
      labelNames: ['type'],
      registers,
    }),
    pressToEntry: new Histogram({
      name: 'cashierq_press_to_entry_seconds',
      help: 'From the press to its entry in the log, by log time',
      buckets: BUCKETS,
      registers,
    }),
    appendedToSent: new Histogram({
      name: 'cashierq_appended_to_sent_seconds',
      help: 'From the entry in the log to its frames handed to all sockets, by log time',
      buckets: BUCKETS,
      registers,
    }),
    sentToPainted: new Histogram({
      name: 'cashierq_sent_to_painted_seconds',
      help: "From there to the first frame a screen painted with it, by the screens' own reports",
      buckets: BUCKETS,
      registers,
    }),
    paints: new Counter({
      name: 'cashierq_press_paints_total',
      help: 'Presses sent out: painted by a screen, unpainted for 10 s, or with no screen there',
      labelNames: ['outcome'],
      registers,
    }),
  }
}

function clients(registers: Registry[]) {
  return {
    clients: new Gauge({
      name: 'cashierq_clients',
      help: 'Clients connected now, by role',
      labelNames: ['role'],
      registers,
    }),
    recoveries: new Counter({
      name: 'cashierq_recoveries_total',
      help: 'Clients that came with a cursor: got what they missed (yes) or a snapshot (no)',
      labelNames: ['recovered'],
      registers,
    }),
    coalesced: new Counter({
      name: 'cashierq_coalesced_total',
      help: 'Snapshots sent to clients that read slowly, in place of the entries they owed',
      registers,
    }),
    closed: new Counter({
      name: 'cashierq_closed_total',
      help: 'Connections closed by the relay, by close code',
      labelNames: ['code'],
      registers,
    }),
    refused: new Counter({
      name: 'cashierq_refused_total',
      help: 'Requests and messages refused, by code',
      labelNames: ['code'],
      registers,
    }),
    audit: new Counter({
      name: 'cashierq_audit_total',
      help: 'Lines of the audit log, by action and outcome',
      labelNames: ['action', 'outcome'],
      registers,
    }),
  }
}

/** The gauges are set by `LogWatch`, every 5 s. */
function logs(registers: Registry[]) {
  return {
    logLag: new Gauge({
      name: 'cashierq_log_lag_entries',
      help: 'Entries that the log has and this relay does not, in the store where they are most',
      registers,
    }),
    logLagSeconds: new Gauge({
      name: 'cashierq_log_lag_seconds',
      help: 'Since when the store that is longest behind or away is so',
      registers,
    }),
    redisRoundTrip: new Histogram({
      name: 'cashierq_log_round_trip_seconds',
      help: "Asking the log (Redis) for a store's position, some stores each second",
      buckets: BUCKETS,
      registers,
    }),
    stores: new Gauge({ name: 'cashierq_stores', help: 'Stores held by this relay', registers }),
    storesAway: new Gauge({
      name: 'cashierq_stores_away',
      help: 'Those of them whose log cannot be reached',
      registers,
    }),
  }
}

/** Counts what a store's log says, and how long each press took to get into it. */
export function countEntries(metrics: Metrics): FeedListener {
  return {
    entries(frames) {
      for (const { entry } of frames) {
        metrics.entries.inc({ type: entry.event.type })
        if (isPress(entry.event)) metrics.pressToEntry.observe(Math.max(0, entry.at - entry.event.pressedAt) / 1_000)
      }
    },
    reset() {},
  }
}
