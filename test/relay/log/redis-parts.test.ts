/** The pure parts of the Redis log. */
import { describe, expect, it } from 'vitest'
import { parseRedisUrl } from '../../../relay/log/redis-address.ts'
import { decodeStream } from '../../../relay/log/redis-codec.ts'
import { replyFailure, replyWord } from '../../../relay/log/redis-failure.ts'
import { judgeServer } from '../../../relay/log/redis-info.ts'
import { readSlots, SlotMap, slotOf } from '../../../relay/log/redis-slots.ts'

describe('the address of Redis', () => {
  it.each([
    ['redis://localhost', { host: 'localhost', port: 6379, db: 0, tls: false, label: 'localhost:6379' }],
    ['rediss://redis.example:6380/3', { host: 'redis.example', port: 6380, db: 3, tls: true }],
    ['redis://[::1]:7000', { host: '::1', port: 7000, label: '[::1]:7000' }],
    ['redis://box:p%40ss@h', { username: 'box', password: 'p@ss', label: 'h:6379' }],
    ['redis://:word@h', { username: undefined, password: 'word' }],
    ['redis://u:a:b@h', { username: 'u', password: 'a:b' }],
    ['redis://u:p@w@h', { password: 'p@w', host: 'h' }],
    ['redis+cluster://a:7000,b,[::1]:7002', { kind: 'cluster', db: 0, label: 'a:7000,b:6379,[::1]:7002' }],
    ['rediss+cluster://u:w@a/', { kind: 'cluster', tls: true, username: 'u', password: 'w', label: 'a:6379' }],
    ['redis+sentinel://a,b:5000/shops', { kind: 'sentinel', master: 'shops', db: 0, label: 'a:26379,b:5000/shops' }],
    ['rediss+sentinel://:w@a/shops/2', { kind: 'sentinel', tls: true, password: 'w', db: 2 }],
  ])('reads %s', (url, parts) => {
    expect(parseRedisUrl(url)).toMatchObject(parts)
  })

  it('names all hosts of a cluster', () => {
    const hosts = [
      { host: 'a', port: 1 },
      { host: '::1', port: 2 },
    ]
    expect(parseRedisUrl('redis+cluster://a:1,[::1]:2')).toMatchObject({ ...hosts[0], hosts })
  })

  it.each([
    'redis+cluster://u:s3cret@a/1',
    'redis+cluster://u:s3cret@a,,b',
    'redis+sentinel://u:s3cret@a:26379',
    'redis+sentinel://u:s3cret@a/shops/one',
    'redis+sentinel://u:s3cret@a/shops/1/2',
    'redis+other://u:s3cret@a',
    'redis://u:s3cret@a,b',
    'redis://u:s3cret@a:99999',
    'redis://u:s3cret@a:port',
    'redis://u:s3cret@a/1?x=s3cret',
  ])('refuses %s without repeating it', (url) => {
    expect(() => parseRedisUrl(url)).toThrow(expect.objectContaining({ code: 'bad_setting' }))
    expect(() => parseRedisUrl(url)).not.toThrow(/s3cret/u)
  })
})

describe('the slots of a cluster', () => {
  it.each([
    ['', 0],
    // The check value of CRC16/XMODEM, as the cluster's specification gives it.
    ['123456789', 0x31c3],
    ['foo', 12_182],
    ['cashierq:{main}:log', slotOf('main')],
    ['a{b}c{d}', slotOf('b')],
    ['a{}b', slotOf('a{}b')],
  ])('are those of the specification: "%s"', (key, slot) => {
    expect(slotOf(key)).toBe(slot % 16_384)
  })

  it('are told by a node, which may not know its own name', () => {
    const slots = readSlots(
      [
        [0, 99, ['', 7000, 'id']],
        [100, 16_383, ['other', 7001, 'id', []], ['replica', 1]],
      ],
      'me:1',
    )
    expect([slots?.master(0), slots?.master(99), slots?.master(100)]).toEqual(['me:7000', 'me:7000', 'other:7001'])
    expect(slots?.names).toEqual(new Set(['me:7000', 'other:7001']))
  })

  it.each([[[]], ['ERR'], [[[0, 1]]]])('are not those of an answer without any: %j', (answer) => {
    expect(readSlots(answer, 'me:1')).toBeUndefined()
  })

  it('differ where one has none yet', () => {
    const [none, some] = [new SlotMap(), new SlotMap()]
    some.assign(5, 5, 'a:1')
    expect([none.equals(some), some.equals(none), some.equals(some)]).toEqual([false, false, true])
  })
})

describe('an error of Redis', () => {
  const reply = (message: string) => Object.assign(new Error(message), { name: 'ReplyError' })
  const address = parseRedisUrl('redis://:s3cret@h')

  it.each([
    ["READONLY You can't write", 'READONLY'],
    ["ERR Error running script (call to f_1): @user_script:12: -READONLY You can't write", 'READONLY'],
    ['ERR unknown command', 'ERR'],
  ])('has a word: %s', (message, word) => {
    expect(replyWord(reply(message))).toBe(word)
  })

  it('that sends elsewhere says where', () => {
    expect(replyFailure(address, reply('MOVED 7 b:1'))).toMatchObject({
      redirect: { kind: 'moved', slot: 7, to: 'b:1' },
    })
    expect(replyFailure(address, reply('ASK 7 b:1'))).toMatchObject({ redirect: { kind: 'ask', to: 'b:1' } })
    const later = { code: 'log_unavailable', redirect: { kind: 'later' } }
    expect(replyFailure(address, reply('TRYAGAIN Multiple keys'))).toMatchObject(later)
  })

  it('never says the password', () => {
    expect(replyFailure(address, reply('ERR what is s3cret?')).message).not.toContain('s3cret')
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
