/** Boxes over real sockets of this machine; their time and ours is turned by hand. */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { SourceStatus } from '../../../firmware-bridge/sources/source.ts'
import { openTcpSource } from '../../../firmware-bridge/sources/tcp/tcp.ts'
import { openTcp } from '../../../firmware-bridge/sources/tcp/tcp-device.ts'
import { SILENT } from '../../../platform/logger.ts'
import { until } from '../../helpers/bridge-kit.ts'
import { FakeBox } from '../../helpers/fake-box.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'
import { HandHost } from '../../helpers/hand-host.ts'

/** A serial-to-network converter with a box behind it. */
async function converter(clock: FakeTimersClock) {
  const peers = new Set<Socket>()
  const box = new FakeBox({
    clock,
    say: (text) => {
      for (const peer of peers) peer.write(text)
    },
  })
  const state = { connections: 0, isDeaf: false }
  const server = createServer({ noDelay: true }, (peer) => {
    state.connections++
    peers.add(peer)
    peer.on('data', (bytes) => {
      if (!state.isDeaf) box.hear(bytes)
    })
    peer.on('error', () => peers.delete(peer))
    peer.on('close', () => peers.delete(peer))
  })
  const listen = async (port = 0) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' && address ? address.port : 0
  }
  const hangUp = () => {
    for (const peer of peers) peer.destroy()
  }
  const close = async () => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    hangUp()
    await closed
  }
  onTestFinished(close)
  return { box, state, listen, hangUp, close }
}

async function rig() {
  const clock = new FakeTimersClock()
  const host = new HandHost()
  const shop = await converter(clock)
  const port = await shop.listen()
  const tools = { clock, lines: SILENT, random: () => 0.5 }
  const source = openTcpSource({ address: `127.0.0.1:${port}`, cashier: 3 }, tools)
  onTestFinished(() => source.stop())
  const so = (condition: () => boolean) => until(condition, () => clock.advance(5))
  const becomes = (kind: string) => so(() => source.status().kind === kind)
  const start = async () => {
    shop.box.powerOn()
    await source.start(host)
    await becomes('open')
  }
  return { clock, host, shop, port, source, so, becomes, start }
}

function isRefusedByPeer(status: SourceStatus): boolean {
  return status.kind === 'lost' && status.reason.includes('ECONNREFUSED')
}

describe('a framed box over TCP', () => {
  it('is read, acknowledged and lit as one on a serial port', async () => {
    const { start, shop, host, so, source } = await rig()
    await start()
    shop.box.press()
    await so(() => shop.box.queued === 0)
    expect(host.presses).toMatchObject([{ action: 'call', cashier: 3 }])
    await so(() => shop.box.pattern() === 'lit')
    expect(source.boxes()).toMatchObject([{ names: ['box:A1', `at:tcp:${source.address}`], cashier: 3 }])
  })

  it('is connected again when the other side has hung up, and nothing is pressed twice', async () => {
    const { start, shop, host, so, becomes, source } = await rig()
    await start()
    shop.box.press()
    shop.hangUp()
    await so(() => source.counts().reopened === 1)
    await becomes('open')
    await so(() => shop.box.queued === 0)
    expect(host.presses).toHaveLength(1)
  })

  it('is lost while nobody answers, and read when it is back', async () => {
    const { start, shop, port, so, becomes, source } = await rig()
    await start()
    await shop.close()
    await so(() => isRefusedByPeer(source.status()))
    await shop.listen(port)
    await becomes('open')
  })

  it('is found to be half open by its silence: no packet says that its peer has gone', async () => {
    const { clock, start, shop, so, becomes, source } = await rig()
    await start()
    const since = clock.now()
    shop.state.isDeaf = true
    shop.box.powerOff()
    await so(() => source.boxes()[0]?.counts.silences === 1)
    expect(clock.now() - since).toBeLessThanOrEqual(3_010)
    shop.state.isDeaf = false
    shop.box.reset()
    await becomes('open')
    expect(shop.state.connections).toBe(2)
  })
})

describe('a TCP peer as a device', () => {
  const ears = { data: () => undefined, gone: () => undefined }

  it('that does not answer in time is given up', async () => {
    const clock = new FakeTimersClock()
    const port = await (await converter(clock)).listen()
    const opening = openTcp({ host: '127.0.0.1', port, clock })(ears)
    // All the time that it has goes by before Node has looked for an answer.
    clock.advance(2_000)
    await expect(opening).rejects.toThrow('has not answered for 2 s')
    expect(clock.pending).toBe(0)
  })

  it('that has gone takes no more writes', async () => {
    const clock = new FakeTimersClock()
    const shop = await converter(clock)
    const port = await shop.listen()
    const gone: string[] = []
    const device = await openTcp({ host: '127.0.0.1', port, clock })({ ...ears, gone: (why) => void gone.push(why) })
    await until(() => shop.state.connections === 1)
    shop.hangUp()
    await until(() => gone.length > 0)
    await expect(device.write(Buffer.from('x'))).rejects.toThrow()
    await device.close()
  })
})
