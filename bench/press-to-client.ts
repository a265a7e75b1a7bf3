/** From the moment a press is due to leave its sender to its entry at a WebSocket client, 100 presses a second. */
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { performance } from 'node:perf_hooks'
import { WebSocket } from 'ws'
import { parseServerMessage, SUBPROTOCOL } from '../protocol/message.ts'
import { Latencies, latencyRow, type Row } from './latency.ts'
import { openLoop } from './open-loop.ts'
import { LOG_KINDS, startProduct } from './product.ts'

const PER_SECOND = 100
const WARM_UP = 500
const COUNT = 3_000
const GOAL_P99 = 5

export async function pressToClient(): Promise<Row[]> {
  const rows: Row[] = []
  for (const kind of LOG_KINDS) {
    const product = await startProduct(kind)
    const name = kind === 'redis' ? 'Redis everysec' : 'embedded'
    try {
      if (kind === 'embedded')
        rows.push(latencyRow('GET /healthz, 100/s, for comparison', await idle(product.address), null))
      rows.push(latencyRow(`press → WebSocket client, ${name}, 100/s`, await measure(product.address), GOAL_P99))
    } finally {
      await product.stop()
    }
  }
  return rows
}

async function measure(address: string): Promise<Latencies> {
  const arrived = new Map<string, (at: number) => void>()
  const socket = await connect(address, (id, at) => arrived.get(id)?.(at))
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const latencies = new Latencies()
  await openLoop(PER_SECOND, WARM_UP + COUNT, async (index, due) => {
    const id = `bench-${index}`
    const seen = new Promise<number>((resolve) => arrived.set(id, resolve))
    await post(address, agent, { cashier: (index % 12) + 1, language: 'en', id })
    const at = await seen
    arrived.delete(id)
    if (index >= WARM_UP) latencies.record(at - due)
  })
  socket.close()
  agent.destroy()
  return latencies
}

/** A request that does nothing: what this machine takes for a round trip between two processes. */
async function idle(address: string): Promise<Latencies> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const latencies = new Latencies()
  await openLoop(PER_SECOND, WARM_UP + COUNT / 3, async (index, due) => {
    await get(`${address}/healthz`, agent)
    if (index >= WARM_UP) latencies.record(performance.now() - due)
  })
  agent.destroy()
  return latencies
}

function get(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent }, (response) => {
      response.resume()
      resolve()
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

async function connect(address: string, onEntry: (id: string, at: number) => void): Promise<WebSocket> {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/ws`, SUBPROTOCOL)
  socket.on('message', (data) => {
    const at = performance.now()
    const message = parseServerMessage(String(data))
    if (message?.type === 'entry' && message.entry.event.type === 'call') onEntry(message.entry.event.id ?? '', at)
  })
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'hello', store: 'main', role: 'integration' }))
  await once(socket, 'message')
  return socket
}

function post(address: string, agent: Agent, body: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${address}/cashier_action`,
      { method: 'POST', agent, headers: { 'Content-Type': 'application/json' } },
      (response) => {
        response.resume()
        if (response.statusCode === 204) resolve()
        else reject(new Error(`a press was answered with ${response.statusCode}`))
      },
    )
    outgoing.on('error', reject)
    outgoing.end(JSON.stringify(body))
  })
}
