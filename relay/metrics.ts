/** What the relay counts, for Prometheus. One registry per relay, so that two in a process do not mix. */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { isPress } from '../protocol/event.ts'
import type { FeedListener } from './store-feed.ts'

/** Seconds; the goals of the design lie between the second and the sixth bucket. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.0167, 0.025, 0.05, 0.1, 0.25, 1, 5, 20]

export type Metrics = ReturnType<typeof createMetrics>

export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    presses: new Counter({
      name: 'cashierq_presses_total',
      help: 'Presses that came by HTTP, by action and by what became of them',
      labelNames: ['action', 'outcome'],
      registers,
    }),
    entries: new Counter({
      name: 'cashierq_entries_total',
      help: 'Entries read from the log, by type of event',
      labelNames: ['store', 'type'],
      registers,
    }),
    pressToEntry: new Histogram({
      name: 'cashierq_press_to_entry_seconds',
      help: 'From the press to its entry in the log, by log time',
      buckets: BUCKETS,
      registers,
    }),
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
  }
}

/** Counts what a store's log says, and how long each press took to get into it. */
export function countEntries(metrics: Metrics, store: string): FeedListener {
  return {
    entries(frames) {
      for (const { entry } of frames) {
        metrics.entries.inc({ store, type: entry.event.type })
        if (isPress(entry.event)) metrics.pressToEntry.observe(Math.max(0, entry.at - entry.event.pressedAt) / 1_000)
      }
    },
    reset() {},
  }
}
