/** What the doctor says about the data folder, the clock, Redis and the relay. */
import { describe, expect, test } from 'vitest'
import type { Folder } from '../../../cli/doctor/facts/folder.ts'
import type { Facts } from '../../../cli/doctor/facts.ts'
import { machine, mendOf, process, redis, relay, shop, wanted, wrong } from './facts-kit.ts'

const ROOMY = { free: 60e9, size: 100e9, inodesFree: 1_000 }

describe('the data folder', () => {
  const there = (more: object): Folder => ({ kind: 'there', mode: 0o700, uid: 1000, disk: ROOMY, ...more })
  const stopped = { bridge: { kind: 'absent' } } as const

  test.each<[string, Folder, string, RegExp]>([
    ['that others may write to', there({ mode: 0o777 }), 'warning', /^chmod 700 \/var\/lib\/cashierq$/u],
    ['that a group may write to', there({ mode: 0o770 }), 'warning', /^chmod 700 /u],
    ['on a read-only disk', there({ problem: 'EROFS' }), 'error', /^sudo mount -o remount,rw /u],
    ['that may not be written', there({ problem: 'EACCES' }), 'error', /^sudo chown "\$\(id -un\)" /u],
    ['that is a file', { kind: 'unusable', problem: 'ENOTDIR' }, 'error', /CASHIERQ_DATA_DIR/u],
    ['on a disk that fills up', there({ disk: { ...ROOMY, free: 900e6 } }), 'warning', /du -xh/u],
    ['on a full disk', there({ disk: { ...ROOMY, free: 90e6 } }), 'error', /du -xh/u],
    ['on a disk without inodes', there({ disk: { ...ROOMY, inodesFree: 0 } }), 'error', /du -xh/u],
  ])('%s', (_, folder, severity, mend) => {
    const [finding, ...others] = wrong(shop({ folder, ...stopped }), 'folder')
    expect(others).toEqual([])
    expect(finding?.severity).toBe(severity)
    expect(mendOf(finding)).toMatch(mend)
  })

  test.each<[string, Folder]>([
    ['that is made at the first start', { kind: 'absent', parent: '/var/lib', disk: ROOMY }],
    ['on a file system that makes inodes as it goes', there({ disk: { free: 60e9, size: 100e9 } })],
  ])('%s is well', (_, folder) => {
    expect(wrong(shop({ folder }), 'folder')).toEqual([])
  })

  test('that only the bridge’s user may write is well while the bridge reports', () => {
    expect(wrong(shop({ folder: there({ problem: 'EACCES' }) }), 'folder')).toEqual([])
  })

  test('with a space in its name is quoted in the command', () => {
    const odd = wanted({ dataDir: "/srv/the shop's" })
    const [finding] = wrong(shop({ wanted: odd, folder: there({ mode: 0o777 }) }), 'folder')
    expect(mendOf(finding)).toBe("chmod 700 '/srv/the shop'\\''s'")
  })
})

describe('the clock', () => {
  const offset = (offsetMs: number, withinMs = 2) => shop({ redis: redis({}, { clock: { offsetMs, withinMs } }) })

  test.each([
    ['within a second', offset(999), []],
    ['a second behind', offset(1_500), ['warning']],
    ['a second ahead', offset(-1_500), ['warning']],
    ['further away than a press may be old', offset(25_000), ['error']],
    ['that could only be measured coarsely', offset(1_500, 800), []],
  ])('%s', (_, facts, severities) => {
    expect(wrong(facts, 'clock').map(({ severity }) => severity)).toEqual(severities)
  })

  test('is held against the relay’s where the log is embedded', () => {
    const { redis: _, ...embedded } = shop({
      relay: relay({ board: { kind: 'answered', offsetMs: 5_000, withinMs: 3 } }),
    })
    expect(wrong(embedded, 'clock')).toMatchObject([{ severity: 'warning', facts: { from: 'relay' } }])
  })

  test.each([Date.UTC(1970, 0, 1), Date.UTC(2010, 0, 1), Date.UTC(2100, 0, 1)])(
    'in the year of %d is an error',
    (now) => {
      expect(wrong(shop({ now }), 'clock')).toMatchObject([{ severity: 'error' }])
    },
  )

  describe('and what sets it', () => {
    const unset = { container: false, timeSet: false }
    const running = (...names: readonly string[]) =>
      machine({
        machine: unset,
        processes: { all: names.map((name, i) => process(i + 2, name)), holders: new Map(), hidden: 0 },
      })

    test.each([
      ['nothing', running(), 'warning', 'sudo timedatectl set-ntp true'],
      ['systemd-timesyncd without a server', running('systemd-timesyn'), 'warning', 'timedatectl timesync-status'],
      ['chrony', running('chronyd'), 'note', 'chronyc tracking'],
    ])('%s', (_, facts, severity, mend) => {
      const [finding, ...others] = wrong(facts, 'clock')
      expect(others).toEqual([])
      expect([finding?.severity, mendOf(finding)]).toEqual([severity, mend])
    })

    test('is the host’s affair in a container', () => {
      expect(wrong(machine({ machine: { container: true, timeSet: false } }), 'clock')).toEqual([])
    })
  })
})

describe('Redis', () => {
  const place = {
    ...redis().place,
    host: 'r',
    label: 'r:6380',
    port: 6380,
    tls: true,
    username: 'shop',
    password: true,
  }

  test('that cannot be reached is an error', () => {
    const facts = shop({ redis: { kind: 'unreachable', place, reason: 'cannot reach Redis at r:6380: ECONNREFUSED' } })
    const [finding] = wrong(facts, 'redis')
    expect(finding).toMatchObject({ severity: 'error', subject: 'Redis r:6380' })
    expect(mendOf(finding)).toBe('redis-cli -h r -p 6380 --tls --user shop --askpass PING')
  })

  test.each<[string, Facts, string, string]>([
    ['that is too old', shop({ redis: { kind: 'refuses', place, reason: 'version 6.0.1' } }), 'redis', 'error'],
    ['that tells no version', shop({ redis: redis({}, { info: new Map([['role', 'master']]) }) }), 'redis', 'note'],
    [
      'that is a replica',
      shop({ redis: redis({ role: 'slave', master_host: '10.0.0.9', master_port: '6379' }) }),
      'redis',
      'error',
    ],
    [
      'that takes no writes',
      shop({ redis: redis({}, { roundTrip: { kind: 'failed', reason: 'OOM' } }) }),
      'redis',
      'error',
    ],
    ['that is slow', shop({ redis: redis({}, { roundTrip: { kind: 'done', ms: 80 } }) }), 'redis', 'warning'],
    ['without an append-only file', shop({ redis: redis({ aof_enabled: '0' }) }), 'redis-durability', 'error'],
    ['whose last write failed', shop({ redis: redis({ aof_last_write_status: 'err' }) }), 'redis-durability', 'error'],
    [
      'with replicas that it does not wait for',
      shop({ redis: redis({ connected_slaves: '2' }) }),
      'redis-durability',
      'note',
    ],
    [
      'that may evict the log',
      shop({ redis: redis({ maxmemory: '1000000000', maxmemory_policy: 'allkeys-lru' }) }),
      'redis-memory',
      'error',
    ],
    [
      'that may evict ids',
      shop({ redis: redis({ maxmemory: '1000000000', maxmemory_policy: 'volatile-ttl' }) }),
      'redis-memory',
      'warning',
    ],
    ['that is nearly full', shop({ redis: redis({ maxmemory: '2100000' }) }), 'redis-memory', 'warning'],
  ])('%s', (_, facts, check, severity) => {
    expect(wrong(facts, check)).toMatchObject([{ severity }])
  })

  test.each([
    ['everysec', 'warning', /up to 2 s/u],
    ['no', 'warning', /30 s/u],
    ['always', undefined, undefined],
  ])('with appendfsync %s says what is lost', (value, severity, text) => {
    const [finding] = wrong(
      shop({ redis: redis({}, { config: new Map([['appendfsync', value]]) }) }),
      'redis-durability',
    )
    expect(finding?.severity).toBe(severity)
    if (text === undefined) return
    expect(finding?.message).toMatch(text)
    expect(mendOf(finding)).toBe(
      'redis-cli -h 10.0.0.5 CONFIG SET appendfsync always && redis-cli -h 10.0.0.5 CONFIG REWRITE',
    )
  })

  test('that does not let its settings be seen is a note', () => {
    expect(wrong(shop({ redis: redis({}, { config: new Map() }) }), 'redis-durability')).toMatchObject([
      { severity: 'note' },
    ])
  })

  test('that evicts, but has no limit, throws nothing away', () => {
    expect(wrong(shop({ redis: redis({ maxmemory_policy: 'allkeys-lru' }) }), 'redis-memory')).toEqual([])
  })
})

describe('the relay', () => {
  const dead = { address: 'http://127.0.0.1:8000', state: { kind: 'unreachable', reason: 'ECONNREFUSED' } } as const
  const { redis: _, ...embedded } = shop({ relay: dead })

  test('that does not run is an error where the log is embedded, else it may run elsewhere', () => {
    expect(wrong(embedded, 'relay')).toMatchObject([{ severity: 'error' }])
    expect(mendOf(wrong(embedded, 'relay')[0])).toBe('cashierq up')
    expect(wrong(shop({ relay: dead }), 'relay')).toMatchObject([{ severity: 'warning' }])
  })

  test.each<[string, Facts, string, string]>([
    ['whose port another program has', shop({ relay: { ...dead, state: { kind: 'foreign' } } }), 'relay', 'error'],
    [
      'that is not ready',
      shop({ relay: relay({ ready: { kind: 'not_ready', reason: 'the log is away' } }) }),
      'relay',
      'error',
    ],
    [
      'that has another secret',
      shop({ relay: relay({ board: { kind: 'refused', code: 'not_allowed', message: 'the token is not valid' } }) }),
      'relay',
      'error',
    ],
    [
      'without a screen',
      shop({ relay: relay({ clients: { kind: 'counted', byRole: new Map([['buttons', 1]]) } }) }),
      'screens',
      'warning',
    ],
    [
      'that does not tell of its screens',
      shop({ relay: relay({ clients: { kind: 'unknown', reason: '401' } }) }),
      'screens',
      'note',
    ],
  ])('%s', (_, facts, subject, severity) => {
    expect(wrong(facts, 'relay')).toMatchObject([{ subject, severity }])
  })

  test('whose port the system chooses cannot be asked', () => {
    const { relay: _, ...facts } = shop()
    expect(wrong(facts, 'relay')).toMatchObject([{ severity: 'note' }])
  })
})
