/** The store's settings as this relay was given them become an entry of the log, if they are not there already. */
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { reason } from '../platform/failure.ts'
import type { LogLines } from '../platform/logger.ts'
import type { Clock } from '../protocol/clock.ts'
import type { StoreSettings } from '../protocol/settings.ts'
import type { StoreFeed } from './store-feed.ts'

export type SettingsKeeping = {
  readonly feed: StoreFeed
  readonly wanted: StoreSettings
  readonly clock: Clock
  readonly lines: LogLines
}

const RETRY = 1_000

/**
 * A log that begins anew (Redis came back empty) has forgotten the store's settings too: it is told again, until it has
 * them. Resolves when that was tried once; never rejects.
 */
export async function keepSettings({ feed, wanted, clock, lines }: SettingsKeeping): Promise<void> {
  const { store } = feed
  let cancel = () => {}
  const keep = async () => {
    cancel()
    if (feed.status.kind === 'closed') return
    try {
      if ((await applySettings(feed, wanted)) === 'changed') lines.info({ store }, 'settings of the store written')
    } catch (error) {
      lines.warn({ store, reason: reason(error) }, 'settings of the store not written yet')
      cancel = clock.after(RETRY, () => void keep())
    }
  }
  feed.join(undefined, { entries() {}, reset: () => void keep() })
  await keep()
}

/** Relays that share a store must be given the same settings: each writes its own when it starts. */
export async function applySettings(feed: StoreFeed, wanted: StoreSettings): Promise<'same' | 'changed'> {
  if (isDeepStrictEqual(feed.state.settings, wanted)) return 'same'
  const event = {
    type: 'settings' as const,
    board: wanted.board,
    tills: [...wanted.tills],
    languages: [...wanted.languages],
    source: 'relay',
  }
  await feed.log.append({ producer: `settings-${randomUUID()}`, seq: 1, event })
  return 'changed'
}
