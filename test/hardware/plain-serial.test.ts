/** A plain box over a real pair of pseudo terminals, through the real driver. */
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startBridge } from '../../firmware-bridge/bridge.ts'
import { PlainSource, type PlainTools } from '../../firmware-bridge/sources/plain/plain.ts'
import type { SourcePress } from '../../firmware-bridge/sources/source.ts'
import { SILENT } from '../../platform/logger.ts'
import { systemClock } from '../../platform/system-clock.ts'
import { isPress } from '../../protocol/event.ts'
import { folder, until } from '../helpers/bridge-kit.ts'
import { HandHost } from '../helpers/hand-host.ts'
import { MemoryLog } from '../helpers/memory-log.ts'
import { countingClock, crowdThreadPool, processorShare } from '../helpers/processor.ts'
import { PtyPair } from '../helpers/pty-pair.ts'

async function set(more: Partial<PlainTools> = {}, cashier?: number) {
  const pty = PtyPair.in(await folder())
  const tools = { clock: systemClock, lines: SILENT, poll: 100, ...more }
  const source = new PlainSource({ address: pty.path, ...(cashier !== undefined && { cashier }) }, tools)
  const host = new HandHost()
  const { presses } = host
  onTestFinished(() => source.stop())
  await source.start(host)
  const open = () => until(() => source.status().kind === 'open')
  const lost = () => until(() => source.status().kind === 'lost')
  const lines = (count: number) => until(() => source.counts().lines >= count)
  return { pty, source, presses, open, lost, lines }
}

const tills = (presses: readonly SourcePress[]) => presses.map(({ cashier }) => cashier)

describe('a plain box on a serial port', () => {
  it('makes presses of its lines, ended by LF or CR LF', async () => {
    const { pty, presses, open, lines } = await set()
    await pty.plug()
    await open()
    await pty.say('3\n12\r\n 7 \r\n')
    await lines(3)
    expect(presses).toEqual([
      { action: 'call', cashier: 3 },
      { action: 'call', cashier: 12 },
      { action: 'call', cashier: 7 },
    ])
  })

  it('waits for the rest of half a line', async () => {
    const { pty, presses, open, lines } = await set()
    await pty.plug()
    await open()
    await pty.say('4\n1')
    await lines(1)
    expect(tills(presses)).toEqual([4])
    await pty.say('2\n')
    await lines(2)
    expect(tills(presses)).toEqual([4, 12])
  })

  it('counts garbage and endless lines, and makes no press of them', async () => {
    const { pty, source, presses, open, lines } = await set()
    await pty.plug()
    await open()
    await pty.say(Buffer.from([0x00, 0xff, 0xfe, 0x33, 0x0a, 0x0a]))
    await pty.say('boot v1.2\n100\n0\n3x\n')
    await pty.say(`${'3'.repeat(5_000)}\n`)
    await pty.say('5\n')
    await lines(7)
    expect(tills(presses)).toEqual([5])
    expect(source.counts()).toMatchObject({ lines: 7, presses: 1, ignoredLines: 6, discardedBytes: 5_001 })
  })

  it('loses none of 300 quick lines, and keeps their order', async () => {
    const { pty, presses, open, lines } = await set()
    await pty.plug()
    await open()
    const said = Array.from({ length: 300 }, (_, i) => 1 + (i % 99))
    await pty.say(said.map((till) => `${till}\n`).join(''))
    await lines(300)
    expect(tills(presses)).toEqual(said)
  })

  it('gives each line to the fixed till', async () => {
    const { pty, presses, open, lines } = await set({ plainPattern: '^pressed$' }, 9)
    await pty.plug()
    await open()
    await pty.say('pressed\nreleased\npressed\n')
    await lines(3)
    expect(tills(presses)).toEqual([9, 9])
  })

  it('is waited for, opened again when it is plugged in again under the same path, and presses nothing twice', async () => {
    const { pty, source, presses, open, lost, lines } = await set()
    await lost()
    for (let time = 1; time <= 3; time++) {
      await pty.plug()
      await open()
      await pty.say(`${time}\n1`)
      await lines(time)
      await until(() => source.counts().lines === time)
      await pty.unplug()
      await lost()
    }
    expect(tills(presses)).toEqual([1, 2, 3])
    expect(source.counts()).toMatchObject({ reopened: 2, presses: 3 })
  })

  it('is opened again when it comes back at once, before anybody could see that it was away', async () => {
    const { pty, source, presses, open, lines } = await set()
    await pty.plug()
    await open()
    await pty.unplug()
    await pty.plug()
    await until(() => source.counts().reopened >= 1 && source.status().kind === 'open')
    await pty.say('6\n')
    await lines(1)
    expect(tills(presses)).toEqual([6])
  })

  it('is found through a symbolic link to another link', async () => {
    const dir = await folder()
    const pty = PtyPair.in(await folder())
    const alias = join(dir, 'by-id')
    await symlink(pty.path, alias)
    const source = new PlainSource({ address: alias }, { clock: systemClock, lines: SILENT, poll: 100 })
    onTestFinished(() => source.stop())
    await source.start(new HandHost())
    await until(() => source.status().kind === 'lost')
    await pty.plug()
    await until(() => source.status().kind === 'open')
  })

  it('does not make the processor spin when it is unplugged early', async () => {
    const { clock, polls } = countingClock()
    const { pty, source, open, lost } = await set({ clock })
    for (let time = 0; time < 5; time++) {
      await pty.plug()
      await open()
      await pty.unplug()
      await lost()
    }
    expect(await processorShare(() => polls(20))).toBeLessThan(0.3)
    expect(source.status().kind).toBe('lost')
  })

  it('is noticed, and does not make the processor spin, when it goes before the driver has read for the first time', async () => {
    const { clock, polls } = countingClock()
    const release = crowdThreadPool()
    const pty = PtyPair.in(await folder())
    const gone: Promise<void>[] = []
    const lines = { ...SILENT, info: () => void gone.push(pty.unplug()) }
    const source = new PlainSource({ address: pty.path }, { clock, lines, poll: 100 })
    onTestFinished(() => source.stop())
    await pty.plug()
    await source.start(new HandHost())
    await until(() => gone.length === 1)
    await Promise.all(gone)
    await release()
    await until(() => source.status().kind === 'lost')
    expect(await processorShare(() => polls(20))).toBeLessThan(0.3)
  })

  it('is refused with a reason if it is no serial port', async () => {
    const dir = await folder()
    const source = new PlainSource({ address: dir }, { clock: systemClock, lines: SILENT, poll: 100 })
    onTestFinished(() => source.stop())
    await source.start(new HandHost())
    await until(() => source.status().kind === 'refused')
  })

  it('brings its presses through the bridge into the log', async () => {
    const pty = PtyPair.in(await folder())
    await pty.plug()
    const log = new MemoryLog(systemClock)
    const source = new PlainSource({ address: pty.path }, { clock: systemClock, lines: SILENT, poll: 100 })
    const options = {
      journalDir: await folder(),
      log,
      sources: [source],
      clock: systemClock,
      lines: SILENT,
    }
    const bridge = await startBridge({ ...options, language: 'fr' })
    onTestFinished(() => bridge.close())
    await until(() => source.status().kind === 'open')
    await pty.say('8\n9\n')
    await until(() => log.stored.length === 2)
    const events = log.stored.map(({ entry }) => entry.event).filter(isPress)
    expect(events.map(({ cashier, language, source }) => [cashier, language, source])).toEqual([
      [8, 'fr', `plain:${pty.path}`],
      [9, 'fr', `plain:${pty.path}`],
    ])
  })
})
