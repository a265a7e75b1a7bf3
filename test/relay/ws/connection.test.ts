import { EventEmitter } from 'node:events'
import { Writable } from 'node:stream'
import { beforeEach, describe, expect, test } from 'vitest'
import { SILENT } from '../../../platform/logger.ts'
import { createMetrics } from '../../../relay/metrics.ts'
import { StoreFeed } from '../../../relay/store-feed.ts'
import { Connection } from '../../../relay/ws/connection.ts'
import { textFrame } from '../../../relay/ws/frame.ts'
import { HtmlBoard } from '../../../relay/ws/html-board.ts'
import { HtmlSession } from '../../../relay/ws/html-session.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'
import { MemoryLog } from '../../helpers/memory-log.ts'

const KB = 1_024
const ROUND = 4_800

/** A TCP socket whose other side reads when the test says so. */
class Wire extends Writable {
  readonly taken: Buffer[] = []
  #waiting: (() => void) | undefined

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.#waiting = () => {
      this.taken.push(chunk)
      done()
    }
  }

  /** The other side takes one write. */
  take(): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.()
  }

  async takeAll(): Promise<void> {
    while (this.writableLength > 0) {
      this.take()
      await new Promise(setImmediate)
    }
  }
}

let wire: Wire
let done: string[]
let now: number
let connection: Connection
beforeEach(() => {
  wire = new Wire()
  done = []
  now = 1_790_000_000_000
  const door = {
    readyState: 1,
    OPEN: 1,
    close: (code?: number) => void done.push(`close ${code}`),
    ping: () => void done.push('ping'),
    terminate: () => void done.push('cut'),
  } as const
  connection = new Connection(door, wire, now, (code) => done.push(`counted ${code}`))
})

function rounds(count: number, meanwhile: () => void = () => {}): void {
  for (let i = 0; i < count; i++) {
    now += ROUND
    meanwhile()
    connection.visit(now)
  }
}

describe('a client that does not read', () => {
  test('is full when more than 64 KB wait for it, and says when it has taken them', async () => {
    expect(connection.offer(Buffer.alloc(64 * KB))).toBe(true)
    expect(connection.offer(Buffer.alloc(1))).toBe(true)
    expect(connection.offer(Buffer.alloc(1))).toBe(false)
    connection.whenDrained(() => done.push('drained'))
    await wire.takeAll()
    expect(Buffer.concat(wire.taken).length).toBe(64 * KB + 1)
    expect([connection.offer(Buffer.alloc(1)), done]).toEqual([true, ['drained']])
  })

  test('is cut with 4413 when more than 1 MB waits for it', () => {
    connection.write(Buffer.alloc(KB * KB))
    expect(done).toEqual([])
    connection.write(Buffer.alloc(1))
    connection.write(Buffer.alloc(1))
    expect(done).toEqual(['counted 4413', 'cut'])
  })

  test('is cut with 4413 after a minute, although it talks', () => {
    connection.write(Buffer.alloc(KB))
    rounds(13, () => connection.hears(now))
    expect(done).toEqual([])
    rounds(1, () => connection.hears(now))
    expect(done).toEqual(['counted 4413', 'cut'])
  })

  test('stays when it takes a little now and then', () => {
    for (let i = 0; i < 20; i++) connection.write(Buffer.alloc(KB))
    for (let i = 0; i < 5; i++) {
      rounds(10, () => connection.hears(now))
      wire.take()
    }
    expect(done).toEqual([])
  })

  test('stays when there was nothing to take for long', async () => {
    rounds(100, () => connection.hears(now))
    connection.write(Buffer.alloc(KB))
    rounds(1, () => connection.hears(now))
    expect(done).toEqual([])
  })
})

describe('a client that is silent', () => {
  test('is asked, and is gone when it does not answer', () => {
    connection.hears(now)
    rounds(1)
    expect(done).toEqual([])
    rounds(1)
    expect(done).toEqual(['ping'])
    rounds(1)
    expect(done).toEqual(['ping', 'cut'])
  })

  test('stays when it answers', () => {
    rounds(2)
    connection.hears(now)
    rounds(1)
    expect(done).toEqual(['ping'])
  })

  test('is not asked while it talks by itself', () => {
    rounds(20, () => connection.hears(now))
    expect(done).toEqual([])
  })
})

test('a client may say a hundred things at once and fifty a second, not more', () => {
  const heard = () => Array.from({ length: 200 }, () => connection.hears(now)).filter((isFine) => isFine).length
  expect(heard()).toBe(100)
  now += 1_000
  expect(heard()).toBe(50)
  now -= 10_000
  expect(heard()).toBe(0)
})

test('a close says the code once, and nothing is sent after it', async () => {
  connection.refuse(4401, 'not_allowed', 'x'.repeat(200))
  connection.close(1012, 'again')
  connection.write(textFrame('late'))
  await wire.takeAll()
  expect(done).toEqual(['counted 4401', 'close 4401'])
  expect(Buffer.concat(wire.taken).toString()).toContain('"code":"not_allowed"')
  expect(Buffer.concat(wire.taken).toString()).not.toContain('late')
})

test('a page with fragments that reads slowly gets the newest of those it missed, alone', async () => {
  const feed = await StoreFeed.start(new MemoryLog(new FakeTimersClock()), new FakeTimersClock(), SILENT)
  const board = new HtmlBoard(feed, new FakeTimersClock())
  const metrics = createMetrics()
  const clock = new FakeTimersClock()
  const context = { clock, timeOfDay: clock, metrics, revocations: { isRevoked: () => false } }
  const page = new HtmlSession(context, new EventEmitter(), connection, board, { release: () => {} }, {})
  connection.write(Buffer.alloc(65 * KB))
  page.show(textFrame('one'))
  page.show(textFrame('two'))
  await wire.takeAll()
  const sent = Buffer.concat(wire.taken).subarray(board.frame.length + 65 * KB)
  expect(sent).toEqual(board.frame)
  expect((await metrics.coalesced.get()).values[0]?.value).toBe(1)
  await feed.close()
})
