/** What a token allows while its bearer stays connected. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../../protocol/message.ts'
import { issueToken } from '../../../relay/access/token.ts'
import { type Rig, startRig, type TestClient } from '../../helpers/relay-rig.ts'

const SECRET = 'a secret of the shop that is long enough'
let rig: Rig
beforeAll(async () => {
  rig = await startRig({ secret: SECRET })
})
afterAll(() => rig.close())

type More = { readonly topics?: readonly string[] }

async function joined(role: Role, seconds: number, more: More = {}): Promise<TestClient> {
  const token = await issueToken(SECRET, { role, store: 'main', ...more }, seconds)
  const client = await rig.client()
  client.send({ type: 'hello', store: 'main', role, token })
  await client.next('welcome')
  return client
}

test('a client whose token ends is sent away with 4401', async () => {
  const client = await joined('screen', 1)
  expect(await client.next('error')).toMatchObject({ code: 'not_allowed', message: 'the token has expired' })
  expect((await client.closed()).code).toBe(4401)
})

test('and so is a page with fragments', async () => {
  const token = await issueToken(SECRET, { role: 'screen', store: 'main' }, 1)
  const client = await rig.client({}, `/ws/cashier/?token=${token}`)
  await client.text()
  expect((await client.closed()).code).toBe(4401)
})

describe('a token for some topics', () => {
  test('subscribes to those alone', async () => {
    const [staff, screen] = [await joined('staff', 60), await joined('screen', 60, { topics: ['screens'] })]
    screen.send({ type: 'subscribe', topic: 'tills' })
    expect(await screen.next('error')).toMatchObject({ code: 'not_allowed' })
    screen.send({ type: 'subscribe', topic: 'screens' })
    screen.send({ type: 'ping', time: 1 })
    await screen.next('pong')
    staff.send({ type: 'signal', id: 's1', name: 'identify', to: 'tills' })
    expect(await staff.next('result')).toMatchObject({ id: 's1', delivered: 0 })
    staff.send({ type: 'signal', id: 's2', name: 'identify', to: 'screens' })
    expect(await staff.next('result')).toMatchObject({ id: 's2', delivered: 1 })
    await Promise.all([staff.close(), screen.close()])
  })

  test('signals on those alone', async () => {
    const staff = await joined('staff', 60, { topics: ['screens'] })
    staff.send({ type: 'signal', id: 's1', name: 'identify', to: 'tills' })
    expect(await staff.next('error')).toMatchObject({ code: 'not_allowed', id: 's1' })
    staff.send({ type: 'signal', id: 's2', name: 'identify', to: 'screens' })
    expect(await staff.next('result')).toMatchObject({ id: 's2' })
    await staff.close()
  })
})
