/** deploy/haproxy/haproxy.cfg with a real haproxy, two real relays behind it and a real Redis behind them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get, request } from 'node:https'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { parseServerMessage, type ServerMessage, SUBPROTOCOL } from '../../protocol/message.ts'
import { type Certificate, makeCertificate } from '../helpers/certificate.ts'
import { LoggedProcess } from '../helpers/logged-process.ts'
import { endProcess, runCommand } from '../helpers/product.ts'
import { freePort, RedisServer } from '../helpers/redis-server.ts'
import { postPress } from '../helpers/relay-rig.ts'

const SECRET = 'a secret of this test alone'
/** Who comes to the proxy; the proxy itself comes to the relays from 127.0.0.1. */
const CLIENT = '127.0.0.2'

let redis: RedisServer
let relays: LoggedProcess[]
let certificate: Certificate
let proxy: ChildProcess
let port: number
let plainPort: number
let proxySaid = ''
let token: string

beforeAll(async () => {
  ;[redis, port, plainPort] = await Promise.all([RedisServer.start(), freePort(), freePort()])
  const env = {
    REDIS_URL: redis.url,
    CASHIERQ_SECRET: SECRET,
    CASHIERQ_PUBLIC_URL: `https://localhost:${port}`,
    CASHIERQ_TRUSTED_PROXIES: '127.0.0.1',
  }
  relays = await Promise.all([LoggedProcess.start(['relay'], env), LoggedProcess.start(['relay'], env)])
  token = (await runCommand(['token', '--role', 'screen', '--days', '1'], { CASHIERQ_SECRET: SECRET })).out.trim()
  certificate = makeCertificate()
  const [relay1, relay2] = relays.map(({ address }) => new URL(address).host)
  proxy = spawn('haproxy', ['-db', '-f', 'deploy/haproxy/haproxy.cfg'], {
    env: {
      // Debian has it where only root looks.
      PATH: `${process.env['PATH']}:/usr/sbin`,
      CASHIERQ_CERTIFICATE: certificate.pemPath,
      CASHIERQ_PROXY_PLAIN: `127.0.0.1:${plainPort}`,
      CASHIERQ_PROXY_TLS: `127.0.0.1:${port}`,
      CASHIERQ_PROXY_CLIENTS: '500',
      CASHIERQ_RELAY_1: relay1,
      CASHIERQ_RELAY_2: relay2,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  proxy.stderr?.on('data', (data) => {
    proxySaid += data
  })
  // The relays are looked at before the first client comes.
  await vi.waitFor(async () => expect(await status('/')).toBe(200), { timeout: 20_000, interval: 50 })
})
afterAll(async () => {
  if (proxy) await endProcess(proxy, 'SIGTERM')
  await Promise.all((relays ?? []).map((relay) => relay.stop()))
  await redis?.stop()
  certificate?.remove()
})

async function status(path: string): Promise<number> {
  const agent = new Agent({ ca: certificate.certificate })
  const [response] = await once(get(`https://localhost:${port}${path}`, { agent }), 'response')
  response.resume()
  return response.statusCode
}

type Client = {
  readonly socket: WebSocket
  readonly heard: ServerMessage[]
  /** Resolves with the code, also for who asks afterwards. */
  readonly closed: Promise<number>
}

/** Says that it comes from elsewhere, as anybody can. */
async function client(hello: object = {}): Promise<Client> {
  const socket = new WebSocket(`wss://localhost:${port}/ws`, SUBPROTOCOL, {
    ca: certificate.certificate,
    localAddress: CLIENT,
    headers: { 'X-Forwarded-For': '203.0.113.9', Forwarded: 'for=203.0.113.9' },
  })
  const heard: ServerMessage[] = []
  socket.on('message', (data) => {
    const message = parseServerMessage(String(data))
    if (message) heard.push(message)
  })
  socket.on('error', () => undefined)
  // A connection that is reset ends with an error, too: it is no less closed.
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'hello', store: 'main', role: 'screen', token, ...hello }))
  return { socket, heard, closed }
}

async function screen(hello: object = {}): Promise<Client> {
  const joined = await client(hello)
  await expect.poll(() => joined.heard.length).toBeGreaterThan(0)
  return joined
}

function cashiers({ heard }: Client): number[] {
  return heard.flatMap((message) =>
    message.type === 'entry' && message.entry.event.type === 'call' ? [message.entry.event.cashier] : [],
  )
}

async function press(cashier: number, relay: LoggedProcess | undefined): Promise<void> {
  const { out } = await runCommand(['token', '--role', 'buttons', '--days', '1'], { CASHIERQ_SECRET: SECRET })
  const answer = await postPress(
    relay?.address ?? '',
    { cashier, language: 'en' },
    { Authorization: `Bearer ${out.trim()}` },
  )
  expect(answer.status).toBe(204)
}

function pressThroughProxy(bearer: string, cashier: number, id: string): Promise<number> {
  const agent = new Agent({ ca: certificate.certificate })
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${bearer}` }
  return new Promise((resolve, reject) => {
    const pressed = request(
      `https://localhost:${port}/cashier_action`,
      { agent, method: 'POST', headers },
      (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      },
    )
    pressed.on('error', reject)
    pressed.end(JSON.stringify({ cashier, language: 'en', id }))
  })
}

/** A screen that comes back whenever its relay sends it away, where it was; and all that it has read, in order. */
function followed(first: Client, onNext: (client: Client) => void) {
  const read: { readonly offset: number; readonly id: string }[] = []
  let going = true
  const collect = ({ heard }: Client) => {
    for (const message of heard) {
      if (message.type !== 'entry' || message.entry.offset <= (read.at(-1)?.offset ?? 0)) continue
      read.push({ offset: message.entry.offset, id: 'id' in message.entry.event ? (message.entry.event.id ?? '') : '' })
    }
  }
  let client = first
  const run = async () => {
    while (going) {
      await client.closed
      if (!going) return
      collect(client)
      const welcome = client.heard.find((message) => message.type === 'welcome')
      if (welcome?.type !== 'welcome') throw new Error('it was welcome before')
      const place = { epoch: welcome.epoch, offset: read.at(-1)?.offset ?? welcome.offset }
      client = await vi.waitFor(() => screen(place), { timeout: 60_000, interval: 50 })
      expect(client.heard[0]).toMatchObject({ type: 'welcome', recovered: true })
      onNext(client)
    }
  }
  const running = run()
  return {
    ids: () => {
      collect(client)
      return read.map(({ id }) => id)
    },
    stop: () => {
      going = false
      running.catch(() => undefined)
    },
  }
}

/** Waits until the proxy says this of a relay, however often it has said so before. */
async function proxySays(what: 'UP' | 'DOWN', relay: number, from: number): Promise<void> {
  const said = () => proxySaid.slice(from)
  await expect.poll(said, { timeout: 60_000 }).toContain(`ready/relay${relay} is ${what}`)
}

test('pages and the socket are served by TLS; plain HTTP is sent there', async () => {
  expect(await status('/healthz')).toBe(200)
  const plain = await fetch(`http://127.0.0.1:${plainPort}/`, { redirect: 'manual' })
  expect(plain.status).toBe(308)
  expect(plain.headers.get('location')).toMatch(/^https:/u)
})

test('what is for operators is not for the world; what a kiosk asks while it is set up is', async () => {
  expect(await status('/metrics')).toBe(404)
  expect(await status('/metrics?x=1')).toBe(404)
  expect(await status('/readyz')).toBe(200)
})

test("the relay sees the client's own address, whatever it claims", async () => {
  const refused = await client({ token: 'no token at all' })
  expect(await refused.closed).toBe(4401)
  const audited = () => relays.flatMap((relay) => relay.lines()).filter((line) => line['audit'] === 'refused')
  await expect.poll(() => audited().map((line) => line['address'])).toContain(CLIENT)
  expect(audited().map((line) => line['address'])).not.toContain('203.0.113.9')
})

test('an upgrade, one relay after the other, loses no press and no screen', async () => {
  const { out } = await runCommand(['token', '--role', 'buttons', '--days', '1'], { CASHIERQ_SECRET: SECRET })
  const page = await screen()
  let [upgrading, last]: [boolean, Client] = [true, page]
  const goingOn = followed(page, (next) => {
    last = next
  })
  const pressing = (async () => {
    const answers: number[] = []
    for (let i = 0; upgrading || i < 20; i++) {
      const again = () => pressThroughProxy(out.trim(), (i % 12) + 1, `roll-${i}`)
      let status = await again()
      // No cashier is as quick as this loop: what a relay calls too fast has not been taken, and is said again.
      while (status === 429) status = await again()
      answers.push(status)
    }
    return answers
  })()
  for (const relay of relays) {
    const [number, from] = [relays.indexOf(relay) + 1, proxySaid.length]
    // One that is back before the proxy has looked was never away to it.
    await relay.restart(() => proxySays('DOWN', number, from))
    // What the proxy waits for as well, before it gives the relay clients again.
    await expect.poll(async () => (await fetch(`${relay.address}/readyz`)).status).toBe(200)
    await proxySays('UP', number, from)
  }
  upgrading = false
  const answers = await pressing
  expect(answers.filter((status) => status !== 204)).toEqual([])
  await expect.poll(() => goingOn.ids().length, { timeout: 20_000 }).toBe(answers.length)
  expect(goingOn.ids()).toEqual(answers.map((_, i) => `roll-${i}`))
  goingOn.stop()
  last.socket.terminate()
})

test('a press at one relay reaches screens at both, and when one dies its screens go on at the other', async () => {
  const screens = await Promise.all([screen(), screen(), screen(), screen()])
  await press(3, relays[0])
  await expect.poll(() => screens.map(cashiers)).toEqual([[3], [3], [3], [3]])

  const closed = screens.map(async ({ socket, closed }) => {
    await closed
    return socket
  })
  await relays[0]?.kill()
  // Balanced by the fewest connections: two of four were there.
  const firstGone = await Promise.race(closed)
  const gone = screens.filter(({ socket }) => socket === firstGone || socket.readyState !== WebSocket.OPEN)
  expect(gone.length).toBeLessThan(screens.length)

  // At once, before the proxy can have noticed: it tries the other one.
  const [lost] = gone
  const welcome = lost?.heard.find((message) => message.type === 'welcome')
  if (welcome?.type !== 'welcome') throw new Error('it was welcome before')
  const again = await screen({ epoch: welcome.epoch, offset: welcome.offset })
  expect(again.heard[0]).toMatchObject({ type: 'welcome', recovered: true })
  await expect.poll(() => cashiers(again)).toEqual([3])
  await press(5, relays[1])
  await expect.poll(() => cashiers(again)).toEqual([3, 5])
  for (const { socket } of [...screens, again]) socket.terminate()
})

test('while Redis is away the pages are served all the same', async () => {
  await redis.kill()
  const ready = async () => (await fetch(`${relays[1]?.address}/readyz`)).status
  await expect.poll(ready, { timeout: 20_000 }).toBe(503)
  await expect.poll(() => proxySaid).toMatch(/backend '?ready'? has no server available/u)
  expect(await status('/')).toBe(200)
  await redis.restart()
  await expect.poll(ready, { timeout: 20_000 }).toBe(200)
  await expect.poll(() => status('/'), { timeout: 20_000 }).toBe(200)
})
