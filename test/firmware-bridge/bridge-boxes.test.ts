import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { assignmentsOf } from '../../firmware-bridge/assignments.ts'
import { type Bridge, type BridgeOptions, startBridge } from '../../firmware-bridge/bridge.ts'
import type { SourcePress } from '../../firmware-bridge/sources/source.ts'
import { SILENT } from '../../platform/logger.ts'
import { defaultTill } from '../../protocol/settings.ts'
import { folder, listen, until } from '../helpers/bridge-kit.ts'
import { breakDisk } from '../helpers/broken-disk.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'
import { FingerSource } from '../helpers/finger-source.ts'
import { MemoryLog } from '../helpers/memory-log.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const BOX = ['box:A1', 'at:usb-1']

/** A bridge with one source, whose box A1 is till 3. */
async function set(more: Partial<BridgeOptions> = {}) {
  const clock = new FakeTimersClock()
  const log = new MemoryLog(clock)
  const finger = new FingerSource()
  const assignments = assignmentsOf({}, { 'box:A1': 3 })
  const journalDir = await folder()
  const options = { journalDir, log, sources: [finger], assignments, clock, lines: SILENT, language: 'en', ...more }
  const bridge = await startBridge(options)
  onTestFinished(() => close(bridge, clock))
  const { desks } = finger.host
  await until(() => desks.lamp(3) === 'lit')
  const press = (action: SourcePress['action'], rest: Partial<SourcePress> = {}) =>
    finger.press({ action, box: BOX, ...rest })
  const types = () => log.stored.map(({ entry }) => entry.event.type)
  return { clock, log, finger, bridge, desks, press, types, options }
}

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

describe('a press of a box', () => {
  it('is that of the till the box is assigned to, and names the box', async () => {
    const { log, press } = await set()
    expect(await press('call')).toEqual({ kind: 'journaled' })
    await until(() => log.stored.length === 1)
    expect(log.stored[0]?.entry.event).toMatchObject({ type: 'call', cashier: 3, source: 'box:A1' })
  })

  it('is that of the till its source says, whatever the box is assigned to', async () => {
    const { log, press } = await set()
    await press('call', { cashier: 5 })
    await until(() => log.stored.length === 1)
    expect(log.stored[0]?.entry.event).toMatchObject({ cashier: 5, source: 'box:A1' })
  })

  it('names its source where the box has no name', async () => {
    const { log, press } = await set()
    await press('call', { cashier: 5, box: [] })
    await until(() => log.stored.length === 1)
    expect(log.stored[0]?.entry.event).toMatchObject({ source: 'finger:left' })
  })

  it('of a box without a till is refused, and who reads the refusal knows what to do', async () => {
    const { lines, said } = listen()
    const { log, press } = await set({ lines })
    const answer = await press('call', { box: ['box:B2', 'at:usb-2'] })
    expect(answer).toMatchObject({ kind: 'failed', code: 'unknown_cashier' })
    expect(answer).toMatchObject({ message: expect.stringContaining('cashierq bridge --assign') })
    expect(said.map(({ level }) => level)).toContain('warn')
    expect(log.stored).toEqual([])
  })

  it("of another store's till is refused, and that till's lamp flashes twice from the beginning", async () => {
    const { log, press, desks } = await set({ tills: [1, 2, 3] })
    expect(desks.lamp(77)).toBe('double')
    expect(await press('call', { cashier: 77 })).toMatchObject({ kind: 'failed', code: 'unknown_cashier' })
    expect(log.stored).toEqual([])
  })

  it('has a name that fits into an event, however long that of the box is', async () => {
    const { log, press } = await set()
    await press('call', { cashier: 5, box: [`at:${'x'.repeat(300)}`] })
    await until(() => log.stored.length === 1)
    expect(log.stored[0]?.entry.event).toMatchObject({ type: 'call', source: `at:${'x'.repeat(197)}` })
  })
})

describe('toggle', () => {
  it('closes an open till and opens a closed one', async () => {
    const { log, press, desks, types } = await set()
    await press('toggle')
    await until(() => desks.lamp(3) === 'off')
    await press('toggle')
    await until(() => log.stored.length === 2)
    expect(types()).toEqual(['close', 'open'])
  })

  it('twice while the log is away is close, open', async () => {
    const { clock, log, bridge, press, types } = await set()
    log.goAway()
    await press('toggle')
    await press('toggle')
    log.comeBack()
    await until(
      () => bridge.pending() === 0,
      () => clock.advance(100),
    )
    expect(types()).toEqual(['close', 'open'])
  })

  it('twice while the disk is still writing the first is close, open', async () => {
    const { log, press, types } = await set()
    await Promise.all([press('toggle'), press('toggle'), press('toggle')])
    await until(() => log.stored.length === 3)
    expect(types()).toEqual(['close', 'open', 'close'])
  })

  it('closes a till that a call has opened in the meantime', async () => {
    const { log, press, types } = await set()
    for (const action of ['toggle', 'call', 'toggle'] as const) await press(action)
    await until(() => log.stored.length === 3)
    expect(types()).toEqual(['close', 'call', 'close'])
  })

  it('after a restart knows what was pressed before it, and what of that the log has not seen', async () => {
    const { clock, log, finger, bridge, press, types, options } = await set()
    await press('toggle')
    await until(() => log.stored.length === 1)
    log.goAway()
    for (let n = 0; n < 2; n++) await press('toggle')
    await close(bridge, clock)
    const second = await startBridge(options)
    onTestFinished(() => close(second, clock))
    await finger.press({ action: 'toggle', box: BOX })
    log.comeBack()
    await until(
      () => second.pending() === 0,
      () => clock.advance(100),
    )
    expect(types()).toEqual(['close', 'open', 'close', 'open'])
  })

  it('that could not be journaled counts for nothing', async () => {
    const { log, press, desks, types } = await set()
    const mend = await breakDisk('ENOSPC', 'write')
    expect(await press('toggle')).toMatchObject({ code: 'journal_failed' })
    expect(desks.lamp(3)).toBe('double')
    mend()
    await press('toggle')
    await until(() => log.stored.length === 1)
    expect(types()).toEqual(['close'])
  })
})

describe('the lamp', () => {
  it('flashes twice while the log is away, and tells of the call as soon as the log has it', async () => {
    const { clock, log, press, desks } = await set()
    log.goAway()
    expect(desks.lamp(3)).toBe('double')
    await press('call')
    expect(desks.lamp(3)).toBe('double')
    log.comeBack()
    await until(
      () => desks.lamp(3) === 'fast',
      () => clock.advance(50),
    )
  })

  it('of a closed till is never dark between the press and the call on the screen', async () => {
    const { log, press, desks } = await set()
    await press('close')
    await until(() => desks.lamp(3) === 'off')
    const shown: string[] = []
    desks.onChange(() => shown.push(desks.lamp(3)))
    await press('call')
    await until(() => log.stored.length === 2 && desks.lamp(3) === 'fast')
    expect(new Set(shown)).toEqual(new Set(['lit', 'fast']))
  })

  it('tells of it when publishing begins later than reading', async () => {
    const clock = new FakeTimersClock()
    const log = new MemoryLog(clock)
    const tills = [defaultTill(3)]
    await log.append({ producer: 'settings', seq: 1, event: { type: 'settings', tills, source: 'test' } })
    const held = await log.position()
    let answer = () => {}
    // The publisher asks first.
    vi.spyOn(log, 'position').mockImplementationOnce(
      () =>
        new Promise((resolve) => {
          answer = () => resolve(held)
        }),
    )
    const finger = new FingerSource()
    const options = { journalDir: await folder(), log, sources: [finger], clock, lines: SILENT, language: 'en' }
    const bridge = await startBridge(options)
    onTestFinished(() => close(bridge, clock))
    const { desks } = finger.host
    await until(() => desks.tills().length === 1)
    expect(desks.lamp(3)).toBe('double')
    const shown: string[] = []
    desks.onChange(() => shown.push(desks.lamp(3)))
    answer()
    await until(() => shown.at(-1) === 'lit')
  })
})

it('says in its report what it is, how it does, and what each source says', async () => {
  const { bridge } = await set()
  expect(bridge.status()).toMatchObject({
    journal: { kind: 'ok' },
    publisher: { kind: 'publishing' },
    pending: 0,
    sources: [{ kind: 'finger', address: 'left', status: { kind: 'open' }, boxes: [] }],
  })
})
