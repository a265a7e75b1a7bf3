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
import { steadyClock } from '../platform/steady-clock.ts'
import { systemClock } from '../platform/system-clock.ts'
import { catalogueFor } from '../protocol/language/index.ts'
import type { PressPort } from '../protocol/press.ts'
import { DEFAULT_SETTINGS, type StoreSettings } from '../protocol/settings.ts'
import { openEmbeddedLog } from '../relay/log/embedded.ts'
import type { StoreLog, StoreLogs } from '../relay/log/port.ts'
import { openRedisLogs } from '../relay/log/redis.ts'
import { singleLog } from '../relay/log/single.ts'
import { type Relay, startRelay } from '../relay/relay.ts'
import { keepSettings } from '../relay/store-settings.ts'
import type { Lease } from '../relay/stores.ts'
import { openSources } from './sources.ts'
import { vaultBeside } from './vault.ts'

/** The built pages lie beside the built programs. */
const PAGES = fileURLToPath(new URL('../renderer', import.meta.url))

/** The logs of all stores in Redis, or the embedded one of the settings' store. */
export async function openLogs(settings: Settings, lines: LogLines): Promise<StoreLogs> {
  const { redisUrl, redisCa, store, dataDir } = settings
  const onWarning = (text: string) => lines.warn({ store }, text)
  const secure = redisCa === undefined ? {} : { ca: redisCa }
  if (redisUrl !== undefined) return openRedisLogs({ url: redisUrl, clock: steadyClock, onWarning, ...secure })
  return singleLog(await openEmbeddedLog({ dir: join(dataDir, 'log', store), store, clock: systemClock, onWarning }))
}

/** That of the settings' store, which either of them has. */
export function ownLog(logs: StoreLogs, { store }: Settings): StoreLog {
  const log = logs.open(store)
  if (!log) throw new Failure('bad_setting', `there is no log of store ${store}`)
  return log
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
    clock: steadyClock,
    timeOfDay: systemClock,
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

export type Store = { readonly relay: Relay; close(): Promise<void> }

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
    const logs = await openLogs(settings, lines)
    opened.push(logs)
    const sources = await openSources(settings, lines, record)
    opened.push(sources)
    const bridge = await openBridge(settings, ownLog(logs, settings), sources.sources, lines)
    opened.push(bridge)
    const relay = await openRelay({ settings, logs, lines, presses: bridge })
    opened.push(relay)
    return { relay, close }
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

type RelayParts = {
  readonly settings: Settings
  readonly logs: StoreLogs
  readonly lines: LogLines
  /** Where presses of the settings' store go in; without it they go straight into the log. */
  readonly presses?: PressPort
}

/** The relay with the pictures and the settings of its own store. */
export async function openRelay({ settings, logs, lines, presses }: RelayParts): Promise<Relay> {
  warnOfLanguages(settings, lines)
  const vault = await vaultBeside(logs, settings)
  const library = await openLibrary(settings, lines)
  const relay = await startRelay({
    ...placeOf(settings),
    logs,
    pages: PAGES,
    screen: {
      setup: () => screenSetup(settings, { media: library.media(), logo: library.logo() }),
      openMedia: (id, range) => library.openMedia(id, range),
      openLogo: () => library.openLogo(),
    },
    // One dead shard of a cluster keeps no relay from serving the others.
    ifAway: /^rediss?\+cluster:/u.test(settings.redisUrl ?? '') ? 'wait' : 'fail',
    clock: systemClock,
    steady: steadyClock,
    lines,
    limits: { places: settings.socketsPerAddress },
    vault,
    ...(presses === undefined ? {} : { presses }),
  }).catch((error: unknown) => {
    library.close()
    throw error
  })
  await settingsKept(relay, storeSettings(settings), lines)
  return {
    ...relay,
    async close() {
      await relay.close()
      library.close()
    },
  }
}

/** Where the relay listens, for which store, and who may come in. */
function placeOf({ host, port, store, secret, previousSecret, publicUrl, trustedProxies, origins }: Settings) {
  return {
    host,
    port,
    store,
    origins,
    trustedProxies,
    ...(previousSecret === undefined ? {} : { previousSecret }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(secret === undefined ? {} : { secret }),
  }
}

/** Before the first client comes, where the store is there already. */
async function settingsKept({ own }: Relay, wanted: StoreSettings, lines: LogLines): Promise<void> {
  const keep = ({ feed }: Lease) => keepSettings({ feed, wanted, clock: steadyClock, lines })
  if (own.lease) return keep(own.lease)
  own.whenOpen((lease) => void keep(lease))
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
