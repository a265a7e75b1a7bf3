/** Floods are cut short, honest clients are not, and the lines about them stay few. */
import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { Audit } from '../../relay/access/audit.ts'
import { DEFAULT_LIMITS, Limits } from '../../relay/access/limits.ts'
import { MOST_OFFERS } from '../../relay/access/vault.ts'
import { Lines } from '../helpers/door-rig.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'

const HERE = '203.0.113.7'
const THERE = '198.51.100.9'
const times = (count: number, what: () => boolean) => Array.from({ length: count }, what).filter(Boolean).length

let clock: FakeTimersClock
let limits: Limits
beforeEach(() => {
  clock = new FakeTimersClock()
  limits = new Limits(clock)
})

describe('presses', () => {
  test('of one address are limited, those of another are not', () => {
    expect(times(1_000, () => limits.press(HERE))).toBe(400)
    expect(limits.press(THERE)).toBe(true)
  })

  test('come back with time', () => {
    times(1_000, () => limits.press(HERE))
    clock.advance(1_000)
    expect(times(1_000, () => limits.press(HERE))).toBe(200)
  })

  test('of one client do not take those of its store', () => {
    expect(times(1_000, () => limits.pressIn('main', 'a'))).toBe(150)
    expect(limits.pressIn('main', 'b')).toBe(true)
  })

  test('of one store do not take those of another', () => {
    expect(times(1_000, () => limits.pressIn('main', undefined))).toBe(400)
    expect(limits.pressIn('north', undefined)).toBe(true)
  })

  test('of the addresses of one IPv6 network count together', () => {
    let host = 0
    expect(times(1_000, () => limits.press(`2001:db8::${(host++).toString(16)}`))).toBe(400)
    expect(limits.press('2001:db8:0:1::1')).toBe(true)
  })
})

describe('connections', () => {
  test('at once of one address are limited, and each that ends makes room for one', () => {
    const places = Array.from({ length: 600 }, () => limits.place(HERE))
    const given = places.flatMap((place) => place ?? [])
    expect(given).toHaveLength(DEFAULT_LIMITS.places)
    expect(limits.place(THERE)).toBeDefined()
    given[0]?.()
    given[0]?.()
    expect(limits.place(HERE)).toBeDefined()
    expect(limits.place(HERE)).toBeUndefined()
  })

  test('of this machine’s own programs are not: ten thousand behind a proxy nobody told us of', () => {
    expect(times(10_000, () => limits.place('127.0.0.1') !== undefined && limits.connection('127.0.0.1'))).toBe(10_000)
  })

  test('in a row of one address are limited', () => {
    expect(times(5_000, () => limits.connection(HERE))).toBe(DEFAULT_LIMITS.connection.burst)
  })
})

test('after twenty wrong tokens within a minute an address waits', () => {
  for (let i = 0; i < 20; i++) {
    expect(limits.mayTryToken(HERE)).toBe(true)
    limits.wrongToken(HERE)
  }
  expect(limits.mayTryToken(HERE)).toBe(false)
  expect(limits.mayTryToken(THERE)).toBe(true)
  clock.advance(60_000)
  expect(limits.mayTryToken(HERE)).toBe(true)
})

test('who guesses codes waits, wherever he sits, and so does his address, whoever he says he is', () => {
  for (let i = 0; i < 12; i++) limits.wrongCode('mia', HERE)
  expect(limits.mayTryCode('mia', THERE)).toBe(false)
  expect(limits.mayTryCode('tom', HERE)).toBe(false)
  expect(limits.mayTryCode('tom', THERE)).toBe(true)
  clock.advance(15_000)
  expect(limits.mayTryCode('mia', HERE)).toBe(true)
})

test('the operator’s guide has the figures that hold', () => {
  const guide = readFileSync('docs/security.md', 'utf8')
  const {
    signalStore,
    settingsStore,
    pressAddress,
    pressStore,
    pressClient,
    connection,
    places,
    pairing,
    wrongToken,
    wrongCode,
  } = DEFAULT_LIMITS
  const figure = (count: number) => count.toLocaleString('en')
  const each = (rate: { perSecond: number; burst: number }) =>
    `${rate.perSecond} a second, ${figure(rate.burst)} at once`
  expect(guide).toContain(`| presses of an address | ${each(pressAddress)} |`)
  expect(guide).toContain(`| presses of a store | ${each(pressStore)} |`)
  expect(guide).toContain(`| presses of one token | ${each(pressClient)} |`)
  expect(guide).toContain(`| signals of a store | ${each(signalStore)};`)
  expect(guide).toContain(`| changes of a store's settings | ${settingsStore.perSecond * 60} a minute |`)
  expect(guide).toContain(`| new sockets of an address | ${each(connection)}; loopback: no limit |`)
  expect(guide).toContain(`| open sockets of an address | ${places}; loopback: no limit; `)
  expect(guide).toContain(`| wrong tokens of an address | ${wrongToken.burst} a minute;`)
  expect(guide).toContain(`| codes an address may ask for | ${pairing.perSecond * 60} a minute |`)
  expect(guide).toContain(`| ${wrongCode.burst}, then ${Math.round(wrongCode.perSecond * 60)} a minute |`)
  expect(guide).toContain(`| codes at once, all relays together | ${figure(MOST_OFFERS)} |`)
})

describe('the audit', () => {
  let lines: Lines
  let audit: Audit
  beforeEach(() => {
    lines = new Lines()
    audit = new Audit(lines, clock)
  })
  const refuse = (address = HERE) => audit.refused({ action: 'press', code: 'not_allowed', address, store: 'main' })

  test('says the first of many at once, and after a minute how many more there were', () => {
    for (let i = 0; i < 1_000; i++) refuse()
    expect(lines.audits).toEqual([
      { audit: 'refused', action: 'press', code: 'not_allowed', address: HERE, store: 'main' },
    ])
    clock.advance(60_000)
    expect(lines.audits).toHaveLength(2)
    expect(lines.audits[1]).toMatchObject({ audit: 'refused', address: HERE, count: 999 })
  })

  test('says the first one again after a quiet minute', () => {
    refuse()
    clock.advance(60_000)
    refuse()
    expect(lines.audits).toHaveLength(2)
  })

  test('of a flood from a hundred thousand addresses is a thousand lines and one count', () => {
    for (let i = 0; i < 100_000; i++) refuse(`203.${i >> 16}.${(i >> 8) & 255}.${i & 255}`)
    expect(lines.audits.length).toBeLessThanOrEqual(1_001)
    clock.advance(60_000)
    expect(lines.audits.at(-1)).toMatchObject({ address: 'others', count: 99_000 })
  })

  test('counts each, collapsed or not', () => {
    const counted: string[] = []
    const counting = new Audit(lines, clock, (action, outcome) => counted.push(`${action} ${outcome}`))
    for (let i = 0; i < 3; i++) counting.refused({ action: 'connect', code: 'not_allowed', address: HERE })
    counting.privileged({ action: 'revoke', address: HERE })
    expect(counted).toEqual(['connect refused', 'connect refused', 'connect refused', 'revoke privileged'])
  })

  test('never collapses what was done with a privilege', () => {
    for (let i = 0; i < 5; i++) audit.privileged({ action: 'revoke', address: HERE, jti: 'a', target: 'b' })
    expect(lines.audits).toHaveLength(5)
  })

  test('says what it has gathered when it closes, and leaves no timer', () => {
    refuse()
    refuse()
    audit.close()
    expect(lines.audits.at(-1)).toMatchObject({ count: 1 })
    expect(clock.pending).toBe(0)
  })
})
