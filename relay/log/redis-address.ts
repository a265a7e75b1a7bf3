/** Where Redis is. The secret parts stay in here: `label` is what may be shown. */
import { Failure } from '../../platform/failure.ts'

export type RedisAddress = {
  readonly host: string
  readonly port: number
  readonly db: number
  readonly tls: boolean
  readonly username: string | undefined
  readonly password: string | undefined
  /** `host:port`. */
  readonly label: string
}

/** Reads `redis[s]://[user:password@]host[:port][/db]`. Throws `bad_setting` without repeating what it was given. */
export function parseRedisUrl(text: string): RedisAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const db = Number(url?.pathname.replace(/^\//u, '') || 0)
  const good = url && /^rediss?:$/u.test(url.protocol) && url.hostname !== '' && Number.isInteger(db) && db >= 0
  if (!good) throw badUrl()
  // IPv6 stands in brackets in a URL, and without them in a socket's address.
  const host = decode(url.hostname).replace(/^\[(.*)\]$/u, '$1')
  const port = Number(url.port || 6379)
  return {
    host,
    port,
    db,
    tls: url.protocol === 'rediss:',
    username: decode(url.username) || undefined,
    password: decode(url.password) || undefined,
    label: `${url.hostname}:${port}`,
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    if (error instanceof URIError) throw badUrl()
    throw error
  }
}

function badUrl(): Failure {
  return new Failure('bad_setting', 'REDIS_URL must be like redis://[user:password@]host[:port][/database]')
}
