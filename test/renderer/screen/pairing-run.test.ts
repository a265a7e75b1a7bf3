/** Pairing with a relay and a clock: what is asked of the relay, and what the page hears. */
import { describe, expect, test, vi } from 'vitest'
import type { Link } from '../../../renderer/client/link.ts'
import { pairingApi } from '../../../renderer/screen/pairing-api.ts'
import { doorOf, PairingRun } from '../../../renderer/screen/pairing-run.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'

const OFFER = {
  code: '7KQ2-M4XR',
  secret: 'a secret that nobody sees',
  expiresIn: 600_000,
  expiresAt: 1,
  url: 'https://r/pair#7KQ2-M4XR',
}
const PENDING = Response.json({ status: 'pending' }, { status: 202 })

type Asked = { readonly path: string; readonly init: RequestInit }

function rig(answers: { post?: () => Response | Promise<Response>; get?: () => Response | Promise<Response> } = {}) {
  const { post = () => Response.json(OFFER, { status: 201 }), get = () => PENDING.clone() } = answers
  const clock = new FakeTimersClock()
  const asked: Asked[] = []
  const fetch = async (path: string, init: RequestInit) => {
    asked.push({ path, init })
    return init.method === 'POST' ? post() : get()
  }
  const onEnter = vi.fn()
  const onChange = vi.fn()
  const run = new PairingRun({
    api: pairingApi(fetch, 'Entrance', () => clock.now()),
    clock,
    random: () => 0.5,
    onChange,
    onEnter,
  })
  return { clock, asked, run, onEnter, onChange }
}

describe('what a link says of the relay’s door', () => {
  const refused = (code: 'not_allowed' | 'unknown_store'): Link => ({ kind: 'refused', code, message: '' })

  test.each<[string, Link, string]>([
    ['live', { kind: 'live' }, 'let-in'],
    ['another token is wanted', refused('not_allowed'), 'not-allowed'],
    ['something else is refused', refused('unknown_store'), 'unknown'],
    ['the relay is away', { kind: 'lost', since: 0, reason: 'unreachable' }, 'unknown'],
    ['it comes back', { kind: 'recovering', since: 0 }, 'unknown'],
  ])('%s', (_, link, door) => {
    expect(doorOf(link)).toBe(door)
  })
})

test('a relay that is only away is asked for nothing', async () => {
  const { run, asked } = rig()
  run.door('unknown')
  expect([asked, run.isOn, run.shown()]).toEqual([[], false, { kind: 'none' }])
})

test('a code is asked for by name, with no token and no secret', async () => {
  const { run, asked } = rig()
  run.door('not-allowed')
  await vi.waitFor(() => expect(run.shown()).toMatchObject({ kind: 'code', code: '7KQ2-M4XR' }))
  expect(asked).toHaveLength(1)
  expect(asked[0]).toMatchObject({ path: '/api/v1/pairings', init: { method: 'POST', body: '{"name":"Entrance"}' } })
})

test('its secret goes into the header, never into an address', async () => {
  const { run, asked, clock } = rig()
  run.door('not-allowed')
  await vi.waitFor(() => expect(run.shown().kind).toBe('code'))
  clock.advance(2_000)
  expect(asked[1]).toMatchObject({
    path: '/api/v1/pairings/current',
    init: { headers: { Authorization: `Bearer ${OFFER.secret}` } },
  })
})

test('approved, the page enters, once, and nothing is asked any more', async () => {
  const paired = { status: 'paired', token: 'jwt', store: 'bakery', name: 'Entrance' }
  const { run, asked, clock, onEnter, onChange } = rig({ get: () => Response.json(paired) })
  run.door('not-allowed')
  await vi.waitFor(() => expect(run.shown().kind).toBe('code'))
  onEnter.mockImplementation(() => onChange.mockClear())
  clock.advance(2_000)
  await vi.waitFor(() => expect(onEnter).toHaveBeenCalledExactlyOnceWith({ token: 'jwt', store: 'bakery' }))
  // Told before it has entered, the page would show what it knew when it was sent away.
  expect(onChange).toHaveBeenCalledOnce()
  expect([run.isOn, clock.pending]).toEqual([false, 0])
  clock.advance(600_000)
  expect(asked).toHaveLength(2)
})

test('refused by staff, it says so', async () => {
  const { run, clock } = rig({ get: () => Response.json({ code: 'pairing_refused', message: '' }, { status: 403 }) })
  run.door('not-allowed')
  await vi.waitFor(() => expect(run.shown().kind).toBe('code'))
  clock.advance(2_000)
  await vi.waitFor(() => expect(run.shown()).toEqual({ kind: 'refused' }))
})

test('a code that the relay has forgotten goes', async () => {
  const { run, clock } = rig({ get: () => Response.json({ code: 'pairing_expired', message: '' }, { status: 404 }) })
  run.door('not-allowed')
  await vi.waitFor(() => expect(run.shown().kind).toBe('code'))
  clock.advance(2_000)
  await vi.waitFor(() => expect(run.shown()).toEqual({ kind: 'none' }))
  expect(run.isOn).toBe(true)
})

describe('an answer that is none', () => {
  test.each<[string, () => Response | Promise<Response>]>([
    ['no relay', () => Promise.reject(new TypeError('fetch failed'))],
    ['the kiosk’s word for no relay', () => new Response('the relay does not answer', { status: 502 })],
    ['too fast', () => Response.json({ code: 'too_fast', message: '' }, { status: 429 })],
    ['its store of codes is away', () => Response.json({ code: 'vault_away', message: '' }, { status: 503 })],
    ['a page of a hotel’s network', () => new Response('<html>', { status: 200 })],
    ['another shape', () => Response.json({ status: 'paired', token: 1 })],
  ])('leaves the code where it is: %s', async (_, get) => {
    const { run, clock, asked, onChange } = rig({ get })
    run.door('not-allowed')
    await vi.waitFor(() => expect(run.shown().kind).toBe('code'))
    const changes = onChange.mock.calls.length
    clock.advance(2_000)
    // That it asks, and that it has the answer.
    await vi.waitFor(() => expect(onChange.mock.calls.length).toBe(changes + 2))
    expect([asked.length, run.shown().kind]).toEqual([2, 'code'])
    clock.advance(3_000)
    await vi.waitFor(() => expect(asked).toHaveLength(3))
  })

  test('to the first question: it is asked again, and there is nothing to show', async () => {
    const { run, clock, asked } = rig({ post: () => Response.json({ code: 'too_fast', message: '' }, { status: 429 }) })
    run.door('not-allowed')
    await vi.waitFor(() => expect(clock.pending).toBe(1))
    expect(run.shown()).toEqual({ kind: 'none' })
    clock.advance(2_000)
    await vi.waitFor(() => expect(asked).toHaveLength(2))
  })
})

test('how long a code holds is counted on this machine’s own clock, which may be years off', async () => {
  const { run, clock } = rig({ get: () => Response.json({}, { status: 503 }) })
  run.door('not-allowed')
  await vi.waitFor(() => expect(run.shown().kind).toBe('code'))
  clock.sleep(599_999)
  expect(run.shown().kind).toBe('code')
  clock.sleep(1)
  expect(run.shown()).toEqual({ kind: 'none' })
})
