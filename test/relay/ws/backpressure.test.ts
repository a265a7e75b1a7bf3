/** Clients that do not read, over real sockets: what they cost, and what they get when they read again. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { LogEvent } from '../../../protocol/event.ts'
import { SUBPROTOCOL } from '../../../protocol/message.ts'
import { type Rig, startRig } from '../../helpers/relay-rig.ts'
import { clientFrame, OPCODE, RawClient } from './raw-client.ts'

let rig: Rig
beforeEach(async () => {
  rig = await startRig({ limits: { signalStore: { perSecond: 1_000, burst: 1_000 } } })
})
afterEach(() => rig.close())

/** Larger than what the kernel holds for a connection on both of its ends. */
const MANY = 400
const FILLER = 'x'.repeat(40_000)
const load: LogEvent = { type: 'foreign', raw: { type: 'load', filler: FILLER } }

let seq = 0
async function append(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    seq++
    await rig.log.append({ producer: 'load', seq, event: load })
  }
}

/** How far the relay has read. */
async function offsetShown(): Promise<unknown> {
  const board: unknown = await (await fetch(`${rig.address}/api/v1/stores/main/board`)).json()
  return typeof board === 'object' && board !== null && 'offset' in board ? board.offset : undefined
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${rig.address}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\d+)$`, 'mu').exec(text)?.[1] ?? 0)
}

// Each entry waits for the disk.
describe('a screen that stops reading', { timeout: 180_000 }, () => {
  beforeEach(() => {
    seq = 0
  })

  test('misses what no longer fits, gets the sum of it when it reads again, and then everything', async () => {
    const slow = await RawClient.joined(rig.address)
    await slow.message('snapshot')
    slow.socket.pause()
    await append(MANY)
    // What is in the log is heard by the relay a moment later.
    await expect.poll(offsetShown).toBe(MANY)
    slow.socket.resume()
    const offsets: number[] = []
    for (;;) {
      const frame = await slow.frame()
      if (!frame) throw new Error('cut')
      const message = JSON.parse(frame.payload.toString())
      offsets.push(message.offset)
      if (message.type === 'snapshot') break
    }
    expect(offsets.slice(0, -1)).toEqual(offsets.slice(0, -1).map((_, i) => i + 1))
    expect(offsets.length).toBeLessThan(MANY)
    expect(offsets.at(-1)).toBe(MANY)
    expect(await metric('cashierq_coalesced_total')).toBe(1)
    await append(1)
    expect(await slow.message('entry')).toMatchObject({ offset: MANY + 1 })
    slow.destroy()
  })

  test('keeps nobody else waiting: a screen beside it gets each entry while the other reads nothing', async () => {
    const [slow, well] = [await RawClient.joined(rig.address), await RawClient.joined(rig.address)]
    slow.socket.pause()
    // One by one, so that the one that reads is never behind.
    for (let offset = 1; offset <= MANY; offset++) {
      await append(1)
      expect(await well.message('entry')).toMatchObject({ offset })
    }
    slow.destroy()
    well.destroy()
  })
})

describe('a listener that stops reading', () => {
  test('is cut with 4413 when signals pile up for it, and the others get theirs', async () => {
    const [slow, well] = [await RawClient.joined(rig.address), await RawClient.joined(rig.address)]
    const subscribe = clientFrame(OPCODE.text, JSON.stringify({ type: 'subscribe', topic: 'all' }))
    const ping = clientFrame(OPCODE.text, JSON.stringify({ type: 'ping', time: 1 }))
    for (const client of [slow, well]) {
      client.write(Buffer.concat([subscribe, ping]))
      await client.message('pong')
    }
    slow.socket.pause()
    const senders = await Promise.all(Array.from({ length: 10 }, openSender))
    // Wave by wave, so that the one that reads is never behind.
    for (let wave = 0; wave < 80; wave++) {
      for (const send of senders) send(`wave-${wave}`)
      for (const _ of senders) expect(await well.message('signal')).toMatchObject({ id: `wave-${wave}` })
    }
    await expect.poll(() => metric('cashierq_closed_total\\{code="4413"\\}')).toBe(1)
    well.destroy()
    slow.destroy()
  })

  async function openSender(): Promise<(id: string) => void> {
    const socket = new WebSocket(`${rig.address.replace('http', 'ws')}/ws`, SUBPROTOCOL)
    await new Promise((resolve) => socket.once('open', resolve))
    socket.send(JSON.stringify({ type: 'hello', store: 'main', role: 'staff' }))
    return (id) =>
      socket.send(JSON.stringify({ type: 'signal', id, name: 'load', to: 'all', data: 'x'.repeat(16_000) }))
  }
})
