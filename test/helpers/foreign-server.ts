/**
 * A server somewhere else: it lets everybody in (CORS), so whoever does not reach it was stopped on the way. TCP and UDP
 * on one port.
 *
 * How to extend: `reached` holds one line for whatever arrived, also for a connection that says nothing.
 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:http'

export type ForeignServer = {
  /** `127.0.0.1:PORT` */
  readonly host: string
  readonly origin: string
  readonly reached: string[]
  /** Empties `reached` after a knock of its own has arrived: what was on its way before has then arrived, too. */
  settled(): Promise<readonly string[]>
  close(): Promise<void>
}

const HEADERS = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'content-type': 'text/html' }
const KNOCK = '/knock'

export async function startForeignServer(): Promise<ForeignServer> {
  const reached: string[] = []
  const server = createServer(({ method, url, headers }, response) => {
    if (url !== KNOCK) reached.push(`${method} ${url} ${headers.upgrade ?? ''}`.trim())
    response.writeHead(200, HEADERS).end('<!doctype html><title>elsewhere</title>')
  })
  server.on('upgrade', ({ url }, socket) => {
    reached.push(`upgrade ${url}`)
    socket.destroy()
  })
  let knocks = 0
  server.on('connection', () => {
    if (knocks > 0) knocks--
    else reached.push('connection')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server.address())
  const udp = createSocket('udp4', (message) => reached.push(`${message.length} bytes of UDP`))
  udp.bind(port, '127.0.0.1')
  await once(udp, 'listening')
  const origin = `http://127.0.0.1:${port}`
  return {
    host: `127.0.0.1:${port}`,
    origin,
    reached,
    async settled() {
      knocks++
      await fetch(`${origin}${KNOCK}`, { headers: { connection: 'close' } })
      return reached.splice(0)
    },
    async close() {
      udp.close()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
