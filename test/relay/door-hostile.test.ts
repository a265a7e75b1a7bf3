/** What a hostile or unlucky client may send: it gets its typed answer, and no line of the log is wasted on it. */
import { connect } from 'node:net'
import { resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SILENT } from '../../platform/logger.ts'
import { systemClock } from '../../platform/system-clock.ts'
import { issueToken } from '../../relay/access/token.ts'
import { type Relay, startRelay } from '../../relay/relay.ts'
import { ROUND } from '../../relay/ws/rounds.ts'
import { type DoorRig, memoryLogs, SECRET, startDoor } from '../helpers/door-rig.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'
import type { TestClient } from '../helpers/relay-rig.ts'

/** Sends raw text and resolves with all that comes back until the connection ends. */
async function raw(address: string, text: string, end: 'wait' | 'cut' = 'wait'): Promise<string> {
  const { port } = new URL(address)
  const socket = connect(Number(port), '127.0.0.1')
  let answer = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    answer += chunk
  })
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => resolve())
    socket.on('error', () => resolve())
  })
  socket.write(text, () => {
    if (end === 'cut') setTimeout(() => socket.destroy(), 50)
  })
  await closed
  return answer
}

const PRESS = 'POST /cashier_action HTTP/1.1\r\nHost: x\r\nConnection: close\r\n'

describe('a request', () => {
  let door: DoorRig
  beforeAll(async () => {
    door = await startDoor()
  })
  afterAll(() => door.close())
  afterEach(() => expect(door.lines.all.filter(({ level }) => level === 'error')).toEqual([]))

  test.each(['//', '/\\', 'http://'])('for %s, which is no address, is 404', async (target) => {
    expect(await raw(door.address, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 404 /u,
    )
  })

  test.each(['__proto__', 'constructor'])('with the content type %s is refused as any other', async (type) => {
    const { status, body } = await door.ask('POST', '/cashier_action', {
      body: '{}',
      headers: { 'Content-Type': type },
    })
    expect([status, body['code']]).toEqual([400, 'bad_content_type'])
  })

  test('that is cut in the midst of its body is nobody’s error', async () => {
    await raw(door.address, `${PRESS}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"cashier"`, 'cut')
    const { status } = await door.ask('GET', '/healthz')
    expect(status).toBe(200)
  })

  test('whose body never ends is cut, and is nobody’s error', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x1_0000)}\r\n`
    await raw(
      door.address,
      `${PRESS}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(8)}`,
    )
    expect((await door.ask('GET', '/healthz')).status).toBe(200)
  })
})

describe('an address from which too many wrong tokens came', () => {
  let door: DoorRig
  beforeEach(async () => {
    door = await startDoor({ limits: { wrongToken: { perSecond: 0.001, burst: 2 } } })
    for (let i = 0; i < 2; i++) await door.ask('GET', '/metrics', { token: `wrong ${i}` })
  })
  afterEach(() => door.close())

  test.each([
    ['GET', '/metrics'],
    ['GET', '/readyz?store=main'],
    ['GET', '/api/v1/stores/main/board'],
    ['GET', '/api/v1/stores/main/settings'],
    ['GET', '/api/v1/tokens'],
    ['POST', '/cashier_action'],
  ])('hears when to come back, the same from all: %s %s', async (method, path) => {
    const { status, headers } = await door.ask(method, path, {
      token: 'wrong again',
      ...(method === 'POST' ? { body: { cashier: 3, language: 'en' } } : {}),
    })
    expect([status, headers.get('retry-after')]).toEqual([429, '60'])
  })

  test('may still come without one: a new screen asks for its code there', async () => {
    const client = await door.client()
    client.send({ type: 'hello', store: 'main', role: 'screen' })
    expect(await client.next('error')).toMatchObject({ code: 'not_allowed' })
    expect((await client.closed()).code).toBe(4401)
  })
})

describe('where the machine’s time was set right after the relay had started', () => {
  const HOUR = 3_600_000
  let door: DoorRig
  let steady: FakeTimersClock
  /** How far the time of day is ahead of this machine's, ms. */
  let ahead: number

  /** What measures how long goes on from the wrong time. */
  async function start(wrongBy: number): Promise<void> {
    steady = new FakeTimersClock(systemClock.now() + wrongBy)
    ahead = 0
    door = await startDoor({ steady, clock: { ...systemClock, now: () => systemClock.now() + ahead } })
  }
  afterEach(() => door.close())

  async function joined(seconds: number): Promise<TestClient> {
    const client = await door.client()
    const token = await issueToken(SECRET, { role: 'screen', store: 'main' }, seconds)
    client.send({ type: 'hello', store: 'main', role: 'screen', token })
    await client.next('welcome')
    return client
  }

  test('a token that holds is not sent away', async () => {
    await start(HOUR)
    const client = await joined(600)
    steady.advance(ROUND)
    client.send({ type: 'ping', time: 1 })
    expect(await client.next('pong')).toMatchObject({ echo: 1 })
    await client.close()
  })

  test('a token that has ended is', async () => {
    await start(-HOUR)
    const client = await joined(600)
    ahead = 601_000
    steady.advance(ROUND)
    expect((await client.closed()).code).toBe(4401)
  })

  test('a code holds for ten minutes all the same', async () => {
    await start(HOUR)
    const { body } = await door.ask('POST', '/api/v1/pairings', { body: {} })
    expect(Number(body['expiresIn'])).toBeGreaterThan(590_000)
    expect(Number(body['expiresIn'])).toBeLessThanOrEqual(600_000)
  })
})

describe('a store of which somebody has a good token and bad intentions', () => {
  const rare = { perSecond: 0.001, burst: 2 }
  let door: DoorRig
  beforeAll(async () => {
    door = await startDoor({ limits: { signalStore: rare, settingsStore: rare } })
  })
  afterAll(() => door.close())
  const staff = (store: string) => issueToken(SECRET, { role: 'staff', store }, 60)

  test('is not flooded with signals, however many tokens and sockets they come by', async () => {
    const outcome = async (store: string) => {
      const client = await door.client()
      client.send({ type: 'hello', store, role: 'staff', token: await staff(store) })
      await client.next('snapshot')
      client.send({ type: 'signal', id: 's1', name: 'identify', to: 'screens' })
      const answer: unknown = JSON.parse(await client.text())
      await client.close()
      return answer
    }
    for (let i = 0; i < 2; i++) expect(await outcome('main')).toMatchObject({ type: 'result', id: 's1' })
    expect(await outcome('main')).toMatchObject({ type: 'error', id: 's1', code: 'too_fast' })
    expect(await outcome('north')).toMatchObject({ type: 'result' })
  })

  test('has its settings changed no faster than people do it; another store is not held up', async () => {
    const put = async (store: string) =>
      (await door.ask('PUT', `/api/v1/stores/${store}/settings`, { token: await staff(store), body: {} })).status
    expect([await put('main'), await put('main'), await put('main'), await put('north')]).toEqual([204, 204, 429, 204])
    const { status } = await door.ask('GET', '/api/v1/stores/main/settings', { token: await staff('main') })
    expect(status).toBe(200)
  })
})

describe('a relay without tokens', () => {
  let port: string
  let open: Relay
  beforeAll(async () => {
    open = await startRelay({
      host: '127.0.0.1',
      port: 0,
      logs: memoryLogs(),
      store: 'main',
      pages: resolve('dist/renderer'),
      clock: systemClock,
      lines: SILENT,
      origins: ['https://desk.example'],
    })
    port = new URL(open.address).port
  })
  afterAll(() => open.close())

  const statusFor = async (host: string) => {
    const answer = await raw(open.address, `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    return Number(/^HTTP\/1\.1 (\d+)/u.exec(answer)?.[1])
  }

  test.each(['127.0.0.1', 'localhost:9000', 'LOCALHOST', '[::1]:1', 'desk.example'])('is called %s', async (host) => {
    expect(await statusFor(host)).toBe(200)
  })

  test.each(['rebound.example', '127.0.0.1.nip.example:8000', 'localhost.evil', 'a b', '[::2]'])(
    'is not called %s: a name that was pointed here reads nothing',
    async (host) => {
      expect([421, 400]).toContain(await statusFor(host))
    },
  )

  test('answers its own address', async () => {
    expect(await statusFor(`127.0.0.1:${port}`)).toBe(200)
  })
})
