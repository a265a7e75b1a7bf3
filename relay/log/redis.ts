/**
 * Opens logs in Redis, and makes the wires by ioredis; nothing else imports it.
 *
 * ioredis is told to do as little as possible by itself: no queue while it is offline, no second sending, no
 * subscribing anew. Each of them would repeat or reorder commands, or leave promises unsettled (`maxRetriesPerRequest:
 * null` together with `autoResendUnfulfilledCommands: false`). Its Cluster client queues and resends by design, so
 * there it makes the single connections, too: redis-cluster.ts chooses among them.
 */
import { Redis, type RedisOptions } from 'ioredis'
import { reason } from '../../platform/failure.ts'
import { type Backoff, fullJitter } from '../../protocol/backoff.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { StoreLog } from './port.ts'
import { hostLabel, parseRedisUrl, type RedisAddress, type RedisHost } from './redis-address.ts'
import { Bell } from './redis-bell.ts'
import { readCertificates } from './redis-certificates.ts'
import { ClusterConnection } from './redis-cluster.ts'
import { ClusterBell } from './redis-cluster-bell.ts'
import type { OpenBellWire, OpenWire, WatchedConnection } from './redis-connection.ts'
import { replyFailure, replyWord } from './redis-failure.ts'
import { RedisHub, type RedisLogs } from './redis-hub.ts'
import { PatientConnection } from './redis-patient.ts'
import { splitName } from './redis-slots.ts'

export type { RedisLogs } from './redis-hub.ts'

export type RedisLogsOptions = {
  /** As `parseRedisUrl` says. */
  readonly url: string
  readonly clock: Clock
  /** One line for the operator, who can do something about it; each is said once. */
  readonly onWarning?: (text: string) => void
  /** A file with the certificates (PEM) that Redis's own is signed by, where no public authority has. */
  readonly ca?: string
}
export type RedisLogOptions = RedisLogsOptions & { readonly store: string }

/** A Redis that comes back is found within half a second; there are few of us, so nobody is flooded. */
const RETRY: Backoff = { base: 50, cap: 500 }
const CONNECT_TIMEOUT = 2_000
/** How long a command may take, ms. */
const PATIENCE = 2_000
const GOODBYE = 500

type Opening = {
  readonly address: RedisAddress
  readonly ca: string | undefined
  readonly clock: Clock
  readonly onWarning: (text: string) => void
}

/**
 * The logs of all stores of a Redis. Returns at once, whether it is up or not. Throws `bad_setting` if the URL is none
 * or the certificates cannot be read.
 */
export function openRedisLogs(options: RedisLogsOptions): RedisLogs {
  return openHub(options)
}

/** The log of one store, as `openRedisLogs`. */
export function openRedisLog(options: RedisLogOptions): StoreLog {
  return openHub(options).openLone(options.store)
}

function openHub({ url, clock, onWarning = () => {}, ca }: RedisLogsOptions): RedisHub {
  const address = parseRedisUrl(url)
  const opening = { address, ca: readCertificates(ca, address), clock, onWarning: once(onWarning) }
  const openProber = () => (address.kind === 'cluster' ? openCluster(opening, 'probe') : openOne(opening, 'probe'))
  if (address.kind !== 'cluster') {
    const bell = new Bell(openBellWire(opening, wireOptions(opening, 'bell')), clock)
    return new RedisHub({ clock, commands: openOne(opening, 'commands'), bell, openProber })
  }
  const commands = openCluster(opening, 'commands')
  const openBell = (node: string) =>
    new Bell(openBellWire(opening, wireOptions(opening, 'bell', splitName(node))), clock)
  const bell = new ClusterBell({ masterOf: (channel) => commands.masterOf(channel), open: openBell })
  commands.onRearranged(() => bell.rearrange())
  return new RedisHub({ clock, commands, bell, openProber })
}

function openOne(opening: Opening, purpose: string, node?: RedisHost): WatchedConnection {
  const open = openWire(wireOptions(opening, purpose, node), opening.clock)
  return new PatientConnection({ ...opening, open, patience: PATIENCE })
}

function openCluster(opening: Opening, purpose: string): ClusterConnection {
  const open = (node: RedisHost) => {
    const address = { ...opening.address, ...node, label: hostLabel(node) }
    return openOne({ ...opening, address }, purpose, node)
  }
  return new ClusterConnection({ ...opening, open, patience: PATIENCE })
}

/** A wire that connects again by itself. */
function openWire(options: WireOptions, clock: Clock): OpenWire {
  return (listener) => {
    const redis = new Redis({ ...options, retryStrategy: (times) => fullJitter(RETRY, times, Math.random()) })
    let closed = false
    redis.on('error', (error: Error) => listener.trouble(reason(error)))
    redis.on('ready', () => listener.ready())
    redis.on('close', () => listener.lost())
    // It gives up for good where the search for a sentinel fails in an unforeseen way.
    redis.on('end', () => {
      if (!closed) clock.after(RETRY.cap, () => void (closed || redis.connect().catch(reason)))
    })
    return {
      call(name, args) {
        together(redis)
        return redis.call(name, ...args)
      },
      close: () => {
        closed = true
        return disconnect(redis, clock)
      },
    }
  }
}

/** What is asked in one turn of the loop leaves in one write: a relay that starts loads thousands of stores at once. */
function together({ stream }: Redis): void {
  if (!stream || stream.writableCorked > 0) return
  stream.cork()
  process.nextTick(() => stream.uncork())
}

async function disconnect(redis: Redis, clock: Clock): Promise<void> {
  // Between two tries ioredis has no socket to close, and would never say "end".
  const idle = redis.status === 'reconnecting' || redis.status === 'end'
  const ended = new Promise<void>((resolve) => {
    redis.once('end', () => resolve())
    // While it looks for a sentinel it says "end" only when that one has answered.
    clock.after(GOODBYE, resolve)
  })
  redis.disconnect()
  if (!idle) await ended
}

/** A wire that ends with its connection; the bell knows where to open the next one. */
function openBellWire({ address, onWarning }: Opening, options: WireOptions): OpenBellWire {
  const onTrouble = (error: unknown) => {
    if (replyWord(error) !== undefined) onWarning(`news come a second late: ${replyFailure(address, error).message}`)
    throw error
  }
  return (listener) => {
    const redis = new Redis({ ...options, retryStrategy: () => null, sentinelRetryStrategy: () => null })
    redis.on('error', () => {})
    redis.on('ready', () => listener.ready())
    redis.on('message', (channel: string, text: string) => listener.message(channel, text))
    redis.on('end', () => listener.ended())
    return {
      subscribe: (channels) => redis.subscribe(...channels).catch(onTrouble),
      unsubscribe: (channels) => redis.unsubscribe(...channels),
      ping: () => void redis.ping().catch(reason),
      close: () => redis.disconnect(),
    }
  }
}

function wireOptions({ address, ca }: Opening, purpose: string, node: RedisHost = address) {
  const { db, tls, username, password } = address
  const secure = { ...(ca === undefined ? {} : { ca }) }
  return {
    ...(address.kind === 'sentinel' ? sentinelOptions(address, secure) : { host: node.host, port: node.port }),
    db,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: secure } : {}),
    connectionName: `cashierq:${purpose}`,
    disableClientInfo: true,
    // The shapes of RESP2 are the same with every server.
    protocol: 2,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    // Left at its default, a Redis that loads for 50 ms is away for a second.
    maxLoadingRetryTime: 100,
    connectTimeout: CONNECT_TIMEOUT,
    // Finds the half-open connection: a command is out, and nothing at all comes back.
    socketTimeout: PATIENCE,
    // After a failover the old master takes no writes; a new connection finds the new one.
    reconnectOnError: (error) => replyWord(error) === 'READONLY',
  } satisfies RedisOptions
}

type WireOptions = ReturnType<typeof wireOptions>

/** The sentinels are asked anew for each connection; whoever they name must say itself that it is the master. */
function sentinelOptions({ hosts, master, tls }: Extract<RedisAddress, { kind: 'sentinel' }>, secure: { ca?: string }) {
  return {
    sentinels: hosts.map(({ host, port }) => ({ host, port })),
    name: master,
    role: 'master',
    sentinelRetryStrategy: (times: number) => fullJitter(RETRY, times, Math.random()),
    sentinelCommandTimeout: CONNECT_TIMEOUT,
    ...(tls ? { enableTLSForSentinelMode: true, sentinelTLS: secure } : {}),
  } as const
}

function once(tell: (text: string) => void): (text: string) => void {
  const said = new Set<string>()
  return (text) => {
    if (!said.has(text)) tell(text)
    said.add(text)
  }
}
