/** Tokens that are known by heart: revoked all the same, and never too many of them. */
import { expect, test } from 'vitest'
import { admit } from '../../relay/access/access.ts'
import { Limits } from '../../relay/access/limits.ts'
import { type Grant, signToken, tokenCheck } from '../../relay/access/token.ts'
import { VerifiedTokens } from '../../relay/access/verified-tokens.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'

const SECRET = 'q7wm-2hx9-door-rig-zt41'

test('a revocation counts for tokens that are known by heart', async () => {
  const clock = new FakeTimersClock()
  const revoked = new Set<string>()
  const access = {
    origin: () => true,
    tokens: tokenCheck({ secret: SECRET }, clock),
    limits: new Limits(clock),
    revocations: { isRevoked: (id: string) => revoked.has(id) },
  }
  const { token, id } = await signToken(SECRET, { role: 'screen', store: 'main' }, 60, clock.now())
  const enter = async () => (await admit(access, token, 'main', 'screen', '203.0.113.7')).kind
  expect([await enter(), await enter()]).toEqual(['admitted', 'admitted'])
  revoked.add(id)
  expect(await enter()).toBe('refused')
})

test('the oldest make room for new ones', () => {
  const clock = new FakeTimersClock()
  const verified = new VerifiedTokens(clock)
  const grant: Grant = { role: 'screen', store: 'main', expiresAt: clock.now() / 1_000 + 60 }
  for (let i = 0; i <= 20_000; i++) verified.keep(`token ${i}`, grant)
  expect(verified.find('token 0')).toBeUndefined()
  expect(verified.find('token 1')).toEqual(grant)
  expect(verified.find('token 20000')).toEqual(grant)
})
