/** Two relays on one Redis: a screen may ask one and its staff the other, and what is revoked at one is gone at both. */
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../platform/system-clock.ts'
import { RedisVault } from '../../relay/access/redis-vault.ts'
import { issueToken } from '../../relay/access/token.ts'
import { openRedisLogs, type RedisLogs } from '../../relay/log/redis.ts'
import { type DoorRig, SECRET, startDoor } from '../helpers/door-rig.ts'
import { RedisServer } from '../helpers/redis-server.ts'
import { childProgram } from '../helpers/ts-child.ts'

const PAIRINGS = '/api/v1/pairings'
const cashierq = childProgram('cli/main.ts')

let server: RedisServer
let logs: RedisLogs[]
let one: DoorRig
let other: DoorRig
beforeAll(async () => {
  server = await RedisServer.start()
  logs = [0, 1].map(() => openRedisLogs({ url: server.url, clock: systemClock }))
  const relays = logs.map((log) => startDoor({ logs: log, vault: new RedisVault(log.connection(), systemClock) }))
  const [first, second] = await Promise.all(relays)
  if (!first || !second) throw new Error('two were started')
  one = first
  other = second
})
afterAll(async () => {
  await Promise.all([one.close(), other.close()])
  await Promise.all(logs.map((log) => log.close()))
  await server.stop()
})

const staff = () => issueToken(SECRET, { role: 'staff', store: 'main' }, 60)

async function pair(): Promise<{ id: string; token: string }> {
  const { body: offer } = await one.ask('POST', PAIRINGS, { body: { name: 'kiosk-3' } })
  const asStaff = { token: await staff() }
  const path = `${PAIRINGS}/${offer['code']}`
  expect((await other.ask('GET', path, asStaff)).body).toMatchObject({ name: 'kiosk-3' })
  const { body: approved } = await other.ask('POST', `${path}/approve`, { ...asStaff, body: { name: 'Left' } })
  const bearer = { token: String(offer['secret']) }
  const polls = await Promise.all([one, other, one, other].map((at) => at.ask('GET', `${PAIRINGS}/current`, bearer)))
  const tokens = polls.map(({ body }) => String(body['token']))
  expect(tokens.map((token) => decodeJwt(token).jti)).toEqual(Array(4).fill(approved['id']))
  return { id: String(approved['id']), token: tokens[0] ?? '' }
}

const board = async (at: DoorRig, token: string) => (await at.ask('GET', '/api/v1/stores/main/board', { token })).status

test('a screen that asks one is let in at the other, and gets the same token of either', async () => {
  const { id, token } = await pair()
  expect(decodeJwt(token)).toMatchObject({ jti: id, store: 'main', role: 'screen' })
  expect(await board(one, token)).toBe(200)
  expect(await board(other, token)).toBe(200)
})

test('two staff at two relays: one of them is faster', async () => {
  const { body: offer } = await one.ask('POST', PAIRINGS)
  const options = { token: await staff(), body: { name: 'Left' } }
  const decide = (at: DoorRig) => at.ask('POST', `${PAIRINGS}/${offer['code']}/approve`, options)
  const answers = await Promise.all([decide(one), decide(other)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
})

describe('a token that is revoked', () => {
  test('at one is refused at the other', async () => {
    const { id, token } = await pair()
    expect(await board(other, token)).toBe(200)
    const revoked = await one.ask('POST', '/api/v1/tokens/revoke', { token: await staff(), body: { id } })
    expect(revoked.status).toBe(204)
    expect(await board(one, token)).toBe(401)
    await expect.poll(() => board(other, token)).toBe(401)
  })

  test('closes its socket at the other relay with 4401', async () => {
    const { id, token } = await pair()
    const client = await other.client()
    client.send({ type: 'hello', store: 'main', role: 'screen', token })
    await client.next('welcome')
    await one.ask('POST', '/api/v1/tokens/revoke', { token: await staff(), body: { id } })
    expect((await client.closed()).code).toBe(4401)
  })

  test('by the command line is refused everywhere, whoever made it', async () => {
    const made = cashierq('token', '--role', 'screen', '--secret', SECRET, '--name', 'Desk')
    const token = await made.said((line) => line.split('.').length === 3)
    expect(await board(other, token)).toBe(200)
    const { jti = '' } = decodeJwt(token)
    const revoking = cashierq('revoke', jti, '--store', 'main', '--redis-url', server.url)
    expect(await revoking.said(() => true)).toBe(`revoked ${jti}`)
    expect(await revoking.ended()).toBe(0)
    await expect.poll(() => board(one, token)).toBe(401)
    await expect.poll(() => board(other, token)).toBe(401)
  })
})

test('while Redis is away the relay says so, and what was revoked stays so', async () => {
  const { id, token } = await pair()
  await one.ask('POST', '/api/v1/tokens/revoke', { token: await staff(), body: { id } })
  await expect.poll(() => board(other, token)).toBe(401)
  await server.kill()
  expect(await other.ask('POST', PAIRINGS)).toMatchObject({ status: 503, body: { code: 'vault_away' } })
  expect(await board(other, token)).toBe(401)
  await server.restart()
  await expect.poll(async () => (await other.ask('POST', PAIRINGS)).status, { interval: 500 }).toBe(201)
})
