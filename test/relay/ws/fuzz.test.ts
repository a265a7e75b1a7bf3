/**
 * Whatever is thrown at the relay: it stays up, its memory stays bounded, and a well-behaved screen beside gets each
 * entry. The relay is a process of its own, so that its end would be seen. fast-check prints the seed of what fails.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { postPress } from '../../helpers/relay-rig.ts'
import { childProgram, type TsChild } from '../../helpers/ts-child.ts'
import { clientFrame, HELLO, handshake, OPCODE, RawClient } from './raw-client.ts'

const MB = 1_048_576
const startRelay = childProgram('test/relay/ws/relay.child.ts')

let folder: string
let relay: TsChild
let address: string
let screen: RawClient
let memoryBefore: number
let pulse: NodeJS.Timeout

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cashierq-fuzz-'))
  relay = startRelay(folder, '0')
  address = (await relay.said((line) => line.startsWith('address '))).slice('address '.length)
  screen = await RawClient.joined(address)
  // Whoever is silent for long is cut, and how long a test takes is the machine's affair.
  pulse = setInterval(() => screen.write(clientFrame(OPCODE.pong)), 1_000)
  memoryBefore = await memory()
})
afterAll(async () => {
  clearInterval(pulse)
  screen.destroy()
  await relay.kill()
  await rm(folder, { recursive: true, force: true })
})
afterEach(async () => {
  await pressSeen()
  expect(relay.process.exitCode).toBeNull()
})

/** Bytes of the relay's memory. */
async function memory(): Promise<number> {
  const before = relay.lines.length
  relay.type('rss')
  const answer = await relay.said((line) => line.startsWith('rss ') && relay.lines.lastIndexOf(line) >= before)
  return Number(answer.slice('rss '.length))
}

/** The well-behaved screen sees each press as the next entry. */
let seen = 0
async function pressSeen(): Promise<void> {
  seen++
  const pressed = await postPress(address, { cashier: 1 + (seen % 9), language: 'en', id: `fuzz-${seen}` })
  expect(pressed.status).toBe(204)
  expect(await screen.message('entry')).toMatchObject({ offset: seen })
}

/** Sends these chunks and ends; resolves when the relay has let go too. */
async function throwAt(client: RawClient, chunks: readonly Buffer[]): Promise<void> {
  for (const chunk of chunks) {
    if (client.socket.destroyed) break
    client.write(chunk)
    await new Promise(setImmediate)
  }
  client.socket.end()
  await client.closed
}

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array))
const opcode = fc.oneof(
  { arbitrary: fc.constantFrom(0, 1, 2, 8, 9, 10), weight: 4 },
  { arbitrary: fc.nat(15), weight: 1 },
)
const message = fc.oneof(
  fc.constant(HELLO),
  fc.json(),
  fc
    .record({
      type: fc.constantFrom('hello', 'ping', 'subscribe', 'signal'),
      time: fc.jsonValue(),
      topic: fc.jsonValue(),
    })
    .map((value) => JSON.stringify(value)),
)
const frame = fc
  .record({
    opcode,
    payload: fc.oneof(
      message.map((text) => Buffer.from(text)),
      bytes(300),
    ),
    fin: fc.boolean(),
    reserved: fc.oneof({ arbitrary: fc.constant(0), weight: 9 }, { arbitrary: fc.nat(7), weight: 1 }),
    mask: fc.oneof(
      { arbitrary: fc.constant(Buffer.from([1, 2, 3, 4])), weight: 9 },
      { arbitrary: fc.constant(null), weight: 1 },
    ),
    claims: fc.option(fc.bigInt(0n, 2n ** 64n - 1n), { nil: undefined, freq: 10 }),
  })
  .map(({ opcode: code, payload, claims, ...options }) =>
    clientFrame(code, payload, claims === undefined ? options : { ...options, claims }),
  )
/** A right conversation with some bits turned over, cut into pieces anywhere. */
const damaged = fc
  .record({
    frames: fc.array(
      fc.oneof(
        frame,
        message.map((text) => clientFrame(OPCODE.text, text)),
      ),
      { minLength: 1, maxLength: 8 },
    ),
    flips: fc.array(fc.nat(), { maxLength: 4 }),
    cuts: fc.array(fc.nat(), { maxLength: 5 }),
  })
  .map(({ frames, flips, cuts }) => {
    const whole = Buffer.concat(frames)
    for (const flip of flips) {
      const at = Math.floor(flip / 8) % whole.length
      whole[at] = (whole[at] ?? 0) ^ (1 << (flip % 8))
    }
    const places = [0, ...cuts.map((cut) => cut % whole.length).sort((a, b) => a - b), whole.length]
    return places.slice(1).map((end, i) => whole.subarray(places[i], end))
  })

describe('any bytes', { timeout: 180_000 }, () => {
  test('in place of a request', async () => {
    const requests = fc.oneof(
      bytes(400),
      fc.record({ path: fc.string(), method: fc.string() }).map((options) => handshake(options)),
      fc.webUrl().map((path) => handshake({ path })),
    )
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        await throwAt(await RawClient.connect(address), [request])
      }),
      { numRuns: 150 },
    )
  })

  test('in place of frames', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(bytes(200), { maxLength: 5 }), async (chunks) => {
        await throwAt(await RawClient.open(address), chunks)
      }),
      { numRuns: 150 },
    )
  })

  test('in place of frames, after a welcome', async () => {
    await fc.assert(
      fc.asyncProperty(damaged, async (chunks) => {
        await throwAt(await RawClient.joined(address), chunks)
      }),
      { numRuns: 300 },
    )
  })

  test('on the socket for fragments', async () => {
    await fc.assert(
      fc.asyncProperty(damaged, async (chunks) => {
        await throwAt(await RawClient.open(address, { path: '/ws/cashier/' }), chunks)
      }),
      { numRuns: 100 },
    )
  })
})

test('any JSON after a welcome is answered, ignored or refused with a code', async () => {
  await fc.assert(
    fc.asyncProperty(message, async (text) => {
      const client = await RawClient.joined(address)
      client.write(clientFrame(OPCODE.text, text))
      client.write(clientFrame(OPCODE.text, JSON.stringify({ type: 'ping', time: 77 })))
      client.socket.end()
      const end = await client.closeCode()
      expect([undefined, 1005, 4400, 4413]).toContain(end)
      client.destroy()
    }),
    { numRuns: 150 },
  )
})

describe('a slow client', () => {
  test('that sends its request letter by letter and never ends it keeps nobody else waiting', async () => {
    const clients = await Promise.all(Array.from({ length: 50 }, () => RawClient.connect(address)))
    for (const letter of handshake().subarray(0, 60).toString()) for (const client of clients) client.write(letter)
    await pressSeen()
    for (const client of clients) client.destroy()
  })

  test('that never says hello is sent away with 4408', async () => {
    const clients = await Promise.all(Array.from({ length: 50 }, () => RawClient.open(address)))
    const codes = await Promise.all(clients.map((client) => client.closeCode()))
    expect(new Set(codes)).toEqual(new Set([4408]))
    for (const client of clients) client.destroy()
  })

  test('that says its hello too slowly is sent away with 4408', async () => {
    const client = await RawClient.open(address)
    const hello = clientFrame(OPCODE.text, HELLO)
    let said = 0
    const dripping = setInterval(() => {
      client.write(hello.subarray(said, said + 1))
      said = Math.min(said + 1, hello.length - 1)
    }, 100)
    expect(await client.closeCode()).toBe(4408)
    clearInterval(dripping)
    client.destroy()
  })

  test('that never ends a message costs no more than one message', async () => {
    const clients = await Promise.all(Array.from({ length: 100 }, () => RawClient.joined(address)))
    const endless = clientFrame(OPCODE.text, Buffer.alloc(60_000, 0x20), { fin: false })
    for (const client of clients) client.write(endless)
    await pressSeen()
    for (const client of clients) client.destroy()
  })
})

describe('a flood', () => {
  // `ws` itself cuts, without a word, a client that sends so many pings that their answers pile up.
  const floods: readonly (readonly [string, Buffer, number])[] = [
    ['messages', clientFrame(OPCODE.text, JSON.stringify({ type: 'ping', time: 1 })), 4429],
    ['pings', clientFrame(OPCODE.ping, 'x'), 4429],
    ['pongs', clientFrame(OPCODE.pong, 'x'), 4429],
    ['topics', clientFrame(OPCODE.text, JSON.stringify({ type: 'subscribe', topic: 'x' })), 4429],
  ]
  test.each(floods)('of %s is cut off with a code', async (_, one, code) => {
    const client = await RawClient.joined(address)
    for (let i = 0; i < 20; i++) client.write(Buffer.concat(Array<Buffer>(500).fill(one)))
    expect([code, undefined]).toContain(await client.closeCode())
    client.destroy()
  })

  test('of pings to the socket for fragments is cut off as well', async () => {
    const client = await RawClient.open(address, { path: '/ws/cashier/' })
    client.write(Buffer.concat(Array<Buffer>(500).fill(clientFrame(OPCODE.ping, 'x'))))
    expect([4429, undefined]).toContain(await client.closeCode())
    client.destroy()
  })

  test('of connections that come and go', async () => {
    for (let wave = 0; wave < 10; wave++) {
      const clients = await Promise.all(Array.from({ length: 100 }, () => RawClient.connect(address)))
      for (const [i, client] of clients.entries()) {
        if (i % 3 === 0) client.write(handshake())
        if (i % 3 === 1) client.write(handshake({ head: clientFrame(OPCODE.text, HELLO) }))
        if (i % 2 === 0) client.socket.resetAndDestroy()
      }
      await pressSeen()
      for (const client of clients) client.destroy()
    }
  })
})

test('after all of it the relay holds one client, and little more memory than before', async () => {
  const clients = async () => {
    await pressSeen()
    const text = await (await fetch(`${address}/metrics`)).text()
    return [...text.matchAll(/^cashierq_clients\{role="\w+"\} (\d+)$/gmu)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    )
  }
  await expect.poll(clients).toBe(1)
  expect((await memory()) - memoryBefore).toBeLessThan(150 * MB)
})
