import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { FaultProxy } from '../helpers/fault-proxy.ts'
import { quietPorts } from './ports.ts'
import { seeded } from './random.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** For as long as a slow machine takes. */
function soon(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 20_000 })
}

/** A server that says back what it hears, behind a proxy. */
async function rig() {
  const [port = 0, upstream = 0] = await quietPorts(2)
  const arrived: Socket[] = []
  const chunks: number[] = []
  const server: Server = createServer((socket) => {
    arrived.push(socket)
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk) => {
      chunks.push(chunk.length)
      socket.write(chunk)
    })
  }).listen(upstream, '127.0.0.1')
  await once(server, 'listening')
  const proxy = await FaultProxy.open({ port, upstream, chance: seeded(1) })
  open.push(
    () => server.close(),
    () => proxy.close(),
  )
  const visitor = () => {
    const socket = connect(port, '127.0.0.1')
    const heard: Buffer[] = []
    socket.on('data', (chunk: Buffer) => heard.push(chunk))
    socket.on('error', () => socket.destroy())
    open.push(() => socket.destroy())
    return { socket, heard: () => Buffer.concat(heard).toString() }
  }
  return { proxy, visitor, arrived, chunks }
}

describe('a way through the proxy', () => {
  it('carries everything in both directions, in order', async () => {
    const { visitor } = await rig()
    const { socket, heard } = visitor()
    const text = Array.from({ length: 50_000 }, (_, n) => n).join(' ')
    socket.write(text)
    await soon(() => expect(heard().length).toBe(text.length))
    expect(heard()).toBe(text)
  })

  it('passes on that a side has ended', async () => {
    const { visitor, arrived } = await rig()
    const { socket } = visitor()
    await soon(() => expect(arrived).toHaveLength(1))
    socket.end()
    await soon(() => expect(arrived[0]?.destroyed).toBe(true))
  })

  it('is cut on both sides', async () => {
    const { proxy, visitor, arrived } = await rig()
    const { socket, heard } = visitor()
    socket.write('hello')
    await soon(() => expect(heard()).toBe('hello'))
    proxy.cut()
    await soon(() => expect([socket.destroyed, arrived[0]?.destroyed]).toEqual([true, true]))
    expect(proxy.counts.cut).toBe(1)
  })

  it('half open, carries nothing and does not say that one side is gone, until it is healed', async () => {
    const { proxy, visitor, arrived } = await rig()
    const first = visitor()
    first.socket.write('hello')
    await soon(() => expect(first.heard()).toBe('hello'))
    proxy.freeze()
    first.socket.write('lost')
    first.socket.destroy()
    const second = visitor()
    second.socket.write('works')
    await soon(() => expect(second.heard()).toBe('works'))
    expect(first.heard()).toBe('hello')
    expect(arrived[0]?.destroyed).toBe(false)
    proxy.heal()
    await soon(() => expect(arrived[0]?.destroyed).toBe(true))
    expect(second.socket.destroyed).toBe(false)
  })

  it('arrives in small pieces, and whole', async () => {
    const { proxy, visitor, chunks } = await rig()
    proxy.trouble({ split: true })
    const { socket, heard } = visitor()
    const text = 'x'.repeat(1_000)
    for (let n = 0; n < 20; n++) {
      socket.write(text)
      await soon(() => expect(heard().length).toBe((n + 1) * text.length))
    }
    expect(Math.min(...chunks)).toBeLessThan(100)
  })

  it('waits when it is slow, and comes in order', async () => {
    const { proxy, visitor } = await rig()
    proxy.trouble({ delay: 60 })
    const { socket, heard } = visitor()
    const begun = performance.now()
    socket.write('a')
    await soon(() => expect(heard()).toBe('a'))
    expect(performance.now() - begun).toBeGreaterThan(55)
    socket.write('b')
    socket.write('c')
    await soon(() => expect(heard()).toBe('abc'))
  })
})

describe('the door of the proxy', () => {
  it('refuses who comes, and only while it is told to', async () => {
    const { proxy, visitor } = await rig()
    proxy.trouble({ door: 'refusing' })
    const refused = visitor()
    await soon(() => expect(refused.socket.destroyed).toBe(true))
    proxy.trouble({ door: 'open' })
    const taken = visitor()
    taken.socket.write('hello')
    await soon(() => expect(taken.heard()).toBe('hello'))
  })

  it('swallows who comes: taken, never answered, let go when it is healed', async () => {
    const { proxy, visitor, arrived } = await rig()
    proxy.trouble({ door: 'swallowing' })
    const { socket, heard } = visitor()
    await once(socket, 'connect')
    socket.write('hello')
    await soon(() => expect(proxy.counts.swallowed).toBe(1))
    expect([heard(), arrived.length]).toEqual(['', 0])
    proxy.heal()
    await soon(() => expect(socket.destroyed).toBe(true))
  })
})
