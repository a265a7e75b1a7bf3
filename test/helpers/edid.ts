/**
 * What a display says of itself (EDID), written to an output of a running X server by the few words of the X protocol
 * that it takes: xrandr can change this property only where a driver has made it.
 *
 * How to extend: `edid` has the model's name and the serial number; more fields have fixed places in its 128 bytes.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Two displays of one model differ by their serial number, which most TVs leave at the same value. */
export function edid(model: string, serial = 1): Buffer {
  const data = Buffer.alloc(128)
  data.set([0, 255, 255, 255, 255, 255, 255, 0])
  // Samsung's code, any product.
  data.writeUInt16BE(0x4c2d, 8)
  data.writeUInt16LE(0x1234, 10)
  data.writeUInt32LE(serial, 12)
  // Made in week 1 of 2020; EDID 1.3.
  data.set([1, 30, 1, 3], 16)
  // The second descriptor is the model's name: at most 13 letters, ended by a line feed.
  data.set([0, 0, 0, 0xfc, 0], 72)
  data.write(`${model}\n`.padEnd(13).slice(0, 13), 77, 'latin1')
  const sum = data.reduce((total, byte) => total + byte, 0)
  data[127] = (256 - (sum % 256)) % 256
  return data
}

/** `display` is a server on this machine, such as `:1`. */
export async function writeEdid(display: string, output: string, data: Buffer): Promise<void> {
  const socket = connect(`/tmp/.X11-unix/X${display.slice(1)}`)
  await once(socket, 'connect')
  try {
    const x = new XClient(socket)
    const root = await x.begin()
    const randr = (await x.ask(QUERY_EXTENSION, 0, named('RANDR'))).readUInt8(9)
    const atom = (await x.ask(INTERN_ATOM, 0, named('EDID'))).readUInt32LE(8)
    const id = await outputOf(x, randr, root, output)
    const bytes = Buffer.concat([Buffer.from([8, 0, 0, 0]), words(data.length), data])
    x.send(randr, CHANGE_OUTPUT_PROPERTY, Buffer.concat([words(id, atom, INTEGER), bytes]))
    // Its answer comes after all that was sent before.
    await x.ask(GET_INPUT_FOCUS, 0, Buffer.alloc(0))
  } finally {
    socket.destroy()
  }
}

const QUERY_EXTENSION = 98
const INTERN_ATOM = 16
const GET_INPUT_FOCUS = 43
const INTEGER = 19
/** Of RANDR. */
const GET_OUTPUT_INFO = 9
const CHANGE_OUTPUT_PROPERTY = 13
const GET_SCREEN_RESOURCES = 25

async function outputOf(x: XClient, randr: number, root: number, name: string): Promise<number> {
  const all = await x.ask(randr, GET_SCREEN_RESOURCES, words(root))
  const crtcs = all.readUInt16LE(16)
  for (let i = 0; i < all.readUInt16LE(18); i++) {
    const id = all.readUInt32LE(32 + 4 * (crtcs + i))
    const info = await x.ask(randr, GET_OUTPUT_INFO, words(id, all.readUInt32LE(12)))
    const lists = info.readUInt16LE(26) + info.readUInt16LE(28) + info.readUInt16LE(32)
    const start = 36 + 4 * lists
    if (info.toString('latin1', start, start + info.readUInt16LE(34)) === name) return id
  }
  throw new Error(`this X server has no output ${name}`)
}

function words(...values: number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length)
  for (const [i, value] of values.entries()) buffer.writeUInt32LE(value, 4 * i)
  return buffer
}

function named(name: string): Buffer {
  return Buffer.concat([words(name.length), Buffer.from(name, 'latin1')])
}

class XClient {
  readonly #socket: Socket

  constructor(socket: Socket) {
    this.#socket = socket
  }

  /** The root window. */
  async begin(): Promise<number> {
    this.#socket.write(Buffer.from([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0]))
    const head = await this.#take(8)
    const rest = await this.#take(4 * head.readUInt16LE(6))
    if (head.readUInt8(0) !== 1) throw new Error(`the X server refuses: ${rest.toString('latin1')}`)
    const vendor = rest.readUInt16LE(16)
    return rest.readUInt32LE(32 + Math.ceil(vendor / 4) * 4 + 8 * rest.readUInt8(21))
  }

  send(major: number, minor: number, body: Buffer): void {
    const padding = Buffer.alloc((4 - (body.length % 4)) % 4)
    const head = Buffer.from([major, minor, 0, 0])
    head.writeUInt16LE(1 + (body.length + padding.length) / 4, 2)
    this.#socket.write(Buffer.concat([head, body, padding]))
  }

  async ask(major: number, minor: number, body: Buffer): Promise<Buffer> {
    this.send(major, minor, body)
    const head = await this.#take(32)
    if (head.readUInt8(0) !== 1) throw new Error(`X error ${head.readUInt8(1)}`)
    return Buffer.concat([head, await this.#take(4 * head.readUInt32LE(4))])
  }

  async #take(bytes: number): Promise<Buffer> {
    if (bytes === 0) return Buffer.alloc(0)
    for (;;) {
      const chunk: unknown = this.#socket.read(bytes)
      if (Buffer.isBuffer(chunk)) return chunk
      if (this.#socket.readableEnded) throw new Error('the X server has hung up')
      await once(this.#socket, 'readable')
    }
  }
}
