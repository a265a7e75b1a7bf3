/**
 * No secret in any line: the real relay, at its most talkative, is told secrets in every place where one can be, and is
 * refused, cut and contradicted; then all it ever said is searched for them.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { issueToken } from '../../relay/access/token.ts'
import { endProcess, readyAddress } from '../helpers/product.ts'
import { RedisServer } from '../helpers/redis-server.ts'
import { TestClient } from '../helpers/relay-rig.ts'

const PASSWORD = 'redis-PASSWORD-71c4'
const SECRET = 'relay-SECRET-93fa-x1k8'
const PREVIOUS = 'relay-PREVIOUS-05be-q7m2'

let redis: RedisServer
let relay: ChildProcess
let dataDir: string
let address: string
let said = ''
beforeAll(async () => {
  redis = await RedisServer.start('--requirepass', PASSWORD)
  dataDir = await mkdtemp(join(tmpdir(), 'cashierq-'))
  relay = spawn(process.execPath, [resolve('dist/cli/main.js'), 'relay'], {
    env: {
      ...process.env,
      REDIS_URL: redis.url.replace('//', `//:${PASSWORD}@`),
      CASHIERQ_SECRET: SECRET,
      CASHIERQ_PREVIOUS_SECRET: PREVIOUS,
      CASHIERQ_LOG_LEVEL: 'debug',
      CASHIERQ_PORT: '0',
      CASHIERQ_DATA_DIR: dataDir,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [relay.stdout, relay.stderr]) {
    stream?.on('data', (data) => {
      said += data
    })
  }
  address = await readyAddress(relay)
})
afterAll(async () => {
  await endProcess(relay, 'SIGKILL')
  await redis.stop()
  await rm(dataDir, { recursive: true, force: true })
})

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })
const json = (body: unknown, headers: object = {}) => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

async function hello(token: string, path = '/ws'): Promise<void> {
  const client = await TestClient.connect(`${address.replace('http', 'ws')}${path}`)
  client.send({ type: 'hello', store: 'main', role: 'staff', token })
  client.send(`{"type":"hello","token":"${token}`)
  await client.closed()
}

/** Bytes that are no HTTP, with a token in them. */
async function garbage(token: string): Promise<void> {
  const { port } = new URL(address)
  const socket = connect(Number(port), '127.0.0.1')
  socket.on('error', () => socket.destroy())
  socket.write(`GET /?token=${token} HTTP/9.9\r\nAuthorization: Bearer ${token}\r\n\r\n\0\0`)
  await new Promise((resolveClose) => socket.resume().on('close', resolveClose))
}

/** Everything that can be tried with a token, good or bad. */
async function tryEverything(token: string): Promise<void> {
  const paths = ['/metrics', '/api/v1/stores/main/board', '/api/v1/tokens', '/api/v1/pairings/current', '/nowhere']
  for (const path of paths) {
    await fetch(`${address}${path}`, { headers: bearer(token) })
    await fetch(`${address}${path}?token=${token}`)
  }
  for (const body of [
    { cashier: 3, language: 'en' },
    { cashier: 99, language: token.slice(0, 60) },
    `{"token":"${token}`,
  ]) {
    await fetch(`${address}/cashier_action?token=${token}`, json(body, bearer(token)))
  }
  await fetch(
    `${address}/cashier_action`,
    json({}, { ...bearer(token), Origin: `https://${token.slice(0, 20)}.example` }),
  )
  await fetch(`${address}/api/v1/tokens/revoke`, json({ id: 'none' }, bearer(token)))
  await hello(token)
  await hello(token, `/ws/cashier/?token=${token}&store=nowhere`)
  await garbage(token)
}

async function pairing(staff: string): Promise<string[]> {
  const offer = await (await fetch(`${address}/api/v1/pairings`, json({ name: 'kiosk' }))).json()
  const path = `${address}/api/v1/pairings/${offer.code}`
  await fetch(`${address}/api/v1/pairings/current`, { headers: bearer(offer.secret) })
  await fetch(`${path}/approve`, json({ name: 'Left' }, bearer(staff)))
  const paired = await (await fetch(`${address}/api/v1/pairings/current`, { headers: bearer(offer.secret) })).json()
  return [offer.secret, paired.token]
}

test('of all that the relay says, whatever happens to it, nothing is a secret', async () => {
  const grant = { role: 'staff', store: 'main' } as const
  const tokens = [
    await issueToken(SECRET, grant, 600),
    await issueToken(PREVIOUS, grant, 600),
    await issueToken(SECRET, { ...grant, role: 'screen' }, 600),
    await issueToken(SECRET, grant, -600),
    await issueToken('a wrong secret, long enough', grant, 600),
    'wrong-TOKEN-of-nobody',
  ]
  for (const token of tokens) await tryEverything(token)
  const paired = await pairing(tokens[0] ?? '')
  await redis.kill()
  for (const token of tokens.slice(0, 2))
    await fetch(`${address}/cashier_action`, json({ cashier: 3, language: 'en' }, bearer(token)))
  await expect.poll(() => said, { timeout: 20_000 }).toContain('what is known holds')
  await endProcess(relay, 'SIGTERM')

  // It did talk, and about just these things.
  expect(said).toContain('"audit":"refused"')
  expect(said).toContain('"audit":"privileged"')
  const secrets = [PASSWORD, SECRET, PREVIOUS, ...tokens, ...paired]
  // Half of a token is still a signature.
  const pieces = secrets.flatMap((secret) => [secret, secret.split('.').at(-1) ?? secret])
  expect(pieces.filter((piece) => said.includes(piece))).toEqual([])
})
