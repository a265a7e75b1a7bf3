/**
 * Looks at a Redis as `cashierq doctor` does: what it keeps when it dies, what it may throw away, how far its clock is
 * from ours, and whether something that is written comes back. Judges nothing; changes nothing but the probe's stream.
 */
import { isFailure, reason } from '../../platform/failure.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { StoreLog } from './port.ts'
import { openRedisLogs } from './redis.ts'
import { parseRedisUrl, type RedisAddress } from './redis-address.ts'
import type { RedisConnection } from './redis-connection.ts'
import { infoFields } from './redis-info.ts'

/** Where it is, without its password. */
export type RedisPlace = Pick<RedisAddress, 'host' | 'port' | 'tls' | 'label' | 'username'> & {
  readonly password: boolean
}

export type RedisInspection = { readonly place: RedisPlace } & (
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** There is one, and it can never serve: too old, or it refuses the user. */
  | { readonly kind: 'refuses'; readonly reason: string }
  | ({ readonly kind: 'answers' } & RedisFacts)
)

export type RedisFacts = {
  readonly info: ReadonlyMap<string, string>
  /** Settings that INFO does not tell; one that may not be seen (hosted Redis, access lists) is absent. */
  readonly config: ReadonlyMap<string, string>
  /** Its clock less ours, ms; the truth is at most `withinMs` away. */
  readonly clock: { readonly offsetMs: number; readonly withinMs: number }
  readonly roundTrip:
    | { readonly kind: 'done'; readonly ms: number }
    | { readonly kind: 'failed'; readonly reason: string }
}

const CONFIG = ['appendfsync', 'min-replicas-to-write'] as const
/** The quickest of a few answers says the time best. */
const CLOCK_TRIES = 3

/** Never rejects for what Redis does. Throws `bad_setting` if the URL is none. Of a cluster one node is looked at. */
export async function inspectRedis(url: string, store: string, clock: Clock, ca?: string): Promise<RedisInspection> {
  const logs = openRedisLogs({ url, clock, ...(ca !== undefined && { ca }) })
  const place = placeOf(parseRedisUrl(url))
  const connection = logs.connection()
  const log = logs.open(store)
  try {
    const info = infoFields(String(await connection.command('INFO')))
    return {
      kind: 'answers',
      place,
      info,
      config: await readConfig(connection),
      clock: await readClock(connection, clock),
      roundTrip: await roundTrip(log),
    }
  } catch (error) {
    if (!isFailure(error)) throw error
    return { kind: error.code === 'log_unavailable' ? 'unreachable' : 'refuses', place, reason: error.message }
  } finally {
    await logs.close()
  }
}

function placeOf({ host, port, tls, label, username, password }: RedisAddress): RedisPlace {
  return { host, port, tls, label, username, password: password !== undefined }
}

async function readConfig(connection: RedisConnection): Promise<Map<string, string>> {
  const config = new Map<string, string>()
  for (const name of CONFIG) {
    const value = await connection.command('CONFIG', 'GET', name).catch(refusedAsNothing)
    if (Array.isArray(value) && typeof value[1] === 'string') config.set(name, value[1])
  }
  return config
}

/** A Redis that does not let us see its settings is a fact, not an accident. */
function refusedAsNothing(error: unknown): undefined {
  if (!isFailure(error)) throw error
  return undefined
}

async function readClock(connection: RedisConnection, clock: Clock): Promise<RedisFacts['clock']> {
  let best = { offsetMs: 0, withinMs: Number.POSITIVE_INFINITY }
  for (let i = 0; i < CLOCK_TRIES; i++) {
    const before = clock.now()
    const answer = await connection.command('TIME')
    const half = (clock.now() - before) / 2
    const [seconds, micros] = Array.isArray(answer) ? answer.map(Number) : []
    const theirs = (seconds ?? 0) * 1_000 + (micros ?? 0) / 1_000
    // Our own clock is read in whole milliseconds.
    if (half + 1 < best.withinMs) best = { offsetMs: Math.round(theirs - before - half), withinMs: half + 1 }
  }
  return best
}

async function roundTrip(log: StoreLog): Promise<RedisFacts['roundTrip']> {
  try {
    return { kind: 'done', ms: await log.probe() }
  } catch (error) {
    return { kind: 'failed', reason: reason(error) }
  }
}
