/** One store on this machine: its log, its bridge and its relay, wired together. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assignmentsOf, loadPaired } from '../firmware-bridge/assignments.ts'
import { type Bridge, startBridge } from '../firmware-bridge/bridge.ts'
import type { ButtonSource } from '../firmware-bridge/sources/source.ts'
import { Failure, reason } from '../platform/failure.ts'
import type { LogLines } from '../platform/logger.ts'
import { MediaLibrary } from '../platform/media/library.ts'
import { screenSetup } from '../platform/screen-setup.ts'
import type { Settings } from '../platform/settings-schema.ts'
import { systemClock } from '../platform/system-clock.ts'
import { catalogueFor } from '../protocol/language/index.ts'
import { DEFAULT_SETTINGS, type StoreSettings } from '../protocol/settings.ts'
import { openEmbeddedLog } from '../relay/log/embedded.ts'
import type { StoreLog } from '../relay/log/port.ts'
import { openRedisLog } from '../relay/log/redis.ts'
import { type Relay, startRelay } from '../relay/relay.ts'
import type { StoreFeed } from '../relay/store-feed.ts'
import { applySettings } from '../relay/store-settings.ts'
import { openSources } from './sources.ts'

/** The built pages lie beside the built programs. */
const PAGES = fileURLToPath(new URL('../renderer', import.meta.url))

export async function openLog(settings: Settings, lines: LogLines): Promise<StoreLog> {
  const { redisUrl, store, dataDir } = settings
  const onWarning = (text: string) => lines.warn({ store }, text)
  if (redisUrl !== undefined) return openRedisLog({ url: redisUrl, store, clock: systemClock, onWarning })
  return openEmbeddedLog({ dir: join(dataDir, 'log', store), store, clock: systemClock, onWarning })
}

export async function openBridge(
  settings: Settings,
  log: StoreLog,
  sources: readonly ButtonSource[],
  lines: LogLines,
): Promise<Bridge> {
  await makeFolder(settings.dataDir)
  return startBridge({
    journalDir: journalDir(settings),
    log,
    sources,
    assignments: assignmentsOf(settings.boxes, await loadPaired(settings.dataDir)),
    clock: systemClock,
    lines,
    language: settings.language,
    tills: tillNumbers(settings),
  })
}

export function journalDir({ dataDir, store }: Settings): string {
  return join(dataDir, 'journal', store)
}

export function tillNumbers({ tills }: Settings): number[] {
  return (tills ?? DEFAULT_SETTINGS.tills).map((till) => till.number)
}

export type Store = { readonly relay: Relay; readonly bridge: Bridge; close(): Promise<void> }

/**
 * Opens what a store needs, in the order of dependence; what was opened is closed again if a later step fails.
 * `record`: a file that gets what each device says.
 */
export async function openStore(settings: Settings, lines: LogLines, record?: string): Promise<Store> {
  const opened: { close(): Promise<void> }[] = []
  const close = async () => {
    for (const part of opened.splice(0).reverse()) await part.close()
  }
  try {
    await makeFolder(settings.dataDir)
    warnOfLanguages(settings, lines)
    const log = await openLog(settings, lines)
    opened.push(log)
    const sources = await openSources(settings, lines, record)
    opened.push(sources)
    const bridge = await openBridge(settings, log, sources.sources, lines)
    opened.push(bridge)
    const library = await openLibrary(settings, lines)
    opened.push({ close: async () => library.close() })
    const relay = await openRelay(settings, log, bridge, library, lines)
    opened.push(relay)
    return { relay, bridge, close }
  } catch (error) {
    await close()
    throw error
  }
}

function warnOfLanguages({ language, languages = [] }: Settings, lines: LogLines): void {
  for (const tag of new Set([language, ...languages])) {
    if (catalogueFor(tag).fallback) lines.warn({ language: tag }, 'no catalogue for this language: English is shown')
  }
}

/** Paths in the settings begin at the working folder, where cashierq.json is looked for. */
function openLibrary({ media, logo }: Settings, lines: LogLines): Promise<MediaLibrary> {
  const report = (problem: object) => lines.warn(problem, 'this cannot be shown')
  return MediaLibrary.open({ media, logo, base: process.cwd(), clock: systemClock, report })
}

async function openRelay(
  settings: Settings,
  log: StoreLog,
  bridge: Bridge,
  library: MediaLibrary,
  lines: LogLines,
): Promise<Relay> {
  const { host, port, secret, origins } = settings
  const relay = await startRelay({
    host,
    port,
    logs: [log],
    presses: bridge,
    pages: PAGES,
    screen: {
      setup: () => screenSetup(settings, { media: library.media(), logo: library.logo() }),
      openMedia: (id, range) => library.openMedia(id, range),
      openLogo: () => library.openLogo(),
    },
    clock: systemClock,
    lines,
    origins,
    ...(secret === undefined ? {} : { secret }),
  })
  const feed = relay.feeds.get(settings.store)
  if (feed) await keepSettings(feed, storeSettings(settings), lines)
  return relay
}

/** A log that begins anew (Redis came back empty) has forgotten the store's settings too: it is told again. */
async function keepSettings(feed: StoreFeed, wanted: StoreSettings, lines: LogLines): Promise<void> {
  const apply = async () => {
    if ((await applySettings(feed, wanted)) === 'changed')
      lines.info({ store: feed.store }, 'settings of the store written')
  }
  await apply()
  feed.join(undefined, {
    entries() {},
    reset() {
      apply().catch((error: unknown) =>
        lines.error({ store: feed.store, reason: reason(error) }, 'settings not written'),
      )
    },
  })
}

function storeSettings(settings: Settings): StoreSettings {
  const { holdMs, floorMs, lingerMs, staleAfterMs, slots, language, languages, tills } = settings
  return {
    board: { hold: holdMs, floor: floorMs, linger: lingerMs, staleAfter: staleAfterMs, slots },
    tills: tills ?? DEFAULT_SETTINGS.tills,
    languages: languages ?? [language],
  }
}

export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new Failure('data_not_writable', `cannot make the folder ${path}: ${reason(error)}; set CASHIERQ_DATA_DIR`)
  }
}
