/**
 * A relay in this process on a free port, with a real bridge and a real embedded log in a folder of its own.
 *
 * How to extend: `startRig` takes what a test must control (the clock, a secret); everything else is the product's own
 * parts. A `TestClient` talks the subprotocol by hand: `send`, then wait for a message with `next`.
 */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { WebSocket } from 'ws'
import { startBridge } from '../../firmware-bridge/bridge.ts'
import { SILENT } from '../../platform/logger.ts'
import { systemClock } from '../../platform/system-clock.ts'
import type { Clock } from '../../protocol/clock.ts'
import { parseServerMessage, type ServerMessage, SUBPROTOCOL } from '../../protocol/message.ts'
import { openEmbeddedLog } from '../../relay/log/embedded.ts'
import type { StoreLog } from '../../relay/log/port.ts'
import { singleLog } from '../../relay/log/single.ts'
import { type Relay, type RelayOptions, startRelay } from '../../relay/relay.ts'

export type RigOptions = {
  readonly clock?: Clock
  readonly secret?: string
  readonly origins?: readonly string[]
  readonly host?: string
  /** Other limits than the usual ones, where a test is about something else. */
  readonly limits?: NonNullable<RelayOptions['limits']>
}

export type Rig = {
  readonly address: string
  readonly log: StoreLog
  readonly relay: Relay
  press(body: unknown, headers?: { readonly [name: string]: string }): Promise<Response>
  client(headers?: { readonly [name: string]: string }, path?: string): Promise<TestClient>
  close(): Promise<void>
}

export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'cashierq-relay-'))
  const clock = options.clock ?? systemClock
  const log = await openEmbeddedLog({ dir: join(folder, 'log'), store: 'main', clock })
  const bridge = await startBridge({
    journalDir: join(folder, 'journal'),
    log,
    sources: [],
    clock,
    lines: SILENT,
    language: 'en',
  })
  const parts = async () => {
    await bridge.close()
    await log.close()
    await rm(folder, { recursive: true, force: true })
  }
  const relay = await startRelay({
    host: options.host ?? '127.0.0.1',
    port: 0,
    logs: singleLog(log),
    store: 'main',
    presses: bridge,
    pages: resolve('dist/renderer'),
    clock,
    lines: SILENT,
    origins: options.origins ?? [],
    ...(options.secret === undefined ? {} : { secret: options.secret }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  }).catch(async (error: unknown) => {
    await parts()
    throw error
  })
  const address = relay.address.replace('0.0.0.0', '127.0.0.1')
  return {
    address,
    log,
    relay,
    press: (body, headers) => postPress(address, body, headers),
    client: (headers, path) => TestClient.connect(`${address.replace('http', 'ws')}${path ?? '/ws'}`, headers),
    async close() {
      await relay.close()
      await parts()
    },
  }
}

/** Posts JSON, or text as it is. */
export function postPress(
  address: string,
  body: unknown,
  headers: { readonly [name: string]: string } = {},
): Promise<Response> {
  return fetch(`${address}/cashier_action`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

type Message<Type extends ServerMessage['type']> = Extract<ServerMessage, { type: Type }>

export class TestClient {
  readonly #socket: WebSocket
  readonly #unread: string[] = []
  readonly #closed: Promise<{ code: number; reason: string }>
  #wake: () => void = () => {}

  private constructor(socket: WebSocket) {
    this.#socket = socket
    this.#closed = new Promise((resolveClose) => {
      socket.on('close', (code, reason) => {
        resolveClose({ code, reason: reason.toString() })
        this.#wake()
      })
    })
    socket.on('message', (data) => {
      this.#unread.push(String(data))
      this.#wake()
    })
    // A refused upgrade shows as a close as well.
    socket.on('error', () => this.#wake())
  }

  static async connect(url: string, headers: { readonly [name: string]: string } = {}): Promise<TestClient> {
    const socket = new WebSocket(url, SUBPROTOCOL, { headers })
    const client = new TestClient(socket)
    await once(socket, 'open')
    return client
  }

  send(message: unknown): void {
    this.#socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message))
  }

  /** The next frame as text. */
  async text(): Promise<string> {
    for (;;) {
      const text = this.#unread.shift()
      if (text !== undefined) return text
      if (this.#socket.readyState === WebSocket.CLOSED) throw new Error('closed while a message was waited for')
      await new Promise<void>((resolveWake) => {
        this.#wake = resolveWake
      })
    }
  }

  /** The next message of this type; others before it are passed over. */
  async next<Type extends ServerMessage['type']>(type: Type): Promise<Message<Type>> {
    for (;;) {
      const message = parseServerMessage(await this.text())
      if (isOf(message, type)) return message
    }
  }

  closed(): Promise<{ code: number; reason: string }> {
    return this.#closed
  }

  async close(): Promise<void> {
    this.#socket.close()
    await this.#closed
  }

  /** Stops reading, as a screen whose machine hangs does. */
  pause(): void {
    this.#socket.pause()
  }
}

function isOf<Type extends ServerMessage['type']>(
  message: ServerMessage | undefined,
  type: Type,
): message is Message<Type> {
  return message?.type === type
}
