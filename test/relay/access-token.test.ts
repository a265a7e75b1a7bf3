/** Tokens: what is believed, and every way in which one may be forged, worn out or out of place. */
import { createHash, createHmac, generateKeyPairSync } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { mayUseTopic } from '../../relay/access/access.ts'
import { type Grant, signToken, type TokenCheck, tokenCheck } from '../../relay/access/token.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'

const NEW = 'the secret of today 8472'
const OLD = 'the secret of yesterday 1903'
const SCREEN: Grant = { role: 'screen', store: 'main' }
const HOUR = 3_600

const clock = new FakeTimersClock()
const sign = async (secret: string, grant: Grant = SCREEN, seconds = HOUR) =>
  (await signToken(secret, grant, seconds, clock.now())).token

type Checker = Extract<TokenCheck, { kind: 'secret' }>
function checker(secret = NEW, previousSecret?: string): Checker {
  const made = tokenCheck({ secret, previousSecret }, clock)
  if (made.kind === 'open') throw new Error('there is a secret')
  return made
}
const verdict = async (token: string | undefined, check = checker()) => {
  const checked = await check.check(token)
  return checked.kind === 'granted' ? 'granted' : checked.message
}

/** A token as nobody's program would make it. */
function forged(header: object, claims: object, signature: (signed: string) => string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part(header)}.${part(claims)}`
  return `${signed}.${signature(signed)}`
}
const keyOf = (secret: string) => createHash('sha256').update(secret).digest()
const hmac =
  (secret: string, hash = 'sha256') =>
  (signed: string) =>
    createHmac(hash, keyOf(secret)).update(signed).digest('base64url')
const seconds = () => Math.floor(clock.now() / 1_000)
const CLAIMS = () => ({ role: 'staff', store: 'main', aud: 'cashierq', exp: seconds() + HOUR })

describe('a token', () => {
  test('says role, store, name, topics, id and end', async () => {
    const grant: Grant = { role: 'staff', store: 'north', name: 'Mia', topics: ['screens', 'till.*'] }
    const { token, id, expiresAt } = await signToken(NEW, grant, HOUR, clock.now())
    expect(await checker().check(token)).toEqual({ kind: 'granted', grant: { ...grant, id, expiresAt } })
    expect(expiresAt).toBe(seconds() + HOUR)
  })

  test('carries the claims that others may read: jti, iat, exp, sub', async () => {
    const { token, id } = await signToken(NEW, { ...SCREEN, name: 'Window' }, HOUR, clock.now())
    expect(decodeJwt(token)).toMatchObject({ jti: id, iat: seconds(), exp: seconds() + HOUR, sub: 'Window' })
  })

  test('names its key without saying anything of it', async () => {
    const { kid, alg } = decodeProtectedHeader(await sign(NEW))
    expect(alg).toBe('HS256')
    expect(kid).toMatch(/^[0-9a-f]{8}$/u)
    for (const hash of ['sha256', 'sha1', 'md5']) {
      expect(createHash(hash).update(NEW).digest('hex').startsWith(String(kid))).toBe(false)
      expect(createHash(hash).update(keyOf(NEW)).digest('hex').startsWith(String(kid))).toBe(false)
    }
  })

  test('of an older program, without id and key, is believed until its end', async () => {
    const old = forged({ alg: 'HS256' }, CLAIMS(), hmac(NEW))
    expect(await checker().check(old)).toEqual({
      kind: 'granted',
      grant: { role: 'staff', store: 'main', expiresAt: seconds() + HOUR },
    })
  })
})

describe('is not believed', () => {
  const cases: readonly (readonly [string, () => string | Promise<string>])[] = [
    ['without a signature (alg none)', () => forged({ alg: 'none' }, CLAIMS(), () => '')],
    ['with alg None', () => forged({ alg: 'None' }, CLAIMS(), () => '')],
    ['signed with HS512 by the very key', () => forged({ alg: 'HS512' }, CLAIMS(), hmac(NEW, 'sha512'))],
    ['with an empty signature', () => forged({ alg: 'HS256' }, CLAIMS(), () => '')],
    ['signed with an empty key', () => forged({ alg: 'HS256' }, CLAIMS(), hmac(''))],
    [
      'with a key of its own in the header',
      () =>
        forged({ alg: 'HS256', jwk: { kty: 'oct', k: keyOf('mine').toString('base64url') } }, CLAIMS(), hmac('mine')),
    ],
    [
      'with a critical header that nobody knows',
      () => forged({ alg: 'HS256', crit: ['b64'], b64: false }, CLAIMS(), hmac(NEW)),
    ],
    ['of another audience', () => forged({ alg: 'HS256' }, { ...CLAIMS(), aud: 'other' }, hmac(NEW))],
    ['without an audience', () => forged({ alg: 'HS256' }, { ...CLAIMS(), aud: undefined }, hmac(NEW))],
    ['without an end', () => forged({ alg: 'HS256' }, { ...CLAIMS(), exp: undefined }, hmac(NEW))],
    ['with an end that is text', () => forged({ alg: 'HS256' }, { ...CLAIMS(), exp: '9999999999' }, hmac(NEW))],
    ['of a role that there is not', () => forged({ alg: 'HS256' }, { ...CLAIMS(), role: 'root' }, hmac(NEW))],
    ['of several roles', () => forged({ alg: 'HS256' }, { ...CLAIMS(), role: ['staff'] }, hmac(NEW))],
    ['of a store that is a path', () => forged({ alg: 'HS256' }, { ...CLAIMS(), store: '../x' }, hmac(NEW))],
    ['with topics that are none', () => forged({ alg: 'HS256' }, { ...CLAIMS(), topics: ['a b'] }, hmac(NEW))],
    ['that is empty', () => ''],
    ['that is no token', () => 'a.b.c'],
    ['that is one megabyte', () => 'a'.repeat(1_000_000)],
  ]
  test.each(cases)('%s', async (_, token) => {
    expect(await verdict(await token())).not.toBe('granted')
  })

  test('signed with RS256, whatever key it brings', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
    const signer = new SignJWT({ role: 'staff', store: 'main' }).setProtectedHeader({ alg: 'RS256' })
    const token = await signer
      .setAudience('cashierq')
      .setExpirationTime(seconds() + HOUR)
      .sign(privateKey)
    expect(await verdict(token)).toBe('the token is not valid')
  })

  test('with a single bit of it changed', async () => {
    const token = await sign(NEW)
    const at = token.lastIndexOf('.') + 5
    const other = token[at] === 'A' ? 'B' : 'A'
    expect(await verdict(`${token.slice(0, at)}${other}${token.slice(at + 1)}`)).toBe('the token is not valid')
    expect(await verdict(token)).toBe('granted')
  })

  test('under the name of a key that did not sign it', async () => {
    const { kid } = decodeProtectedHeader(await sign(OLD))
    const check = checker(NEW, OLD)
    expect(await verdict(forged({ alg: 'HS256', kid }, CLAIMS(), hmac(NEW)), check)).toBe('the token is not valid')
    expect(await verdict(forged({ alg: 'HS256', kid }, CLAIMS(), hmac(OLD)), check)).toBe('granted')
    expect(await verdict(forged({ alg: 'HS256', kid: 7 }, CLAIMS(), hmac(NEW)), check)).toBe('the token is not valid')
  })
})

describe('when the secret is changed', () => {
  test('tokens of the one before hold, with a key named or not', async () => {
    const check = checker(NEW, OLD)
    expect(await verdict(await sign(OLD), check)).toBe('granted')
    expect(await verdict(forged({ alg: 'HS256' }, CLAIMS(), hmac(OLD)), check)).toBe('granted')
    expect(await verdict(await sign(NEW), check)).toBe('granted')
  })

  test('new tokens are signed with the new one', async () => {
    const { token } = await checker(NEW, OLD).sign(SCREEN, HOUR)
    expect(await verdict(token, checker(NEW))).toBe('granted')
  })

  test('and the one before is taken away, its tokens end', async () => {
    expect(await verdict(await sign(OLD), checker(NEW))).toBe('the token is not valid')
  })

  test('an expired token of the one before is said to be expired', async () => {
    const old = forged({ alg: 'HS256' }, { ...CLAIMS(), exp: seconds() - 1 }, hmac(OLD))
    expect(await verdict(old, checker(NEW, OLD))).toBe('the token has expired')
  })
})

describe('a token that was found good', () => {
  test('is known without another look, until its end and not a moment longer', async () => {
    const check = checker()
    const token = await sign(NEW, SCREEN, 60)
    expect(check.known(token)).toBeUndefined()
    await check.check(token)
    expect(check.known(token)).toMatchObject(SCREEN)
    clock.advance(59_000)
    expect(check.known(token)).toMatchObject(SCREEN)
    clock.advance(1_001)
    expect(check.known(token)).toBeUndefined()
    expect(await verdict(token, check)).toBe('the token has expired')
  })

  test('is not remembered if it was wrong', async () => {
    const check = checker()
    const token = await sign(OLD)
    await check.check(token)
    expect(check.known(token)).toBeUndefined()
  })
})

describe('topics', () => {
  test.each([
    [undefined, 'anything', true],
    [[], 'screens', false],
    [['screens'], 'screens', true],
    [['screens'], 'screens2', false],
    [['screens'], 'screen', false],
    [['till.*'], 'till.3', true],
    [['till.*'], 'till', false],
    [['till.*'], 'a.till.3', false],
    [['*'], 'anything', true],
    [['a', 'b.*'], 'b.c', true],
  ] as const)('%j lets use %s: %s', (topics, topic, allowed) => {
    expect(mayUseTopic(topics === undefined ? {} : { topics }, topic)).toBe(allowed)
  })
})
