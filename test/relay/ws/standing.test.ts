/** What a token allows while its bearer stays connected. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../platform/system-clock.ts'
import type { Role } from '../../../protocol/message.ts'
import { issueToken } from '../../../relay/access/token.ts'
import { ROUND } from '../../../relay/ws/rounds.ts'
import { type DoorRig, SECRET, startDoor } from '../../helpers/door-rig.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'
import { TestClient } from '../../helpers/relay-rig.ts'

let rig: DoorRig
let steady: FakeTimersClock
/** How far the time of day is ahead of this machine's, ms. */
let ahead: number
beforeEach(async () => {
  steady = new FakeTimersClock()
  ahead = 0
  rig = await startDoor({ steady, clock: { ...systemClock, now: () => systemClock.now() + ahead } })
})
afterEach(() => rig.close())

type More = { readonly topics?: readonly string[] }

const tokenOf = (role: Role, more: More = {}) => issueToken(SECRET, { role, store: 'main', ...more }, 600)

async function joined(role: Role, more: More = {}): Promise<TestClient> {
  const client = await rig.client()
  client.send({ type: 'hello', store: 'main', role, token: await tokenOf(role, more) })
  await client.next('welcome')
  return client
}

/** All tokens end, and the relay looks after each client once more. */
function outliveTokens(): void {
  ahead = 601_000
  steady.advance(ROUND)
}

test('a client whose token ends is sent away with 4401', async () => {
  const client = await joined('screen')
  outliveTokens()
  expect(await client.next('error')).toMatchObject({ code: 'not_allowed', message: 'the token has expired' })
  expect((await client.closed()).code).toBe(4401)
})

test('and so is a page with fragments', async () => {
  const address = rig.address.replace('http', 'ws')
  const client = await TestClient.connect(`${address}/ws/cashier/?token=${await tokenOf('screen')}`)
  await client.text()
  outliveTokens()
  expect((await client.closed()).code).toBe(4401)
})

describe('a token for some topics', () => {
  test('subscribes to those alone', async () => {
    const [staff, screen] = [await joined('staff'), await joined('screen', { topics: ['screens'] })]
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
    const staff = await joined('staff', { topics: ['screens'] })
    staff.send({ type: 'signal', id: 's1', name: 'identify', to: 'tills' })
    expect(await staff.next('error')).toMatchObject({ code: 'not_allowed', id: 's1' })
    staff.send({ type: 'signal', id: 's2', name: 'identify', to: 'screens' })
    expect(await staff.next('result')).toMatchObject({ id: 's2' })
    await staff.close()
  })
})
