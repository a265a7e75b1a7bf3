import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signToken } from '../../relay/access/token.ts'
import { type Rig, startRig } from '../helpers/relay-rig.ts'

const SECRET = 'a secret of this test'

let rig: Rig
beforeAll(async () => {
  rig = await startRig({ secret: SECRET })
})
afterAll(() => rig.close())

async function ask(query: string, store?: string): Promise<readonly [number, unknown]> {
  const grant = { role: 'integration' as const, store: store ?? '' }
  const headers: Record<string, string> =
    store === undefined ? {} : { Authorization: `Bearer ${(await signToken(SECRET, grant, 60, Date.now())).token}` }
  const answer = await fetch(`${rig.address}/readyz${query}`, { headers })
  return [answer.status, await answer.json()]
}

test('anybody may ask whether the relay is ready: proxies do', async () => {
  expect(await ask('')).toEqual([200, expect.objectContaining({ status: 'ready', stores: { held: 1, away: 0 } })])
})

describe('one store', () => {
  test('is asked for with a token of that store', async () => {
    expect(await ask('?store=main', 'main')).toEqual([200, expect.objectContaining({ status: 'ready' })])
  })

  test('is nobody’s business without one', async () => {
    expect(await ask('?store=main')).toEqual([401, expect.objectContaining({ code: 'not_allowed' })])
    expect(await ask('?store=main', 'elsewhere')).toEqual([401, expect.objectContaining({ code: 'not_allowed' })])
  })

  test('that no client has asked for is not loaded for this', async () => {
    expect(await ask('?store=elsewhere', 'elsewhere')).toEqual([
      404,
      expect.objectContaining({ code: 'unknown_store' }),
    ])
    expect(rig.relay.stores.size).toBe(1)
  })
})
