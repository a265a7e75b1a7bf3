/** RFC 6455 against the running relay, bytes by hand. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Rig, startRig } from '../../helpers/relay-rig.ts'
import { ACCEPT, clientFrame, closeFrame, HELLO, handshake, OPCODE, RawClient } from './raw-client.ts'

let rig: Rig
let client: RawClient
beforeAll(async () => {
  rig = await startRig()
})
afterAll(() => rig.close())

const text = (payload: string | Buffer, options = {}) => clientFrame(OPCODE.text, payload, options)
const more = (payload: string | Buffer, options = {}) => clientFrame(OPCODE.more, payload, options)
const ping = (payload: string | Buffer = '', options = {}) => clientFrame(OPCODE.ping, payload, options)
const PART = { fin: false }
const bytesOf = (buffer: Buffer) => [...buffer].map((byte) => Buffer.from([byte]))

describe('the handshake', () => {
  async function answerTo(options: Parameters<typeof handshake>[0]): Promise<string> {
    const raw = await RawClient.connect(rig.address)
    raw.write(handshake(options))
    const answer = await raw.answer()
    raw.destroy()
    return answer
  }

  test('proves that the key was read, and takes the subprotocol', async () => {
    const answer = await answerTo({})
    expect(answer).toMatch(/^HTTP\/1\.1 101 /u)
    expect(answer).toContain(`Sec-WebSocket-Accept: ${ACCEPT}\r\n`)
    expect(answer).toContain('Sec-WebSocket-Protocol: cashierq.v1\r\n')
  })

  test('takes its own subprotocol out of several, and none where it is not offered', async () => {
    const chosen = await answerTo({ headers: { 'Sec-WebSocket-Protocol': 'mqtt, cashierq.v1' } })
    expect(chosen).toContain('Sec-WebSocket-Protocol: cashierq.v1\r\n')
    const none = await answerTo({ headers: { 'Sec-WebSocket-Protocol': 'mqtt' } })
    expect(none).toMatch(/^HTTP\/1\.1 101 /u)
    expect(none).not.toContain('Sec-WebSocket-Protocol')
  })

  test('offers no extension, whatever is asked for', async () => {
    const answer = await answerTo({ headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate' } })
    expect(answer).not.toContain('Sec-WebSocket-Extensions')
  })

  test('may be followed by the first frame in the same packet', async () => {
    client = await RawClient.open(rig.address, { head: text(HELLO) })
    await client.message('welcome')
    client.destroy()
  })

  test.each<[string, Parameters<typeof handshake>[0], RegExp]>([
    ['no key', { headers: { 'Sec-WebSocket-Key': null } }, /^HTTP\/1\.1 400 /u],
    ['a key that is too short', { headers: { 'Sec-WebSocket-Key': 'c2hvcnQ=' } }, /^HTTP\/1\.1 400 /u],
    ['no version', { headers: { 'Sec-WebSocket-Version': null } }, /^HTTP\/1\.1 400 /u],
    ['a version to come', { headers: { 'Sec-WebSocket-Version': '14' } }, /Sec-WebSocket-Version: 13/u],
    ['another protocol', { headers: { Upgrade: 'h2c' } }, /^HTTP\/1\.1 404 /u],
    ['another method', { method: 'POST' }, /^HTTP\/1\.1 405 /u],
    ['a broken list of subprotocols', { headers: { 'Sec-WebSocket-Protocol': 'a,,b' } }, /^HTTP\/1\.1 400 /u],
    ['another path', { path: '/ws/elsewhere' }, /^HTTP\/1\.1 404 /u],
    ['a target that is no address', { path: '//' }, /^HTTP\/1\.1 404 /u],
    ['a target with a foreign host', { path: 'http://[::1/ws' }, /^HTTP\/1\.1 404 /u],
    ['an old HTTP', { headers: { Connection: 'close' } }, /^HTTP\/1\.1 404 /u],
  ])('is refused with %s', async (_, options, expected) => {
    expect(await answerTo(options)).toMatch(expected)
  })
})

describe('a message', () => {
  beforeEach(async () => {
    client = await RawClient.open(rig.address)
    return () => client.destroy()
  })

  test('may come in fragments, empty ones too', async () => {
    client.write(text(HELLO.slice(0, 5), PART))
    client.write(more('', PART))
    client.write(more(HELLO.slice(5, 20), PART))
    client.write(more(HELLO.slice(20)))
    await client.message('welcome')
  })

  test('may come byte by byte', async () => {
    for (const byte of bytesOf(text(HELLO))) client.write(byte)
    await client.message('welcome')
  })

  test('may be cut in the middle of a letter', async () => {
    client.write(text(HELLO))
    const snow = Buffer.from(JSON.stringify({ type: 'ping', time: 1, snow: '☃' }))
    const cut = snow.indexOf(0xe2) + 1
    client.write(text(snow.subarray(0, cut), PART))
    client.write(more(snow.subarray(cut)))
    expect(await client.message('pong')).toMatchObject({ echo: 1 })
  })

  test('may have control frames between its fragments, answered before it', async () => {
    client.write(text(HELLO.slice(0, 9), PART))
    client.write(ping('now'))
    expect(await client.frame()).toEqual({ opcode: OPCODE.pong, payload: Buffer.from('now') })
    client.write(clientFrame(OPCODE.pong, 'nobody asked'))
    client.write(more(HELLO.slice(9)))
    await client.message('welcome')
  })

  test('may share a packet with others, and all are answered in order', async () => {
    const pings = [1, 2, 3].map((time) => text(JSON.stringify({ type: 'ping', time })))
    client.write(Buffer.concat([text(HELLO), ...pings]))
    for (const time of [1, 2, 3]) expect(await client.message('pong')).toMatchObject({ echo: time })
  })

  test('may be masked with zeros', async () => {
    client.write(text(HELLO, { mask: Buffer.alloc(4) }))
    await client.message('welcome')
  })
})

describe('a ping', () => {
  beforeEach(async () => {
    client = await RawClient.open(rig.address)
    return () => client.destroy()
  })

  test.each([0, 1, 125])('of %d bytes comes back as it was', async (size) => {
    const payload = Buffer.alloc(size, 0xff)
    client.write(ping(payload))
    expect(await client.frame()).toEqual({ opcode: OPCODE.pong, payload })
  })

  test('that nobody asked for may be a pong, and is not answered', async () => {
    client.write(clientFrame(OPCODE.pong, 'hello'))
    client.write(ping('next'))
    expect(await client.frame()).toEqual({ opcode: OPCODE.pong, payload: Buffer.from('next') })
  })
})

describe('a close', () => {
  beforeEach(async () => {
    client = await RawClient.joined(rig.address)
    return () => client.destroy()
  })

  test.each([1000, 1001, 1011, 3000, 4999])('with %d is echoed, and TCP ends', async (code) => {
    client.write(closeFrame(code, 'Auf Wiedersehen, 再见'))
    expect(await client.closeCode()).toBe(code)
    expect(await client.frame()).toBeUndefined()
  })

  test('without a code is answered without one', async () => {
    client.write(clientFrame(OPCODE.close))
    expect(await client.closeCode()).toBe(1005)
    expect(await client.frame()).toBeUndefined()
  })

  test('is the end: what comes behind it is not answered', async () => {
    client.write(Buffer.concat([closeFrame(1000), ping('late'), text(JSON.stringify({ type: 'ping', time: 1 }))]))
    expect(await client.closeCode()).toBe(1000)
    expect(await client.frame()).toBeUndefined()
  })

  test('in the middle of a message is a close', async () => {
    client.write(Buffer.concat([text('{"type":', PART), closeFrame(1001)]))
    expect(await client.closeCode()).toBe(1001)
  })

  test.each([0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65535])(
    'with %d, which nobody may send: 1002',
    async (code) => {
      client.write(closeFrame(code))
      expect(await client.closeCode()).toBe(1002)
    },
  )

  test('with half a code: 1002', async () => {
    client.write(clientFrame(OPCODE.close, Buffer.from([3])))
    expect(await client.closeCode()).toBe(1002)
  })

  test('with a reason that is no text: 1007', async () => {
    client.write(closeFrame(1000, Buffer.from([0xff, 0xfe])))
    expect(await client.closeCode()).toBe(1007)
  })
})

describe('who breaks a rule is closed with its code', () => {
  const BROKEN = [
    ['a lone byte', [0xff]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
    ['half a letter', [0xe2, 0x98]],
  ] as const
  const cases: readonly (readonly [string, Buffer, number])[] = [
    ...[1, 2, 4, 7].map((reserved) => [`reserved bits ${reserved}`, text(HELLO, { reserved }), 1002] as const),
    ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map(
      (opcode) => [`opcode ${opcode}`, clientFrame(opcode, 'x'), 1002] as const,
    ),
    ['a text that is not masked', text(HELLO, { mask: null }), 1002],
    ['a ping that is not masked', ping('x', { mask: null }), 1002],
    ['a ping in fragments', ping('x', PART), 1002],
    ['a ping of 126 bytes', ping(Buffer.alloc(126)), 1002],
    ['a close of 126 bytes', clientFrame(OPCODE.close, Buffer.alloc(126, 3)), 1002],
    ['a fragment of nothing', more('x'), 1002],
    ['a message within a message', Buffer.concat([text('{', PART), text(HELLO)]), 1002],
    ['a binary within a text', Buffer.concat([text('{', PART), clientFrame(OPCODE.binary, 'x')]), 1002],
    ['a length beyond counting', text('x', { claims: 2n ** 63n }), 1009],
    ['a length above the limit, before its bytes', text('x', { claims: 65_537n }), 1009],
    [
      'fragments that are too much together',
      Buffer.concat([text(Buffer.alloc(40_000, 97), PART), more(Buffer.alloc(40_000, 97))]),
      1009,
    ],
    ...BROKEN.map(([name, bytes]) => [`${name}, not UTF-8`, text(Buffer.from(bytes)), 1007] as const),
    [
      'UTF-8 that ends with the message',
      Buffer.concat([text(Buffer.from([0x22, 0xe2]), PART), more(Buffer.from([0x98]))]),
      1007,
    ],
  ]
  test.each(cases)('%s', async (_, bytes, code) => {
    const raw = await RawClient.open(rig.address)
    raw.write(bytes)
    expect(await raw.closeCode()).toBe(code)
    raw.write(closeFrame(code))
    raw.socket.end()
    await raw.closed
  })

  test('and no more than 1,024 fragments make a message', async () => {
    const raw = await RawClient.open(rig.address)
    raw.write(Buffer.concat([text('', PART), ...Array.from({ length: 1_100 }, () => more('', PART))]))
    expect(await raw.closeCode()).toBe(1008)
    raw.destroy()
  })
})

describe('a connection that ends', () => {
  test('by half: the relay ends the other half', async () => {
    client = await RawClient.joined(rig.address)
    client.socket.end()
    await client.closed
  })

  test('by half in the middle of a frame: the relay ends the other half', async () => {
    client = await RawClient.joined(rig.address)
    client.socket.end(text(HELLO).subarray(0, 9))
    await client.closed
  })

  test('by a reset leaves nobody behind', async () => {
    const count = async () =>
      /cashierq_clients\{role="screen"\} (\d+)/u.exec(await (await fetch(`${rig.address}/metrics`)).text())?.[1]
    await expect.poll(count).toBe('0')
    client = await RawClient.joined(rig.address)
    expect(await count()).toBe('1')
    client.socket.resetAndDestroy()
    await expect.poll(count).toBe('0')
  })
})
