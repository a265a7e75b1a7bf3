/**
 * Ports outside the range from which the system takes those of outgoing connections: while a server is dead, its port
 * must not become somebody's own end, and a connection to it must not find itself.
 */
import { once } from 'node:events'
import { createServer } from 'node:net'

const LOWEST = 12_000
const HIGHEST = 32_000

/** So many ports where nobody listens now. */
export async function quietPorts(count: number): Promise<number[]> {
  const found = new Set<number>()
  while (found.size < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if (!found.has(port) && (await isFree(port))) found.add(port)
  }
  return [...found]
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
