import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { originRule } from '../../relay/access/origin.ts'
import { issueToken } from '../../relay/access/token.ts'
import { type Rig, startRig } from '../helpers/relay-rig.ts'

const SECRET = 'a secret of a test, long enough'

describe('with a secret', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig({ secret: SECRET })
  })
  afterAll(() => rig.close())

  const token = (role: 'screen' | 'buttons', store = 'main', seconds = 60) =>
    issueToken(SECRET, { role, store }, seconds)

  test('a press needs a token of a role that may press', async () => {
    const press = { cashier: 3, language: 'en' }
    const status = async (bearer: string) => (await rig.press(press, { Authorization: `Bearer ${bearer}` })).status
    expect((await rig.press(press)).status).toBe(401)
    expect(await status('nonsense')).toBe(401)
    expect(await status(await token('screen'))).toBe(401)
    expect(await status(await token('buttons', 'elsewhere'))).toBe(401)
    expect(await status(await token('buttons', 'main', -1))).toBe(401)
    expect(await status(await issueToken('another secret', { role: 'buttons', store: 'main' }, 60))).toBe(401)
    expect(await status(await token('buttons'))).toBe(204)
  })

  test('a socket needs a token of the role it says hello as', async () => {
    const code = async (hello: object) => {
      const client = await rig.client()
      client.send({ type: 'hello', store: 'main', role: 'screen', ...hello })
      return (await client.closed()).code
    }
    expect(await code({})).toBe(4401)
    expect(await code({ token: await token('buttons') })).toBe(4401)
    const good = await rig.client()
    good.send({ type: 'hello', store: 'main', role: 'screen', token: await token('screen') })
    await good.next('welcome')
    await good.close()
  })

  test('board, metrics and the htmx socket need one too; health does not', async () => {
    const bearer = { headers: { Authorization: `Bearer ${await token('screen')}` } }
    for (const path of ['/api/v1/stores/main/board', '/metrics']) {
      expect((await fetch(`${rig.address}${path}`)).status).toBe(401)
      expect((await fetch(`${rig.address}${path}`, bearer)).status).toBe(200)
    }
    for (const path of ['/healthz', '/readyz']) expect((await fetch(`${rig.address}${path}`)).status).toBe(200)
    const html = await rig.client({}, '/ws/cashier/')
    expect((await html.closed()).code).toBe(4401)
  })
})

describe('bound to more than this machine', () => {
  test('without a secret the relay refuses to start', async () => {
    await expect(startRig({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'unsafe' })
  })

  test('with one it starts', async () => {
    await (await startRig({ host: '0.0.0.0', secret: SECRET })).close()
  })
})

describe('the kiosk’s pages, which have an origin of their own', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig()
  })
  afterAll(() => rig.close())

  test('are let in to the socket', async () => {
    const client = await rig.client({ Origin: 'app://kiosk' })
    client.send({ type: 'hello', store: 'main', role: 'screen' })
    await client.next('welcome')
    await client.close()
  })

  test('may press', async () => {
    const press = { cashier: 3, language: 'en' }
    expect((await rig.press(press, { Origin: 'app://kiosk' })).status).toBe(204)
    expect((await rig.press(press, { Origin: 'app://kiosk.evil' })).status).toBe(401)
  })

  test.each(['app://kiosk.evil', 'app://evil', 'null'])('do not let %s in with them', async (origin) => {
    const client = await rig.client({ Origin: origin })
    client.send({ type: 'hello', store: 'main', role: 'screen' })
    expect((await client.closed()).code).toBe(4401)
    await expect(client.next('welcome')).rejects.toThrow('closed')
  })

  test('need a token like everybody where the relay has a secret', async () => {
    const guarded = await startRig({ secret: SECRET })
    try {
      const client = await guarded.client({ Origin: 'app://kiosk' })
      client.send({ type: 'hello', store: 'main', role: 'screen' })
      expect((await client.closed()).code).toBe(4401)
    } finally {
      await guarded.close()
    }
  })
})

describe('origins', () => {
  const rule = originRule('127.0.0.1', 8000, ['https://desk.example'])
  test.each([
    [undefined, true],
    ['http://127.0.0.1:8000', true],
    ['http://localhost:8000', true],
    ['https://desk.example', true],
    ['http://127.0.0.1:8001', false],
    ['http://rebound.example:8000', false],
    ['https://desk.example.evil.example', false],
    ['null', false],
    // The kiosk's own pages, which no page of the web can pretend to be.
    ['app://kiosk', true],
    ['app://kiosk.evil', false],
    ['app://kiosk/', false],
    ['app://kiosk/screen/', false],
    ['app://kiosk:80', false],
    ['app://evil@kiosk', false],
    ['app://evil', false],
    ['app:', false],
    ['https://kiosk', false],
    ['http://app://kiosk', false],
    ['app://kiosk, https://evil.example', false],
    ['file://', false],
    ['', false],
  ])('%s: %s', (origin, allowed) => {
    expect(rule(origin)).toBe(allowed)
  })
})

test('an address that the machine was given after the start is its own as well', () => {
  let addresses: readonly string[] = ['127.0.0.1']
  const rule = originRule('0.0.0.0', 8000, [], () => addresses)
  expect(rule('http://192.168.1.5:8000')).toBe(false)
  addresses = ['127.0.0.1', '192.168.1.5']
  expect(rule('http://192.168.1.5:8000')).toBe(true)
  expect(rule('http://rebound.example:8000')).toBe(false)
})
