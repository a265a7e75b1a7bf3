/** The relay: reads the stores' logs and serves them by HTTP and WebSocket. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Failure, systemCode } from '../platform/failure.ts'
import { httpAddress } from '../platform/http-address.ts'
import type { LogLines } from '../platform/logger.ts'
import type { Clock } from '../protocol/clock.ts'
import type { PressPort } from '../protocol/press.ts'
import { isLoopback, originRule } from './access/origin.ts'
import { RateLimit } from './access/rate.ts'
import { tokenCheck } from './access/token.ts'
import { Compaction } from './compaction.ts'
import type { RelayContext } from './http/context.ts'
import { servePages } from './http/pages.ts'
import { createRouter } from './http/router.ts'
import type { ScreenPart } from './http/screen.ts'
import type { StoreLog, StoreLogs } from './log/port.ts'
import { LogPresses } from './log-presses.ts'
import { countEntries, createMetrics, type Metrics } from './metrics.ts'
import { Readiness } from './readiness.ts'
import { StoreFeed } from './store-feed.ts'
import { type HeldStore, Stores } from './stores.ts'
import { Gateway } from './ws/gateway.ts'

export type RelayOptions = {
  readonly host: string
  /** 0 lets the system choose. */
  readonly port: number
  readonly logs: StoreLogs
  /** The store of a request that names none: always loaded, and the one that readiness is asked of. */
  readonly store: string
  /** Where presses of that store go in; those of others go straight into their logs. */
  readonly presses?: PressPort
  /** What browsers' screens are told besides the log; without it they are plain ones. */
  readonly screen?: ScreenPart
  /** The folder of the built pages. */
  readonly pages: string
  readonly clock: Clock
  readonly lines: LogLines
  /** Signs and checks tokens; needed where the relay listens on more than this machine. */
  readonly secret?: string
  /** Further origins whose pages may talk to the relay. */
  readonly origins: readonly string[]
}

export type Relay = {
  /** `http://127.0.0.1:8000` */
  readonly address: string
  /** That of the default store. */
  readonly feed: StoreFeed
  readonly stores: Stores
  readonly readiness: Readiness
  /** Sends the clients away with 1012, saves a snapshot and stops. The logs stay open: they are not the relay's. */
  close(): Promise<void>
}

/** One press of a tired finger is one request; this is for programs, per address. */
const PRESS_RATE = { perSecond: 200, burst: 400 }
/** How long clients have to take their goodbye, ms. */
const GOODBYE = 500

/** Rejects with `log_unavailable` if the default store's log cannot be reached. The logs stay open: they are not its own. */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  refuseUnsafe(options)
  const pages = servePages(options.pages, options.store)
  const { clock, lines } = options
  const metrics = createMetrics()
  const stores = new Stores({ logs: options.logs, clock, lines, hold: (log) => holdStore(options, metrics, log) })
  const opened = await stores.open(options.store)
  if (opened.kind === 'refused') throw new Failure(REFUSED[opened.code], opened.message)
  const { lease } = opened

  // A slow-loris client gets ten seconds for a press and five for its headers.
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000, keepAliveTimeout: 30_000 })
  try {
    await listen(server, options.host, options.port)
  } catch (error) {
    await stores.close()
    throw error
  }
  const port = portOf(server)
  const readiness = new Readiness(lease, clock)
  const context = contextOf(options, port, stores, readiness, metrics)
  const gateway = new Gateway(context)
  gateway.listen(server)
  server.on('request', createRouter(context, pages))
  lines.info({ host: options.host, port, store: options.store }, 'the relay listens')
  return {
    address: httpAddress(options.host, port),
    feed: lease.feed,
    stores,
    readiness,
    async close() {
      await stopServing(server, gateway, clock)
      await stores.close()
    },
  }
}

const REFUSED = {
  unknown_store: 'bad_setting',
  too_many_stores: 'bad_setting',
  log_away: 'log_unavailable',
} as const

/** Loads a store: its state, what keeps its log short, what counts it, and where its presses go in. */
async function holdStore(options: RelayOptions, metrics: Metrics, log: StoreLog): Promise<HeldStore> {
  const { clock, lines } = options
  const feed = await StoreFeed.start(log, clock, lines)
  const compaction = new Compaction(feed, lines)
  feed.join(undefined, countEntries(metrics, feed.store))
  const straight = new LogPresses(log, clock, (local) => feed.now() - clock.now() + local)
  return {
    feed,
    presses: (log.store === options.store ? options.presses : undefined) ?? straight,
    async close() {
      await compaction.close()
      await feed.close()
    },
  }
}

function contextOf(
  { clock, lines, host, origins, secret, screen, store }: RelayOptions,
  port: number,
  stores: Stores,
  readiness: Readiness,
  metrics: Metrics,
): RelayContext {
  return {
    clock,
    lines,
    metrics,
    access: { origin: originRule(host, port, origins), tokens: tokenCheck(secret) },
    pressRate: new RateLimit(PRESS_RATE, clock),
    readiness,
    stores,
    screen,
    defaultStore: store,
  }
}

function refuseUnsafe({ host, secret }: RelayOptions): void {
  if (isLoopback(host) || secret !== undefined) return
  throw new Failure('unsafe', `${host} is open to the network: set CASHIERQ_SECRET, or CASHIERQ_HOST to 127.0.0.1`)
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenFailure(error, host, port)))
    server.listen(port, host, () => resolve())
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
