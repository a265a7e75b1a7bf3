/** A request for a WebSocket, before it is one: where it leads to, and how it is turned away. */
import { STATUS_CODES } from 'node:http'
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
