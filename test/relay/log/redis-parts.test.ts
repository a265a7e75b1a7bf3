/** The pure parts of the Redis log. */
import { describe, expect, it } from 'vitest'
import { parseRedisUrl } from '../../../relay/log/redis-address.ts'
import { decodeStream } from '../../../relay/log/redis-codec.ts'
import { judgeServer } from '../../../relay/log/redis-info.ts'

describe('the address of Redis', () => {
  it.each([
    ['redis://localhost', { host: 'localhost', port: 6379, db: 0, tls: false, label: 'localhost:6379' }],
    ['rediss://redis.example:6380/3', { host: 'redis.example', port: 6380, db: 3, tls: true }],
    ['redis://[::1]:7000', { host: '::1', port: 7000, label: '[::1]:7000' }],
    ['redis://box:p%40ss@h', { username: 'box', password: 'p@ss', label: 'h:6379' }],
    ['redis://:word@h', { username: undefined, password: 'word' }],
  ])('reads %s', (url, parts) => {
    expect(parseRedisUrl(url)).toMatchObject(parts)
  })
})

describe('what Redis says about itself', () => {
  const info = (...lines: string[]) => ['# Server', ...lines, ''].join('\r\n')

  it.each(['6.2.0', '6.10.1', '7.0.15', '8.2.1'])('serves as version %s', (version) => {
    expect(judgeServer(info(`redis_version:${version}`))).toEqual({ kind: 'serves', warnings: [] })
  })

  it.each(['6.0.20', '5.0.14', '3.2.12'])('is too old as version %s', (version) => {
    expect(judgeServer(info(`redis_version:${version}`))).toEqual({ kind: 'too_old', version })
  })

  it('is taken for good where it says nothing', () => {
    expect(judgeServer('')).toEqual({ kind: 'serves', warnings: [] })
  })

  it('is warned about when it forgets on a crash, or throws keys away', () => {
    const lax = info('redis_version:7.0.15', 'aof_enabled:0', 'maxmemory:1000000', 'maxmemory_policy:allkeys-lru')
    const { warnings } = { warnings: [], ...judgeServer(lax) }
    expect(warnings).toEqual([expect.stringContaining('appendonly yes'), expect.stringContaining('noeviction')])
  })
})

describe('entries of the stream', () => {
  it('come with the time of the entry before where they have none of their own', () => {
    const stream: [string, string[]][] = [
      ['5-0', ['e', '{"type":"a"}']],
      ['6-0', ['e', '{"type":"b"}', 't', '2000']],
      ['7-0', ['e', '{"type":"c"}', 't', '99999999999999999999']],
    ]
    expect(decodeStream(stream, 1000).map((entry) => entry.at)).toEqual([1000, 2000, 2000])
  })

  it('are left out where the id is no offset', () => {
    const stream: [string, string[]][] = [
      ['5-1', ['e', '{"type":"a"}']],
      ['99999999999999999999-0', ['e', '{"type":"b"}']],
    ]
    expect(decodeStream(stream, 0)).toEqual([])
  })
})
