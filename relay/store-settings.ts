/** The store's settings as this relay was given them become an entry of the log, if they are not there already. */
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { StoreSettings } from '../protocol/settings.ts'
import type { StoreFeed } from './store-feed.ts'

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
