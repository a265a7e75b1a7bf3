/**
 * A TCP way between two processes that does what networks do: resets connections, lets them go silent (half-open),
 * takes new ones and never answers, delays bytes, and cuts them into small pieces. Bytes are never lost or reordered
 * within a connection that lives: TCP does not do that either.
 *
 * How to extend: a trouble that lasts is a field of `Troubles`; one that strikes now is a method, by `#some`.
 */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

export type FaultProxyOptions = {
  readonly port: number
  readonly upstream: number
  /** In [0, 1). */
  readonly chance: () => number
}

/** Troubles that last until they are taken back. */
export type Troubles = {
  /** What new connections meet. */
  readonly door: 'open' | 'refusing' | 'swallowing'
  /** Each chunk waits so long, ms. */
  readonly delay: number
  readonly split: boolean
}

const NONE: Troubles = { door: 'open', delay: 0, split: false }
/** Pieces that a chunk is cut into at most; a thousand would only measure the machine. */
const MOST_PIECES = 6

export class FaultProxy {
  readonly port: number
  readonly #upstream: number
  readonly #chance: () => number
  readonly #server: Server
  readonly #ways = new Set<Way>()
  /** Connections that nobody answers. */
  readonly #swallowed = new Set<Socket>()
  #troubles = NONE
  readonly counts = { accepted: 0, cut: 0, frozen: 0, refused: 0, swallowed: 0 }

  private constructor({ port, upstream, chance }: FaultProxyOptions) {
    this.port = port
    this.#upstream = upstream
    this.#chance = chance
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket))
  }

  static async open(options: FaultProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options)
    proxy.#server.listen(options.port, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  trouble(troubles: Partial<Troubles>): void {
    this.#troubles = { ...this.#troubles, ...troubles }
  }

  /** Resets connections, each with the probability `share`. */
  cut(share = 1): void {
    for (const way of this.#some(share)) {
      this.counts.cut++
      way.destroy()
    }
  }

  /** Connections stay open and carry nothing any more, in neither direction, not even their end. */
  freeze(share = 1): void {
    for (const way of this.#some(share)) {
      this.counts.frozen++
      way.frozen = true
    }
  }

  /** No trouble any more. What went silent is reset, as a router does in the end. */
  heal(): void {
    this.#troubles = NONE
    for (const way of [...this.#ways]) if (way.frozen) way.destroy()
    this.#letGo()
  }

  async close(): Promise<void> {
    for (const way of [...this.#ways]) way.destroy()
    this.#letGo()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #accept(socket: Socket): void {
    this.counts.accepted++
    socket.on('error', () => socket.destroy())
    switch (this.#troubles.door) {
      case 'refusing':
        this.counts.refused++
        socket.resetAndDestroy()
        return
      case 'swallowing':
        this.counts.swallowed++
        this.#swallowed.add(socket)
        socket.on('data', () => undefined)
        socket.on('close', () => this.#swallowed.delete(socket))
        return
      case 'open':
        this.#ways.add(new Way(socket, this.#upstream, this.#tools))
    }
  }

  readonly #tools: Tools = {
    piecesOf: (chunk) => (this.#troubles.split ? piecesOf(chunk, this.#chance) : [chunk]),
    delay: () => this.#troubles.delay * (0.5 + this.#chance()),
    closed: (way) => this.#ways.delete(way),
  }

  #some(share: number): Way[] {
    return [...this.#ways].filter((way) => !way.frozen && this.#chance() < share)
  }

  #letGo(): void {
    for (const socket of this.#swallowed) socket.resetAndDestroy()
  }
}

type Tools = {
  piecesOf(chunk: Buffer): readonly Buffer[]
  /** How long the next chunk waits, ms. */
  delay(): number
  closed(way: Way): void
}

/** One connection: two sockets and what goes between them. */
class Way {
  frozen = false
  readonly #near: Socket
  readonly #far: Socket
  readonly #tools: Tools

  constructor(near: Socket, upstream: number, tools: Tools) {
    this.#near = near
    this.#tools = tools
    this.#far = connect({ port: upstream, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    for (const [socket, other] of this.#directions()) {
      socket.on('error', () => this.#broken())
      socket.on('close', () => this.#gone())
      void this.#carry(socket, other)
    }
  }

  destroy(): void {
    for (const [socket] of this.#directions()) if (!socket.destroyed) socket.resetAndDestroy()
    this.#tools.closed(this)
  }

  #directions(): readonly (readonly [Socket, Socket])[] {
    return [
      [this.#near, this.#far],
      [this.#far, this.#near],
    ]
  }

  async #carry(from: Socket, to: Socket): Promise<void> {
    try {
      for await (const chunk of from) await this.#hand(chunk, to)
      if (!this.frozen) to.end()
    } catch {
      // A broken connection is what this is for; the sockets' own events end the way.
      this.#broken()
    }
  }

  async #hand(chunk: Buffer, to: Socket): Promise<void> {
    const delay = this.#tools.delay()
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
    for (const [index, piece] of this.#tools.piecesOf(chunk).entries()) {
      if (index > 0) await new Promise((resolve) => setImmediate(resolve))
      if (this.frozen || to.destroyed) return
      if (!to.write(piece)) await drained(to)
    }
  }

  /** Half-open means just that: the other side does not hear that this one is gone. */
  #broken(): void {
    if (!this.frozen) this.destroy()
  }

  #gone(): void {
    if (this.#near.destroyed && this.#far.destroyed) this.#tools.closed(this)
    else if (!this.frozen) this.destroy()
  }
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done)
      socket.off('close', done)
      resolve()
    }
    socket.on('drain', done)
    socket.on('close', done)
  })
}

/** Cut at random places, often right behind the first bytes: that is where parsers break. */
function piecesOf(chunk: Buffer, chance: () => number): Buffer[] {
  const pieces: Buffer[] = []
  let rest = chunk
  while (rest.length > 1 && pieces.length < MOST_PIECES - 1) {
    const most = chance() < 0.5 ? Math.min(8, rest.length - 1) : rest.length - 1
    const length = 1 + Math.floor(chance() * most)
    pieces.push(rest.subarray(0, length))
    rest = rest.subarray(length)
  }
  return [...pieces, rest]
}
