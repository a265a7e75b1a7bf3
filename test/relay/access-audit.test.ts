/** Who was refused and who used a privilege stands in the log, with the token's id and never the token. */
import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Role } from '../../protocol/message.ts'
import { type Grant, issueToken } from '../../relay/access/token.ts'
import { type DoorRig, SECRET, startDoor } from '../helpers/door-rig.ts'
import type { TestClient } from '../helpers/relay-rig.ts'

let rig: DoorRig
beforeEach(async () => {
  rig = await startDoor()
})
afterEach(() => rig.close())

const token = (role: Role, more: Partial<Grant> = {}) => issueToken(SECRET, { role, store: 'main', ...more }, 60)

async function joined(role: Role, bearer: string): Promise<TestClient> {
  const client = await rig.client()
  client.send({ type: 'hello', store: 'main', role, token: bearer })
  await client.next('welcome')
  return client
}
const SIGNAL = { type: 'signal', id: '1', name: 'reload', to: 'screens' }

describe('a signal', () => {
  test('by staff is a privileged action', async () => {
    const bearer = await token('staff')
    const client = await joined('staff', bearer)
    client.send(SIGNAL)
    await client.next('result')
    const { jti } = decodeJwt(bearer)
    const who = { address: '127.0.0.1', store: 'main', role: 'staff', jti }
    expect(rig.lines.audits).toEqual([{ audit: 'privileged', action: 'signal', ...who, signal: 'reload' }])
    await client.close()
  })

  test.each([
    ['a role that may not', 'screen', {}],
    ['staff on a topic their token has not', 'staff', { topics: ['till.*'] }],
  ] as const)('of %s is refused', async (_, role, more) => {
    const client = await joined(role, await token(role, more))
    client.send(SIGNAL)
    expect(await client.next('error')).toMatchObject({ code: 'not_allowed', id: '1' })
    expect(rig.lines.audits).toMatchObject([{ audit: 'refused', action: 'signal', code: 'not_allowed', role }])
    await client.close()
  })
})

test('a subscription to a topic that the token has not is refused', async () => {
  const client = await joined('screen', await token('screen', { topics: ['screens'] }))
  client.send({ type: 'subscribe', topic: 'secret-plans' })
  expect(await client.next('error')).toMatchObject({ code: 'not_allowed' })
  expect(rig.lines.audits).toMatchObject([{ action: 'subscribe', code: 'not_allowed', role: 'screen' }])
  await client.close()
})

test('a socket of a foreign page is refused', async () => {
  const client = await rig.client({ Origin: 'https://evil.example' })
  expect((await client.closed()).code).toBe(4401)
  expect(rig.lines.audits).toMatchObject([{ action: 'connect', code: 'origin_not_allowed', address: '127.0.0.1' }])
})

test('a press by a screen is refused, and said with the id of its token', async () => {
  const bearer = await token('screen')
  const answer = await rig.ask('POST', '/cashier_action', { token: bearer, body: { cashier: 3, language: 'en' } })
  expect(answer.status).toBe(401)
  expect(rig.lines.audits).toMatchObject([
    {
      audit: 'refused',
      action: 'press',
      code: 'not_allowed',
      store: 'main',
      role: 'screen',
      jti: decodeJwt(bearer).jti,
    },
  ])
  expect(JSON.stringify(rig.lines.all)).not.toContain(bearer)
})

test('what was refused and done is counted', async () => {
  for (let i = 0; i < 3; i++) await rig.ask('GET', '/api/v1/stores/main/board', { token: 'wrong' })
  const response = await fetch(`${rig.address}/metrics`, {
    headers: { Authorization: `Bearer ${await token('staff')}` },
  })
  expect(await response.text()).toContain('cashierq_audit_total{action="board",outcome="refused"} 3')
  expect(rig.lines.audits).toHaveLength(1)
})
