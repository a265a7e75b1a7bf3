/** A request for a WebSocket, before it is one: where it leads to, and how it is turned away. */
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

export type Wanted =
  | { readonly kind: 'messages' }
  /** Of which store; the one by default where none is named. */
  | { readonly kind: 'fragments'; readonly query: URLSearchParams }

/** What a target asks for; undefined: nothing that is here. Any target may come, also one that is no address at all. */
export function wantedBy(target: string): Wanted | undefined {
  const [path = '', query = ''] = target.split('?', 2)
  if (path === '/ws') return { kind: 'messages' }
  if (path === '/ws/cashier/') return { kind: 'fragments', query: new URLSearchParams(query) }
  return undefined
}

export function refuseUpgrade(socket: Duplex, status: 404 | 429 | 503): void {
  const retry = status === 404 ? '' : 'Retry-After: 1\r\n'
  socket.on('error', () => socket.destroy())
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n${retry}Content-Length: 0\r\n\r\n`)
}

/** `Upgrade` may name anything; a server that does not know it answers as if it had not been asked (RFC 9110, 7.8). */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket'
}

/** Said about this connection alone, and no longer true of it. */
const OF_UPGRADE = ['upgrade', 'connection', 'http2-settings']

/**
 * Answers a request that asks for a protocol which is not spoken here: Java's HttpClient asks for HTTP/2 (`h2c`) with
 * every request. Node has let go of the connection by then, body unread, so it gets it again from the beginning.
 */
export function answerPlainly(server: Server, request: IncomingMessage, wire: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2)
    if (!OF_UPGRADE.includes(name.toLowerCase())) lines.push(`${name}: ${value}`)
  }
  wire.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  server.emit('connection', wire)
}
