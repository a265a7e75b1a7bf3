/** Where Redis is: one server, the masters of a cluster, or whoever the sentinels say. Secrets stay in here. */
import { Failure } from '../../platform/failure.ts'

export type RedisHost = { readonly host: string; readonly port: number }

type Access = RedisHost & {
  /** All that were named; of a cluster or of sentinels any of them will do. `host` and `port` are those of the first. */
  readonly hosts: readonly RedisHost[]
  readonly db: number
  readonly tls: boolean
  readonly username: string | undefined
  readonly password: string | undefined
  /** What may be shown. */
  readonly label: string
}

export type RedisAddress = Access &
  (
    | { readonly kind: 'single' }
    | { readonly kind: 'cluster' }
    /** The hosts are the sentinels'; name and password are those of Redis itself. */
    | { readonly kind: 'sentinel'; readonly master: string }
  )

const FORM = /^redis(s?)(?:\+(cluster|sentinel))?:\/\/(?:([^/?#]*)@)?([^/?#@]+)((?:\/[^/?#]*)*)$/u
const HOST = /^(\[[\da-f:.]+\]|[^:[\]\s]+)(?::(\d{1,5}))?$/iu
const LIKE = 'redis://[user:password@]host[:port][/database]'

/**
 * Reads `redis[s]://[user:password@]host[:port][/db]`, `redis[s]+cluster://…host:port,host:port` and
 * `redis[s]+sentinel://…host:port,host:port/master[/db]`. Throws `bad_setting` without repeating what it was given.
 */
export function parseRedisUrl(text: string): RedisAddress {
  const [, s, form, user = '', named = '', path = ''] = FORM.exec(text) ?? bad(LIKE)
  const hosts = named.split(',').map((one) => parseHost(one, form === 'sentinel' ? 26_379 : 6_379))
  const [first = bad(LIKE)] = hosts
  const [username = '', ...password] = user.split(':')
  const label = labelOf(hosts)
  const access = {
    ...first,
    hosts,
    tls: s === 's',
    username: decode(username) || undefined,
    password: decode(password.join(':')) || undefined,
  }
  const parts = path.split('/').slice(1)
  if (form === 'cluster') return { kind: 'cluster', ...access, db: clusterDb(parts), label }
  if (form === 'sentinel') {
    const [master = '', db = ''] = parts
    if (master === '' || parts.length > 2) bad('redis+sentinel://host:port,host:port/name-of-the-master[/database]')
    return { kind: 'sentinel', ...access, master: decode(master), db: parseDb(db), label: `${label}/${master}` }
  }
  if (hosts.length > 1 || parts.length > 1) bad(`${LIKE}; several hosts need redis+cluster:// or redis+sentinel://`)
  return { kind: 'single', ...access, db: parseDb(parts[0] ?? ''), label }
}

/** As Redis writes it, and as it may be shown. */
export function hostLabel({ host, port }: RedisHost): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

function labelOf(hosts: readonly RedisHost[]): string {
  return hosts.map(hostLabel).join(',')
}

function parseHost(text: string, usual: number): RedisHost {
  const [, host = '', port] = HOST.exec(text) ?? bad(LIKE)
  const number = port === undefined ? usual : Number(port)
  if (number < 1 || number > 65_535) bad(LIKE)
  // IPv6 stands in brackets in a URL, and without them in a socket's address.
  return { host: decode(host).replace(/^\[(.*)\]$/u, '$1'), port: number }
}

function parseDb(text: string): number {
  return /^\d{0,9}$/u.test(text) ? Number(text) : bad(LIKE)
}

function clusterDb(parts: readonly string[]): number {
  if (parts.some((part) => part !== '')) bad('redis+cluster://host:port,host:port; a cluster has no database numbers')
  return 0
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    if (error instanceof URIError) return bad(LIKE)
    throw error
  }
}

function bad(like: string): never {
  throw new Failure('bad_setting', `REDIS_URL must be like ${like}`)
}
