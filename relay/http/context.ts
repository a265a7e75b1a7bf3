/** What the HTTP handlers and the WebSocket sessions work with. */

import type { LogLines } from '../../platform/logger.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { Guard } from '../access/guard.ts'
import type { Metrics } from '../metrics.ts'
import type { Readiness } from '../readiness.ts'
import type { Stores } from '../stores.ts'
import type { Trace } from '../trace.ts'
import type { ScreenPart } from './screen.ts'

/** With all that stands at the door: who may come in, how often, and what is noted. */
export type RelayContext = Guard & {
  readonly clock: Clock
  readonly lines: LogLines
  readonly metrics: Metrics
  /** What became of each press: sent, and painted by whom. */
  readonly trace: Trace
  readonly readiness: Readiness
  /** The stores this relay holds. */
  readonly stores: Stores
  readonly screen: ScreenPart | undefined
  /** The store of a request that names none. */
  readonly defaultStore: string
}
