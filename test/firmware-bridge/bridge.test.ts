import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { type Bridge, type BridgeOptions, startBridge } from '../../firmware-bridge/bridge.ts'
import { openSource, parseSource } from '../../firmware-bridge/sources/source-spec.ts'
import { SILENT } from '../../platform/logger.ts'
import { isPress } from '../../protocol/event.ts'
import { folder, listen, numbers, press, published, until } from '../helpers/bridge-kit.ts'
import { breakDisk } from '../helpers/broken-disk.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'
import { FingerSource } from '../helpers/finger-source.ts'
import { MemoryLog } from '../helpers/memory-log.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

async function set(more: Partial<BridgeOptions> = {}) {
  const clock = new FakeTimersClock()
  const log = new MemoryLog(clock)
  const journalDir = await folder()
  const options = { journalDir, log, sources: [], clock, lines: SILENT, language: 'en', ...more }
  const bridge = await startBridge(options)
  onTestFinished(() => close(bridge, clock))
  return { clock, log, journalDir, bridge, options }
}

/** Closing has a patience of its own: the clock must go on meanwhile. */
async function close(bridge: Bridge, clock: FakeTimersClock): Promise<void> {
  let closed = false
  const closing = bridge.close().then(() => {
    closed = true
  })
  await until(
    () => closed,
    () => clock.advance(100),
  )
  await closing
}

describe('the bridge', () => {
  it('says "journaled" for a press that is on disk, and brings it to the log', async () => {
    const { log, bridge } = await set()
    expect(await bridge.submit(press(1))).toEqual({ kind: 'journaled' })
    await until(() => bridge.pending() === 0)
    expect(log.stored[0]?.entry.event).toMatchObject({ type: 'call', cashier: 1, language: 'en', source: 'test:1' })
  })

  it('says "journal_failed" for a press that the disk refused, and takes the next one', async () => {
    const { lines, said } = listen()
    const { log, bridge } = await set({ lines })
    const mend = await breakDisk('ENOSPC', 'write')
    expect(await bridge.submit(press(1))).toMatchObject({ kind: 'failed', code: 'journal_failed' })
    expect(bridge.status().journal).toMatchObject({ kind: 'failing' })
    mend()
    expect(await bridge.submit(press(2))).toEqual({ kind: 'journaled' })
    await until(() => bridge.pending() === 0)
    expect(published(log)).toEqual([2])
    expect(bridge.status().journal).toEqual({ kind: 'ok' })
    expect(said.filter(({ level }) => level === 'error')).toHaveLength(1)
  })

  it('journals presses while the log is away, and says how many wait and since when', async () => {
    const { clock, log, bridge } = await set()
    await until(() => bridge.status().publisher.kind === 'publishing')
    log.goAway()
    const since = clock.now()
    for (const n of numbers(1, 5)) expect(await bridge.submit(press(n))).toEqual({ kind: 'journaled' })
    expect(bridge.status()).toMatchObject({ pending: 5, publisher: { kind: 'away', since } })
    log.comeBack()
    await until(
      () => bridge.pending() === 0,
      () => clock.advance(100),
    )
    expect(published(log)).toEqual(numbers(1, 5))
  })

  it('refuses a journal that another bridge has', async () => {
    const { options } = await set()
    await expect(startBridge(options)).rejects.toMatchObject({ code: 'data_in_use' })
  })

  it('adds its language, the time and the origin to what a source says', async () => {
    const source = new FingerSource()
    const { clock, log, bridge } = await set({ sources: [source], language: 'fr' })
    await until(() => bridge.status().publisher.kind === 'publishing')
    expect(await source.press({ action: 'call', cashier: 3 })).toEqual({ kind: 'journaled' })
    await source.press({ action: 'close', cashier: 4, language: 'de', id: 'box-7-1' })
    await until(() => bridge.pending() === 0)
    const pressedAt = clock.now()
    expect(log.stored.map(({ entry }) => entry.event)).toEqual([
      { type: 'call', cashier: 3, language: 'fr', source: 'finger:left', pressedAt },
      { type: 'close', cashier: 4, language: 'de', source: 'finger:left', pressedAt, id: 'box-7-1' },
    ])
  })

  it('takes the age of a press from its time', async () => {
    const source = new FingerSource()
    const { clock, log, bridge } = await set({ sources: [source] })
    await source.press({ action: 'call', cashier: 3, age: 60_000 })
    await until(() => bridge.pending() === 0)
    expect(log.stored[0]?.entry.event).toMatchObject({ type: 'call', pressedAt: clock.now() - 60_000 })
    expect(log.stored[0]?.entry.event).not.toHaveProperty('age')
  })

  it('calls with the first press after the machine has slept or its clock was set, although log time has jumped', async () => {
    const day = new FakeTimersClock()
    let slept = 0
    const clock = { now: () => day.now() - slept, after: day.after.bind(day) }
    const source = new FingerSource()
    const log = new MemoryLog(day)
    const { bridge } = await set({ sources: [source], log, clock, timeOfDay: day })
    await until(() => bridge.status().publisher.kind === 'publishing')
    slept = 3_600_000
    day.sleep(slept)
    for (const cashier of [3, 5]) await source.press({ action: 'call', cashier })
    await until(() => bridge.pending() === 0)
    expect(log.stored.map(({ entry }) => entry.at - (isPress(entry.event) ? entry.event.pressedAt : 0))).toEqual([0, 0])
    expect(bridge.status().counts).toMatchObject({ rewinds: 0, failures: 0 })
  })

  it('refuses to start with a source that can never work, and lets the journal go', async () => {
    const { clock } = await set()
    const file = join(await folder(), 'scenario')
    await writeFile(file, '{"after": 1}')
    const sources = [openSource(parseSource(`simulated:${file}`), { clock, lines: SILENT })]
    const options = { journalDir: await folder(), log: new MemoryLog(clock), clock, lines: SILENT, language: 'en' }
    await expect(startBridge({ ...options, sources })).rejects.toMatchObject({ code: 'bad_setting' })
    await close(await startBridge({ ...options, sources: [] }), clock)
  })

  it('publishes what is pending before it closes, and keeps it for the next start if the log is away', async () => {
    const { clock, log, bridge, options } = await set()
    const answers = numbers(1, 20).map((n) => bridge.submit(press(n)))
    await close(bridge, clock)
    expect(await Promise.all(answers)).toEqual(numbers(1, 20).map(() => ({ kind: 'journaled' })))
    expect(published(log)).toEqual(numbers(1, 20))
    const second = await startBridge(options)
    log.goAway()
    await second.submit(press(21))
    await close(second, clock)
    expect(await second.submit(press(99))).toMatchObject({ code: 'journal_failed' })
    log.comeBack()
    const third = await startBridge(options)
    await until(() => third.pending() === 0)
    expect(published(log)).toEqual(numbers(1, 21))
    await close(third, clock)
  })

  it('takes no press from a source after it has begun to close', async () => {
    const source = new FingerSource()
    const { clock, bridge } = await set({ sources: [source] })
    await close(bridge, clock)
    expect(source.isStarted).toBe(false)
    expect(clock.pending).toBe(0)
  })

  it('plays the scenario of a simulated source', async () => {
    const clock = new FakeTimersClock()
    const file = join(await folder(), 'scenario')
    await writeFile(
      file,
      '{"after": 2000, "cashier": 3}\n\n{"after": 500, "cashier": 5, "action": "cancel", "language": "ar"}\n',
    )
    const source = openSource(parseSource(`simulated:${file}`), { clock, lines: SILENT })
    const log = new MemoryLog(clock)
    const options = { journalDir: await folder(), log, sources: [source], clock, lines: SILENT, language: 'en' }
    const bridge = await startBridge(options)
    const start = clock.now()
    await until(() => bridge.status().publisher.kind === 'publishing')
    clock.advance(1_999)
    expect(source.counts().presses).toBe(0)
    clock.advance(501)
    await until(() => log.stored.length === 2)
    expect(log.stored.map(({ entry }) => entry.event)).toMatchObject([
      { type: 'call', cashier: 3, language: 'en', pressedAt: start + 2_000 },
      { type: 'cancel', cashier: 5, language: 'ar', pressedAt: start + 2_500 },
    ])
    await close(bridge, clock)
  })
})
