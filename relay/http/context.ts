/** What the HTTP handlers and the WebSocket sessions work with. */

import type { LogLines } from '../../platform/logger.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { Access } from '../access/access.ts'
import type { RateLimit } from '../access/rate.ts'
import type { Metrics } from '../metrics.ts'
import type { Readiness } from '../readiness.ts'
import type { Stores } from '../stores.ts'
import type { ScreenPart } from './screen.ts'

export type RelayContext = {
  readonly clock: Clock
  readonly lines: LogLines
  readonly metrics: Metrics
  readonly access: Access
  readonly pressRate: RateLimit
  readonly readiness: Readiness
  /** The stores this relay holds. */
  readonly stores: Stores
  readonly screen: ScreenPart | undefined
  /** The store of a request that names none. */
  readonly defaultStore: string
}
