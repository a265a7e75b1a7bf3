import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { INITIAL_STATE } from '../../protocol/state.ts'
import { type Rig, startRig, type TestClient } from '../helpers/relay-rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig({ origins: ['https://desk.example'] })
})
afterAll(() => rig.close())

const HELLO = { type: 'hello', store: 'main', role: 'screen' }

async function joined(hello: object = HELLO): Promise<TestClient> {
  const client = await rig.client()
  client.send(hello)
  return client
}

let pressed = 0
async function press(cashier: number): Promise<void> {
  pressed++
  expect((await rig.press({ cashier, language: 'en', id: `session-${pressed}` })).status).toBe(204)
}

describe('a client that is new', () => {
  test('gets welcome, a snapshot, and then what happens', async () => {
    const client = await joined()
    const welcome = await client.next('welcome')
    expect(welcome).toMatchObject({ recovered: false, epoch: expect.any(String), session: expect.any(String) })
    const snapshot = await client.next('snapshot')
    expect(snapshot.offset).toBe(welcome.offset)
    expect(snapshot.state).toMatchObject({ v: INITIAL_STATE.v })
    await press(3)
    const { entry } = await client.next('entry')
    expect(entry).toMatchObject({ offset: welcome.offset + 1, event: { type: 'call', cashier: 3 } })
    await client.close()
  })

  test('learns log time by ping', async () => {
    const client = await joined()
    client.send({ type: 'ping', time: 42 })
    const pong = await client.next('pong')
    expect(pong.echo).toBe(42)
    expect(Math.abs(pong.time - Date.now())).toBeLessThan(5_000)
    await client.close()
  })
})

describe('a client that comes back', () => {
  test('gets exactly what it missed, and no snapshot', async () => {
    const first = await joined()
    const { epoch, offset } = await first.next('welcome')
    await first.close()
    await press(4)
    await press(5)
    await expect.poll(async () => (await rig.log.position()).offset).toBe(offset + 2)
    const again = await joined({ ...HELLO, epoch, offset })
    expect(await again.next('welcome')).toMatchObject({ recovered: true, offset: offset + 2 })
    expect((await again.next('entry')).entry).toMatchObject({ offset: offset + 1, event: { cashier: 4 } })
    expect((await again.next('entry')).entry).toMatchObject({ offset: offset + 2, event: { cashier: 5 } })
    await again.close()
  })

  test('from another epoch gets a snapshot and an honest recovered: false', async () => {
    const client = await joined({ ...HELLO, epoch: 'another life', offset: 1 })
    expect(await client.next('welcome')).toMatchObject({ recovered: false })
    await client.next('snapshot')
    await client.close()
  })

  test('that claims to be ahead of the log gets a snapshot', async () => {
    const { epoch } = await (await joined()).next('welcome')
    const client = await joined({ ...HELLO, epoch, offset: 1_000_000 })
    expect(await client.next('welcome')).toMatchObject({ recovered: false })
    await client.close()
  })
})

describe('a client that does not keep the protocol is closed with a code', () => {
  const cases: readonly (readonly [string, unknown, number, string])[] = [
    ['no JSON', 'hello', 4400, 'bad_message'],
    ['a type that does not exist', { type: 'dance' }, 4400, 'bad_message'],
    ['anything before hello', { type: 'ping', time: 1 }, 4400, 'bad_message'],
    ['an unknown role', { ...HELLO, role: 'king' }, 4400, 'bad_message'],
    ['an unknown store', { ...HELLO, store: 'elsewhere' }, 4400, 'unknown_store'],
    ['a binary frame', Buffer.from(JSON.stringify(HELLO)), 4400, 'bad_message'],
    ['a large message', { ...HELLO, token: 'x'.repeat(20_000) }, 4413, 'too_large'],
  ]
  test.each(cases)('%s', async (_, message, close, code) => {
    const client = await rig.client()
    client.send(message)
    expect(await client.next('error')).toMatchObject({ code })
    expect((await client.closed()).code).toBe(close)
  })

  test('a second hello', async () => {
    const client = await joined()
    client.send(HELLO)
    expect(await client.next('error')).toMatchObject({ code: 'bad_message' })
    expect((await client.closed()).code).toBe(4400)
  })

  test('too many messages', async () => {
    const client = await joined()
    await client.next('welcome')
    for (let i = 0; i < 300; i++) client.send({ type: 'ping', time: i })
    expect(await client.next('error')).toMatchObject({ code: 'too_fast' })
    expect((await client.closed()).code).toBe(4429)
  })

  test('a page of a foreign origin, while one that is allowed may stay', async () => {
    const foreign = await rig.client({ Origin: 'https://evil.example' })
    expect((await foreign.closed()).code).toBe(4401)
    const allowed = await rig.client({ Origin: 'https://desk.example' })
    allowed.send(HELLO)
    await allowed.next('welcome')
    await allowed.close()
  })

  test('an address that is none', async () => {
    await expect(rig.client({}, '/elsewhere')).rejects.toThrow(/404/u)
  })
})

describe('signals', () => {
  test('go to those who subscribed, and the sender hears to how many', async () => {
    const [desk, screen] = [await joined({ ...HELLO, role: 'staff' }), await joined()]
    await desk.next('welcome')
    await screen.next('welcome')
    screen.send({ type: 'subscribe', topic: 'screens' })
    screen.send({ type: 'ping', time: 1 })
    await screen.next('pong')
    desk.send({ type: 'signal', id: 's1', name: 'identify', to: 'screens', data: { for: 'a test' } })
    expect(await screen.next('signal')).toMatchObject({ id: 's1', name: 'identify', data: { for: 'a test' } })
    expect(await desk.next('result')).toEqual({ type: 'result', id: 's1', delivered: 1 })
    screen.send({ type: 'unsubscribe', topic: 'screens' })
    screen.send({ type: 'ping', time: 2 })
    await screen.next('pong')
    desk.send({ type: 'signal', id: 's2', name: 'identify', to: 'screens' })
    expect(await desk.next('result')).toMatchObject({ id: 's2', delivered: 0 })
    await Promise.all([desk.close(), screen.close()])
  })

  test('are refused to a screen, which stays connected', async () => {
    const screen = await joined()
    screen.send({ type: 'signal', id: 's3', name: 'identify', to: 'screens' })
    expect(await screen.next('error')).toMatchObject({ code: 'not_allowed', id: 's3' })
    screen.send({ type: 'ping', time: 3 })
    await screen.next('pong')
    await screen.close()
  })
})

describe('the htmx socket', () => {
  test('speaks out-of-band fragments, and turns back by itself', async () => {
    const fresh = await startRig()
    const client = await fresh.client({}, '/ws/cashier/')
    expect(await client.text()).toMatch(
      /^<div id="cashier" hx-swap-oob="true"[^>]*data-view="wait"[^>]*>Please wait<\/div>$/u,
    )
    expect((await fresh.press({ cashier: 3, language: 'fr' })).status).toBe(204)
    const calling = await client.text()
    expect(calling).toContain('data-view="calling" data-cashier="3" data-language="fr"')
    expect(calling).toContain('3</div>')
    expect(await client.text()).toContain('data-view="wait"')
    await client.close()
    await fresh.close()
  })
})

test('a graceful stop sends everybody away with 1012', async () => {
  const short = await startRig()
  const [page, html] = [await short.client(), await short.client({}, '/ws/cashier/')]
  page.send(HELLO)
  await page.next('welcome')
  await short.close()
  expect((await page.closed()).code).toBe(1012)
  expect((await html.closed()).code).toBe(1012)
})
