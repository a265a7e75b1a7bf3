import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readBridgeReport } from '../../firmware-bridge/status-door.ts'
import { isFailure } from '../../platform/failure.ts'
import { systemClock } from '../../platform/system-clock.ts'
import { isPress } from '../../protocol/event.ts'
import { openRedisLog } from '../../relay/log/redis.ts'
import { folder, until } from '../helpers/bridge-kit.ts'
import { PtyBox } from '../helpers/pty-box.ts'
import { RedisServer } from '../helpers/redis-server.ts'
import { childProgram, type TsChild } from '../helpers/ts-child.ts'

const cashierq = childProgram('cli/main.ts')

/** A box on a pseudo terminal, `cashierq bridge` that reads it, and the Redis it publishes to. */
async function shop(boxes: object = { 'box:A1': 3 }) {
  const dataDir = await folder()
  const redis = await RedisServer.start()
  onTestFinished(() => redis.stop())
  const line = PtyBox.in(await folder(), { id: 'A1', model: 'till-box' })
  await line.plug()
  await writeFile(join(dataDir, 'boxes.json'), JSON.stringify(boxes))
  const log = openRedisLog({ url: redis.url, store: 'main', clock: systemClock })
  onTestFinished(() => log.close())
  const start = (...flags: readonly string[]): TsChild => {
    const own = ['--data-dir', dataDir, '--redis-url', redis.url, '--source', `serial:${line.path}`]
    const child = cashierq('bridge', ...own, '--log-level', 'silent', ...flags)
    onTestFinished(() => child.kill())
    return child
  }
  const presses = async (): Promise<string[]> => {
    const read = await log.read(0, 1_000)
    const events = read.kind === 'entries' ? read.entries.map(({ event }) => event) : []
    return events.map((event) => (isPress(event) ? `${event.type} ${event.cashier} ${event.source}` : event.type))
  }
  /** Until the log has so many; then what it has. */
  const logged = async (count: number): Promise<string[]> => {
    for (;;) {
      const all = await presses().catch(whileAway)
      if (all.length >= count) return all
    }
  }
  return {
    dataDir,
    redis,
    box: line.box,
    start,
    logged,
    status: () => readBridgeReport(join(dataDir, 'journal', 'main')),
  }
}

/** A Redis that has only just come back has no answer for our own connection yet. */
function whileAway(error: unknown): string[] {
  if (isFailure(error, 'log_unavailable')) return []
  throw error
}

type Box = PtyBox['box']

const shows = (box: Box, lamp: string) => until(() => box.pattern() === lamp)

/** What its first lamp was told since so many frames. */
function told(box: Box, since = 0): string[] {
  return box.heard.slice(since).flatMap((frame) => {
    if (frame.kind !== 'lamps') return []
    return [['off', 'slow', 'lit', 'fast'][(frame.on % 2) * 2 + (frame.blink % 2)] ?? '']
  })
}

/** It blinks fast, or has done so: on a busy machine a moment may go by unseen. */
const showed = (box: Box, lamp: string, since = 0) => until(() => told(box, since).includes(lamp))

/** The double flash is made by the host: on and off, on and off. */
function flashes(box: Box): Promise<void> {
  const since = box.heard.length
  return until(() => told(box, since).join(' ').includes('lit off lit off'))
}

describe('cashierq bridge', () => {
  it('brings a press to the log, and its lamp tells of it until the till is free again', async () => {
    const { box, start, logged } = await shop()
    start()
    await shows(box, 'lit')
    const before = box.heard.length
    box.press()
    await showed(box, 'fast', before)
    await until(() => box.queued === 0)
    expect(await logged(1)).toEqual(['call 3 box:A1'])
    await shows(box, 'lit')
  })

  it('keeps what is pressed while Redis is down, shows that, and publishes it in order when it is back', async () => {
    const { redis, box, start, logged } = await shop()
    start()
    await shows(box, 'lit')
    await redis.kill()
    await flashes(box)
    box.press(1)
    box.press(0)
    await until(() => box.queued === 0)
    await redis.restart()
    expect(await logged(2)).toEqual(['help 3 box:A1', 'call 3 box:A1'])
    await showed(box, 'fast')
  })

  it('that is killed with -9 has lost and doubled nothing, and the lamps are right again after its return', async () => {
    const { box, start, logged, status } = await shop()
    const first = start()
    await shows(box, 'lit')
    box.press(1)
    await logged(1)
    await first.kill('SIGKILL')
    box.press(1)
    box.press(0)
    const second = start()
    expect(await logged(3)).toEqual(['help 3 box:A1', 'help 3 box:A1', 'call 3 box:A1'])
    await until(() => box.queued === 0)
    // The log has an entry a moment before the bridge hears that it has it.
    await expect.poll(status).toMatchObject({ pid: second.process.pid, pending: 0, publisher: { kind: 'publishing' } })
    await shows(box, 'lit')
  })

  it('shows at a box without a till that nobody hears it, and tells the doctor of it', async () => {
    const { box, start, status } = await shop({})
    start()
    await flashes(box)
    box.press()
    await until(() => box.queued === 0)
    const names = ['box:A1', expect.stringMatching(/^at:/u)]
    await expect.poll(status).toMatchObject({ sources: [{ boxes: [{ names, model: 'till-box' }] }] })
    expect((await status()).sources[0]?.boxes[0]).not.toHaveProperty('cashier')
  })

  it('--record writes what the box says and is told', async () => {
    const { dataDir, box, start } = await shop()
    const file = join(dataDir, 'day.jsonl')
    const child = start('--record', file)
    await shows(box, 'lit')
    box.press()
    await until(() => box.queued === 0)
    child.process.kill('SIGTERM')
    expect(await child.ended()).toBe(0)
    const lines = (await readFile(file, 'utf8')).trim().split('\n')
    const kinds = lines.map((text) => String(JSON.parse(text).kind))
    expect(kinds[0]).toBe('open')
    expect(kinds).toEqual(expect.arrayContaining(['data', 'write']))
  })
})
