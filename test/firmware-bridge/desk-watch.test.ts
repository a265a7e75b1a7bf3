import { describe, expect, it, onTestFinished } from 'vitest'
import { DeskWatch } from '../../firmware-bridge/desk-watch.ts'
import { SILENT } from '../../platform/logger.ts'
import type { LogEvent } from '../../protocol/event.ts'
import type { Press } from '../../protocol/press.ts'
import { defaultTill } from '../../protocol/settings.ts'
import { until } from '../helpers/bridge-kit.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'
import { MemoryLog } from '../helpers/memory-log.ts'

const TILL = 3
const HOLD = 3_000
const FLOOR = 2_000

/** A store's log that others write to, and the desks of a bridge that follows it. */
class Shop {
  readonly clock = new FakeTimersClock()
  readonly log = new MemoryLog(this.clock)
  readonly desks: DeskWatch
  /** What the publisher would say. */
  publishing = true
  changes = 0
  #seq = 0

  constructor() {
    const { log, clock } = this
    this.desks = new DeskWatch({ log, clock, lines: SILENT, publishing: () => this.publishing })
    this.desks.onChange(() => this.changes++)
    onTestFinished(() => this.desks.close())
  }

  static async open(): Promise<Shop> {
    const shop = new Shop()
    shop.desks.start()
    await until(() => shop.desks.lamp(TILL) !== 'double')
    return shop
  }

  /** The log has taken it, and the desks have heard of it. */
  async happens(action: Press['action'], cashier = TILL, more: Partial<Press> = {}, producer = 'another') {
    const before = this.changes
    const seq = producer === 'another' ? ++this.#seq : 1
    await this.log.append({ producer, seq, event: this.event({ ...this.press(action, cashier), ...more }) })
    await until(() => this.changes > before)
  }

  /** The bridge has journaled it, and the log does not show it yet. */
  isSafe(action: Press['action'], more: Partial<Press> = {}, cashier = TILL): void {
    const press = { ...this.press(action, cashier), ...more }
    this.desks.begun(press)
    this.desks.journaled(press)
  }

  press(action: Press['action'], cashier = TILL): Press {
    return { action, cashier, language: 'en', source: 'box:A1', pressedAt: this.clock.now() }
  }

  event({ action, ...press }: Press): LogEvent {
    return { type: action, ...press }
  }
}

describe("a till's lamp", () => {
  it('is lit while the till is open and nothing is to be told', async () => {
    const { desks } = await Shop.open()
    expect(desks.lamp(TILL)).toBe('lit')
    expect(desks.desk(TILL)).toEqual({ kind: 'idle' })
  })

  it('is off while the till is closed, and lit as soon as it is open again', async () => {
    const shop = await Shop.open()
    await shop.happens('close')
    expect(shop.desks.lamp(TILL)).toBe('off')
    await shop.happens('open')
    expect(shop.desks.lamp(TILL)).toBe('lit')
  })

  it('blinks fast while the call is on the screen, and is lit when it has left it', async () => {
    const shop = await Shop.open()
    await shop.happens('call')
    expect(shop.desks.lamp(TILL)).toBe('fast')
    shop.clock.advance(HOLD)
    expect(shop.desks.lamp(TILL)).toBe('lit')
    expect(shop.desks.desk(TILL)).toMatchObject({ kind: 'called' })
  })

  it('blinks slowly while the call waits behind others', async () => {
    const shop = await Shop.open()
    await shop.happens('call', 5)
    await shop.happens('call')
    expect(shop.desks.lamp(TILL)).toBe('slow')
    expect(shop.desks.desk(TILL)).toMatchObject({ kind: 'waiting', behind: 1 })
  })

  it('of a closed till is lit for a press that is journaled and not in the log yet', async () => {
    const shop = await Shop.open()
    await shop.happens('close')
    shop.isSafe('help')
    expect(shop.desks.lamp(TILL)).toBe('lit')
    await shop.happens('help')
    expect(shop.desks.lamp(TILL)).toBe('off')
  })

  it('flashes twice while the newest press could not be journaled, until a later one is', async () => {
    const shop = await Shop.open()
    shop.desks.notJournaled(shop.press('call'))
    expect(shop.desks.lamp(TILL)).toBe('double')
    expect(shop.desks.lamp(5)).toBe('lit')
    shop.isSafe('call')
    expect(shop.desks.lamp(TILL)).toBe('lit')
  })

  it('flashes twice before the log has ever been reached', () => {
    expect(new Shop().desks.lamp(TILL)).toBe('double')
  })

  it('flashes twice while the log is away, whatever the till shows, and is true at once when it is back', async () => {
    const shop = await Shop.open()
    await shop.happens('call', 5)
    await shop.happens('close', 7)
    shop.log.goAway()
    expect([TILL, 5, 7].map((till) => shop.desks.lamp(till))).toEqual(['double', 'double', 'double'])
    shop.log.comeBack()
    expect([TILL, 5, 7].map((till) => shop.desks.lamp(till))).toEqual(['lit', 'fast', 'off'])
  })

  it('flashes twice while presses cannot be published, although the log can still be read', async () => {
    const shop = await Shop.open()
    shop.publishing = false
    expect(shop.desks.lamp(TILL)).toBe('double')
  })
})

describe('time alone', () => {
  it('changes a lamp at the very millisecond at which the call leaves the screen', async () => {
    const shop = await Shop.open()
    const called = shop.clock.now()
    await shop.happens('call')
    const heard: string[] = []
    shop.desks.onChange(() => heard.push(`${shop.clock.now() - called} ${shop.desks.lamp(TILL)}`))
    shop.clock.advance(60_000)
    expect(heard[0]).toBe(`${HOLD} lit`)
  })

  it('turns waiting into shown, and shown into called, in the order of the calls', async () => {
    const shop = await Shop.open()
    const called = shop.clock.now()
    for (const till of [5, TILL, 7]) await shop.happens('call', till)
    const heard: string[] = []
    const show = () => [5, TILL, 7].map((till) => shop.desks.lamp(till)).join(' ')
    shop.desks.onChange(() => {
      const told = `${shop.clock.now() - called} ${show()}`
      if (heard.at(-1)?.replace(/^\d+ /u, '') !== show()) heard.push(told)
    })
    expect(show()).toBe('fast slow slow')
    shop.clock.advance(60_000)
    expect(heard).toEqual([`${FLOOR} lit fast slow`, `${2 * FLOOR} lit lit fast`, `${2 * FLOOR + HOLD} lit lit lit`])
  })

  it('wakes nobody while nothing can change', async () => {
    const shop = await Shop.open()
    const before = shop.changes
    shop.clock.advance(3_600_000)
    expect(shop.changes).toBe(before)
  })

  it("is the log's, however wrong the clock of this machine is", async () => {
    const flow = new FakeTimersClock()
    const log = new MemoryLog(flow)
    const desks = new DeskWatch({
      log,
      clock: flow.seenWithOffset(-3_600_000),
      lines: SILENT,
      publishing: () => true,
    })
    onTestFinished(() => desks.close())
    desks.start()
    await until(() => desks.lamp(TILL) === 'lit')
    const pressedAt = flow.now()
    const event: LogEvent = { type: 'call', cashier: TILL, language: 'en', source: 'box:A1', pressedAt }
    await log.append({ producer: 'another', seq: 1, event })
    await until(() => desks.lamp(TILL) === 'fast')
    flow.advance(HOLD - 1)
    expect(desks.lamp(TILL)).toBe('fast')
    flow.advance(1)
    expect(desks.lamp(TILL)).toBe('lit')
  })
})

describe('what the log will make of presses that it does not show yet', () => {
  it('is that a till is closed after "close", and open after "open", "call" or "recall"', async () => {
    const shop = await Shop.open()
    for (const action of ['open', 'call', 'recall'] as const) {
      shop.isSafe('close')
      expect(shop.desks.isClosed(TILL)).toBe(true)
      shop.isSafe(action)
      expect(shop.desks.isClosed(TILL)).toBe(false)
    }
  })

  it('is the same for actions that leave the till as it is, and for other tills', async () => {
    const shop = await Shop.open()
    shop.isSafe('close')
    for (const action of ['help', 'helped', 'cancel', 'done'] as const) shop.isSafe(action)
    expect(shop.desks.isClosed(TILL)).toBe(true)
    expect(shop.desks.isClosed(5)).toBe(false)
  })

  it('counts a press that is still being written, which no lamp shows yet', async () => {
    const shop = await Shop.open()
    await shop.happens('close')
    const press = shop.press('open')
    shop.desks.begun(press)
    expect(shop.desks.isClosed(TILL)).toBe(false)
    expect(shop.desks.lamp(TILL)).toBe('off')
    shop.desks.notJournaled(press)
    expect(shop.desks.isClosed(TILL)).toBe(true)
  })

  it('is forgotten press by press as the entries come', async () => {
    const shop = await Shop.open()
    shop.isSafe('close', { id: 'A1-7-1' })
    shop.isSafe('open', { id: 'A1-7-3' })
    await shop.happens('close', TILL, { id: 'A1-7-1' })
    expect(shop.desks.isClosed(TILL)).toBe(false)
    await shop.happens('open', TILL, { id: 'A1-7-3' })
    await shop.happens('close', TILL, { id: 'A1-7-5' })
    expect(shop.desks.isClosed(TILL)).toBe(true)
  })

  it('stands while an equal press of another identity comes', async () => {
    const shop = await Shop.open()
    shop.isSafe('close', { id: 'A1-7-1' })
    await shop.happens('close', TILL, { id: 'A1-6-9' })
    await shop.happens('open', TILL, { id: 'A1-6-11' })
    expect(shop.desks.isClosed(TILL)).toBe(true)
  })

  it('is forgotten when the log has everything, also a press that it knew already and shows no second time', async () => {
    const shop = await Shop.open()
    shop.isSafe('close')
    shop.desks.allTaken(shop.log.stored.length)
    expect(shop.desks.isClosed(TILL)).toBe(false)
  })

  it('stands until the entry is here, although the log has taken it', async () => {
    const shop = await Shop.open()
    shop.isSafe('close')
    shop.desks.allTaken(1)
    expect(shop.desks.isClosed(TILL)).toBe(true)
    await shop.happens('help', 5)
    expect(shop.desks.isClosed(TILL)).toBe(false)
  })

  it('stands for a press that is still being written when the log has everything else', async () => {
    const shop = await Shop.open()
    shop.desks.begun(shop.press('close'))
    shop.desks.allTaken(shop.log.stored.length)
    expect(shop.desks.isClosed(TILL)).toBe(true)
  })

  it('is not pushed out by whatever another till presses', async () => {
    const shop = await Shop.open()
    shop.isSafe('close')
    for (let n = 0; n < 5_000; n++) shop.isSafe('help', {}, 5)
    expect(shop.desks.isClosed(TILL)).toBe(true)
  })
})

describe('a log that begins anew', () => {
  it('is read from its beginning, and what was known of the old one is worth nothing', async () => {
    const shop = await Shop.open()
    await shop.happens('close')
    shop.log.wipe()
    await until(() => shop.desks.lamp(TILL) === 'lit')
    await shop.happens('close', 5, {}, 'another still')
    expect([shop.desks.lamp(TILL), shop.desks.lamp(5)]).toEqual(['lit', 'off'])
  })

  it('shows nobody a state of which it has read but half', async () => {
    const shop = await Shop.open()
    await shop.happens('close')
    shop.log.wipe()
    const shown: string[] = []
    const before = shop.changes
    for (let seq = 1; seq <= 1_500; seq++) {
      const action = seq === 1_500 ? 'close' : 'open'
      void shop.log.append({ producer: 'anew', seq, event: shop.event(shop.press(action)) })
    }
    await until(
      () => shop.changes > before,
      () => shown.push(shop.desks.lamp(TILL)),
    )
    expect(shown.length).toBeGreaterThan(2)
    expect(new Set([...shown, shop.desks.lamp(TILL)])).toEqual(new Set(['off']))
  })

  it('has nothing of what the old one had taken', async () => {
    const shop = await Shop.open()
    shop.isSafe('close')
    shop.desks.allTaken(1)
    const before = shop.changes
    shop.log.wipe()
    await until(() => shop.changes > before)
    expect(shop.desks.isClosed(TILL)).toBe(false)
  })

  it('does not take an old entry for the press of a box that knows no identities', async () => {
    const shop = await Shop.open()
    for (const action of ['close', 'open', 'help'] as const) await shop.happens(action)
    shop.isSafe('close')
    const before = shop.changes
    shop.log.loseTail(1)
    await until(() => shop.changes > before)
    expect(shop.desks.wantsHelp(TILL)).toBe(false)
    expect(shop.desks.isClosed(TILL)).toBe(true)
  })

  it('is looked for again and again when it was away at the start', async () => {
    const shop = new Shop()
    shop.log.goAway()
    shop.desks.start()
    await until(() => shop.clock.pending > 0)
    expect(shop.desks.lamp(TILL)).toBe('double')
    shop.log.comeBack()
    await until(
      () => shop.desks.lamp(TILL) === 'lit',
      () => shop.clock.advance(100),
    )
  })
})

describe('who shows the tills', () => {
  it('is told of every entry, of a press that is safe, of one that failed, and of the log going and coming', async () => {
    const shop = await Shop.open()
    const told = async (what: () => unknown) => {
      const before = shop.changes
      await what()
      return shop.changes > before
    }
    expect(await told(() => shop.happens('call'))).toBe(true)
    expect(await told(() => shop.isSafe('help'))).toBe(true)
    expect(await told(() => shop.desks.notJournaled(shop.press('help')))).toBe(true)
    expect(await told(() => shop.log.goAway())).toBe(true)
    expect(await told(() => shop.log.comeBack())).toBe(true)
  })

  it('is told no more after it has said so', async () => {
    const shop = await Shop.open()
    let told = 0
    shop.desks.onChange(() => told++)()
    shop.desks.changed()
    expect(told).toBe(0)
  })

  it('is told nothing of what the log answers after the end', async () => {
    const shop = new Shop()
    void shop.log.append({ producer: 'another', seq: 1, event: shop.event(shop.press('call')) })
    shop.desks.start()
    await until(() => shop.log.waiting > 0)
    await shop.desks.close()
    for (let turn = 0; turn < 20; turn++) await shop.log.position()
    expect([shop.changes, shop.clock.pending]).toEqual([0, 0])
  })

  it('is told nothing after the end, and no timer is left', async () => {
    const shop = await Shop.open()
    await shop.happens('call')
    const before = shop.changes
    await shop.desks.close()
    shop.clock.advance(60_000)
    shop.desks.notJournaled(shop.press('help'))
    expect(shop.changes).toBe(before)
    expect(shop.clock.pending).toBe(0)
  })
})

it('a till wants help until somebody has come', async () => {
  const shop = await Shop.open()
  await shop.happens('help')
  expect(shop.desks.wantsHelp(TILL)).toBe(true)
  await shop.happens('helped')
  expect(shop.desks.wantsHelp(TILL)).toBe(false)
})

it("the store's tills are those of its settings, in their order", async () => {
  const shop = await Shop.open()
  const tills = [defaultTill(7), defaultTill(2)]
  await shop.log.append({ producer: 'settings', seq: 1, event: { type: 'settings', tills, source: 'test' } })
  await until(() => shop.desks.tills().length === 2)
  expect(shop.desks.tills()).toEqual(tills)
})
