/** Starts that would leave a door open are refused; what only the operator can know is said. */
import { describe, expect, test } from 'vitest'
import { type DoorSettings, doorWarnings, refuseUnsafe } from '../../relay/access/unsafe.ts'

const GOOD = 'Vt4!k29-nmzRx0ap'
const OPEN: DoorSettings = { host: '0.0.0.0', origins: [], secret: GOOD }

function verdict(settings: Partial<DoorSettings>): string {
  try {
    refuseUnsafe({ ...OPEN, ...settings })
    return 'starts'
  } catch (error) {
    if (error instanceof Error) return error.message
    throw error
  }
}

describe('open to the network', () => {
  test('it starts with a secret that nobody guesses', () => {
    expect(verdict({})).toBe('starts')
    expect(verdict({ secret: 'a secret of a test, long enough' })).toBe('starts')
    expect(verdict({ secret: 'deadbeefcafe01239f7a6b5c' })).toBe('starts')
  })

  test('it does not start without one', () => {
    expect(verdict({ secret: undefined })).toContain('set CASHIERQ_SECRET')
  })

  test.each([
    'shorttext',
    'fifteen-letters',
    'aaaaaaaaaaaaaaaaaaaaaaaa',
    'abababababababababab',
    'abcdefghijklmnopqrstuvwxyz',
    '1234567890123456',
    '0987654321098765',
    'cashierqcashierq',
    'passwordpassword1',
    'please-change-this-secret',
    'qwertyuiopasdfghjkl',
    'CHANGE_ME_CHANGE_ME_2026',
    'change-me-please-now',
    'my-secret-password-123',
  ])('it does not start with %s, and says how to make a better one', (secret) => {
    expect(verdict({ secret })).toContain('openssl rand -base64 32')
    expect(verdict({ secret })).not.toContain(secret)
    expect(verdict({ previousSecret: secret })).toContain('CASHIERQ_PREVIOUS_SECRET')
  })
})

test('on loopback a short secret is the operator’s own affair', () => {
  expect(verdict({ host: '127.0.0.1', secret: 'shorttext' })).toBe('starts')
  expect(verdict({ host: '::1', secret: undefined })).toBe('starts')
})

describe('anywhere', () => {
  test('a secret that was not changed is no change', () => {
    expect(verdict({ host: '127.0.0.1', previousSecret: GOOD })).toContain('is the same as CASHIERQ_SECRET')
  })

  test('a previous secret needs a present one', () => {
    expect(verdict({ host: '127.0.0.1', secret: undefined, previousSecret: GOOD })).toContain('set CASHIERQ_SECRET')
  })

  test.each(['*', 'https://*', 'https://*.example', 'null'])('the origin %s is refused', (origin) => {
    expect(verdict({ host: '127.0.0.1', origins: ['https://desk.example', origin] })).toContain('CASHIERQ_ORIGINS')
  })
})

describe('the public address', () => {
  test.each([
    ['http://calls.example', 1],
    ['HTTP://calls.example:8000', 1],
    ['https://calls.example', 0],
    ['http://127.0.0.1:8080', 0],
    ['http://localhost', 0],
    ['http://[::1]:8000', 0],
    [undefined, 0],
  ])('%s: %i warnings', (publicUrl, count) => {
    expect(doorWarnings({ ...OPEN, publicUrl })).toHaveLength(count)
  })
})
