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
  ])('%s: %s', (origin, allowed) => {
    expect(rule(origin)).toBe(allowed)
  })
})
