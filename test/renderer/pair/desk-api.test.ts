/** What the staff's page sends to the relay, and how it reads each answer. */
import { describe, expect, test } from 'vitest'
import { DeskApi } from '../../../renderer/pair/desk-api.ts'

type Sent = { readonly path: string; readonly init: RequestInit }
const FOUND = { code: '7KQ2-M4XR', name: null, address: '203.0.113.7', createdAt: 1_000, expiresAt: 9, store: 'main' }
const SCREEN = { id: 'a', name: 'Entrance', role: 'screen', issuedAt: 1, expiresAt: 2 }

function api(answer: Response | Error) {
  const sent: Sent[] = []
  const fetch = async (path: string, init: RequestInit) => {
    sent.push({ path, init })
    if (answer instanceof Error) throw answer
    return answer
  }
  return { api: new DeskApi(fetch, () => 61_000), sent }
}

const error = (status: number, code: string) => Response.json({ code, message: 'why' }, { status })

test('the token goes into the header, never into an address', async () => {
  const { api: desk, sent } = api(Response.json({ store: 'main', tokens: [SCREEN] }))
  expect(await desk.list('jwt')).toEqual({
    kind: 'ok',
    value: { store: 'main', screens: [{ id: 'a', name: 'Entrance', issuedAt: 1, expiresAt: 2 }] },
  })
  expect(sent[0]?.path).toBe('/api/v1/tokens')
  expect(sent[0]?.init.headers).toMatchObject({ Authorization: 'Bearer jwt' })
})

describe('who asks', () => {
  test('with its age as the relay counts it', async () => {
    const { api: desk, sent } = api(Response.json({ ...FOUND, ageMs: 5_000 }))
    expect(await desk.look('jwt', '7KQ2M4XR')).toEqual({
      kind: 'ok',
      value: { code: '7KQ2-M4XR', name: null, address: '203.0.113.7', askedAgo: 5_000 },
    })
    expect(sent[0]?.path).toBe('/api/v1/pairings/7KQ2-M4XR')
  })

  test('else as this machine’s clock has it, and never in the future', async () => {
    const ago = async (createdAt: number) => api(Response.json({ ...FOUND, createdAt })).api.look('jwt', '7KQ2M4XR')
    expect(await ago(1_000)).toMatchObject({ value: { askedAgo: 60_000 } })
    expect(await ago(99_000)).toMatchObject({ value: { askedAgo: 0 } })
  })
})

test('a decision is posted under its code', async () => {
  const yes = api(Response.json({ id: 'a', name: 'Window', store: 'main', expiresAt: 1 }))
  expect(await yes.api.approve('jwt', '7KQ2M4XR', 'Window')).toEqual({ kind: 'ok', value: undefined })
  expect(yes.sent[0]).toMatchObject({
    path: '/api/v1/pairings/7KQ2-M4XR/approve',
    init: { method: 'POST', body: '{"name":"Window"}' },
  })
  const no = api(new Response(null, { status: 204 }))
  expect(await no.api.refuse('jwt', '7KQ2M4XR')).toEqual({ kind: 'ok', value: undefined })
  expect(no.sent[0]?.path).toBe('/api/v1/pairings/7KQ2-M4XR/refuse')
})

test('a token is taken back by its id', async () => {
  const { api: desk, sent } = api(new Response(null, { status: 204 }))
  expect(await desk.revoke('jwt', 'a')).toEqual({ kind: 'ok', value: undefined })
  expect(sent[0]).toMatchObject({ path: '/api/v1/tokens/revoke', init: { method: 'POST', body: '{"id":"a"}' } })
})

describe('what goes wrong is told apart', () => {
  test.each<[string, Response | Error, object]>([
    ['no staff token', error(401, 'not_allowed'), { kind: 'not-staff' }],
    ['no such code', error(404, 'unknown_code'), { kind: 'failed', problem: 'unknown-code' }],
    ['decided', error(409, 'already_decided'), { kind: 'failed', problem: 'already-decided' }],
    ['too fast', error(429, 'too_fast'), { kind: 'failed', problem: 'too-fast' }],
    ['no secret', error(409, 'pairing_off'), { kind: 'failed', problem: 'off' }],
    ['vault away', error(503, 'vault_away'), { kind: 'failed', problem: 'away' }],
    ['a gateway', new Response('<html>', { status: 502 }), { kind: 'failed', problem: 'away' }],
    ['no network', new TypeError('fetch failed'), { kind: 'failed', problem: 'away' }],
    ['another shape', Response.json({ code: 1 }), { kind: 'failed', problem: 'away' }],
  ])('%s', async (_, answer, outcome) => {
    expect(await api(answer).api.look('jwt', '7KQ2M4XR')).toEqual(outcome)
  })
})
