/** The session all pages live in: the kiosk's own scheme and nothing else. */
import type { LogLines } from '../platform/logger.ts'
import type { MediaLibrary } from '../platform/media/library.ts'
import { asWebResponse } from '../platform/media/serve.ts'
import { KIOSK_SCHEME } from '../protocol/kiosk-origin.ts'
import type { ScreenSetup } from '../protocol/screen-setup.ts'
import { net, type Session, session } from './electron.ts'
import type { RelayPlace } from './relay-place.ts'
import { listBuiltFiles } from './shell/built-files.ts'
import { forward } from './shell/forward.ts'
import { guardSession } from './shell/guard.ts'
import { proxyRules } from './shell/policy.ts'
import { createScheme } from './shell/scheme.ts'

/** No `persist:`: kept in memory, so that no stale page outlives an update and no flash card wears out. */
const PARTITION = 'kiosk'

export type PageSessionParts = {
  /** Folder of the built pages. */
  readonly pages: string
  readonly relay: RelayPlace
  readonly library: MediaLibrary
  readonly lines: LogLines
  readonly setup: (display: string) => Promise<ScreenSetup | undefined>
}

export async function pageSession({ pages, relay, library, lines, setup }: PageSessionParts): Promise<Session> {
  const own = session.fromPartition(PARTITION)
  guardSession(own, () => relay.origins(), lines)
  const scheme = createScheme({
    files: listBuiltFiles(pages),
    relay: () => relay.socketOrigin(),
    setup,
    media: async (id, range) => asWebResponse(await library.openMedia(id, range), 'GET'),
    logo: async () => asWebResponse(await library.openLogo(), 'GET'),
    forward: async (path, request) => forward(net.fetch, await relay.get(), path, request),
  })
  own.protocol.handle(KIOSK_SCHEME, scheme)
  await own.setProxy({ mode: 'fixed_servers', ...proxyRules(relay.socketOrigin()) })
  return own
}
