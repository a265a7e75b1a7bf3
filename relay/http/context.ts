/** What the HTTP handlers and the WebSocket sessions work with. */

import type { LogLines } from '../../platform/logger.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { PressPort } from '../../protocol/press.ts'
import type { Access } from '../access/access.ts'
import type { RateLimit } from '../access/rate.ts'
import type { Metrics } from '../metrics.ts'
import type { Readiness } from '../readiness.ts'
import type { StoreFeed } from '../store-feed.ts'
import type { ScreenPart } from './screen.ts'

export type RelayContext = {
  readonly clock: Clock
  readonly lines: LogLines
  readonly metrics: Metrics
  readonly access: Access
  readonly pressRate: RateLimit
  readonly presses: PressPort
  readonly readiness: Readiness
  /** The stores this relay serves. */
  readonly feeds: ReadonlyMap<string, StoreFeed>
  readonly screen: ScreenPart | undefined
  /** The store of a request that names none. */
  readonly defaultStore: string
}
