/** The relay: reads the stores' logs and serves them by HTTP and WebSocket. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Failure, systemCode } from '../platform/failure.ts'
import { httpAddress } from '../platform/http-address.ts'
import type { LogLines } from '../platform/logger.ts'
import type { Clock } from '../protocol/clock.ts'
import type { PressPort } from '../protocol/press.ts'
import { closeGuard, openDoor, standGuard } from './access/guard.ts'
import type { LimitRates } from './access/limits.ts'
import { refuseUnsafe } from './access/unsafe.ts'
import type { Vault } from './access/vault.ts'
import { Compaction } from './compaction.ts'
import type { RelayContext } from './http/context.ts'
import { servePages } from './http/pages.ts'
import { createRouter } from './http/router.ts'
import type { ScreenPart } from './http/screen.ts'
import type { StoreLog, StoreLogs } from './log/port.ts'
import { LogPresses } from './log-presses.ts'
import { countEntries, createMetrics, type Metrics } from './metrics.ts'
import { LogWatch } from './metrics-logs.ts'
import { OwnStore } from './own-store.ts'
import { Readiness } from './readiness.ts'
import { StoreFeed } from './store-feed.ts'
import { type HeldStore, Stores } from './stores.ts'
import { Trace } from './trace.ts'
import { Gateway } from './ws/gateway.ts'

export type RelayOptions = {
  readonly host: string
  /** 0 lets the system choose. */
  readonly port: number
  readonly logs: StoreLogs
  /** The store of a request that names none: always loaded, and the one that readiness is asked of. */
  readonly store: string
  /** What to do where that store's log is away at the start; default: fail. */
  readonly ifAway?: 'wait' | 'fail'
  /** Where presses of that store go in; those of others go straight into their logs. */
  readonly presses?: PressPort
  /** What browsers' screens are told besides the log; without it they are plain ones. */
  readonly screen?: ScreenPart
  /** The folder of the built pages. */
  readonly pages: string
  /** The time of day: tokens end by it. */
  readonly clock: Clock
  /** What measures how long, and is compared with log time: best one that never steps. Default: `clock`. */
  readonly steady?: Clock
  readonly lines: LogLines
  /** Signs and checks tokens; needed where the relay listens on more than this machine. */
  readonly secret?: string
  /** The secret before the last change: its tokens still hold. */
  readonly previousSecret?: string
  /** How browsers reach the relay through a proxy. */
  readonly publicUrl?: string
  /** Whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[]
  /** Where pairings and revocations are kept; without it they end with the relay. */
  readonly vault?: Vault
  /** Other limits than the usual ones. */
  readonly limits?: Partial<LimitRates>
  /** Further origins whose pages may talk to the relay. */
  readonly origins: readonly string[]
}

export type Relay = {
  /** `http://127.0.0.1:8000` */
  readonly address: string
  /** The default store. */
  readonly own: OwnStore
  readonly stores: Stores
  readonly readiness: Readiness
  /** Sends the clients away with 1012, saves a snapshot and stops. The logs stay open: they are not the relay's. */
  close(): Promise<void>
}

/** How long clients have to take their goodbye, ms. */
const GOODBYE = 500

/** Rejects with `log_unavailable` if the default store's log cannot be reached and is not to be waited for. */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  refuseUnsafe(options)
  const { host, store, lines, screen } = options
  const pages = servePages(options.pages, store)
  const core = await openCore(options)
  const door = await openDoor(options)
  const server = await listen(options).catch(async (error: unknown) => {
    door.revocations.close()
    await closeCore(core)
    throw error
  })
  const port = portOf(server)
  const { clock, metrics, trace, stores, own, logWatch } = core
  const readiness = new Readiness(own, stores, clock)
  const guard = standGuard(options, door, port, metrics)
  const context: RelayContext = {
    ...guard,
    clock,
    lines,
    metrics,
    trace,
    readiness,
    stores,
    screen,
    defaultStore: store,
  }
  const gateway = new Gateway(context)
  gateway.listen(server)
  server.on('request', createRouter(context, pages))
  logWatch.start()
  lines.info({ host, port, store }, 'the relay listens')
  return {
    address: httpAddress(host, port),
    own,
    stores,
    readiness,
    async close() {
      logWatch.close()
      await stopServing(server, gateway, clock)
      closeGuard(guard)
      await closeCore(core)
    },
  }
}

/** The stores and what follows them, before anybody can ask for one. */
type Core = Pick<RelayContext, 'clock' | 'metrics' | 'trace' | 'stores'> & {
  readonly own: OwnStore
  readonly logWatch: LogWatch
}

async function openCore(options: RelayOptions): Promise<Core> {
  const { logs, store, lines, ifAway = 'fail', steady: clock = options.clock } = options
  const metrics = createMetrics()
  const trace = new Trace({ clock, lines, metrics })
  const hold = (log: StoreLog) => holdStore(options, clock, metrics, trace, log)
  const stores = new Stores({ logs, clock, lines, hold })
  const own = await OwnStore.open({ stores, store, ifAway, clock, lines })
  return { clock, metrics, trace, stores, own, logWatch: new LogWatch({ stores, clock, lines, metrics }) }
}

async function closeCore({ trace, own, stores }: Core): Promise<void> {
  trace.close()
  own.close()
  await stores.close()
}

/** Loads a store: its state, what keeps its log short, what counts it, and where its presses go in. */
async function holdStore(
  { store, presses, lines }: RelayOptions,
  clock: Clock,
  metrics: Metrics,
  trace: Trace,
  log: StoreLog,
): Promise<HeldStore> {
  const feed = await StoreFeed.start(log, clock, lines)
  const compaction = new Compaction(feed, lines)
  feed.join(undefined, countEntries(metrics))
  const untrace = trace.hold(feed)
  feed.whenSent((entry, screens) => trace.sent(feed.store, entry, screens))
  const straight = new LogPresses(log, clock, (local) => feed.now() - clock.now() + local)
  return {
    feed,
    presses: (log.store === store ? presses : undefined) ?? straight,
    async close() {
      untrace()
      await compaction.close()
      await feed.close()
    },
  }
}

function listen({ host, port }: RelayOptions): Promise<Server> {
  // A slow-loris client gets ten seconds for a press and five for its headers.
  const server = createServer({
    requestTimeout: 10_000,
    headersTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: 30_000,
  })
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenFailure(error, host, port)))
    // Ten thousand screens may come back within a second; the system's own limit (somaxconn) is below this.
    server.listen({ port, host, backlog: 16_384 }, () => resolve(server))
  })
}

function listenFailure(error: Error, host: string, port: number): Error {
  switch (systemCode(error)) {
    case 'EADDRINUSE':
      return new Failure(
        'port_in_use',
        `port ${port} on ${host} is in use: stop the other program or set CASHIERQ_PORT`,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Failure('address_not_available', `${host} is not an address of this machine: check CASHIERQ_HOST`)
    case 'EACCES':
      return new Failure('address_not_available', `port ${port} needs a privilege: set CASHIERQ_PORT above 1023`)
    default:
      return error
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Failure('closed', 'the server is not listening')
  return address.port
}

async function stopServing(server: Server, gateway: Gateway, clock: Clock): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  gateway.close()
  const cancel = clock.after(GOODBYE, () => {
    gateway.terminate()
    server.closeAllConnections()
  })
  server.closeIdleConnections()
  await closed
  cancel()
}
