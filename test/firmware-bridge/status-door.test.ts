import { once } from 'node:events'
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { BridgeReport } from '../../firmware-bridge/bridge-report.ts'
import { NO_COUNTS } from '../../firmware-bridge/sources/source.ts'
import { openStatusDoor, readBridgeReport } from '../../firmware-bridge/status-door.ts'
import { folder } from '../helpers/bridge-kit.ts'
import { childProgram } from '../helpers/ts-child.ts'

const REPORT: BridgeReport = {
  version: 1,
  pid: 42,
  startedAt: 1,
  now: 2,
  uptime: 3,
  memory: 4,
  eventLoopDelay: 5,
  journal: { kind: 'ok' },
  publisher: { kind: 'publishing' },
  counts: { published: 1, repeated: 0, rewinds: 0, failures: 0 },
  pending: 0,
  sources: [],
}

/** More than the kernel keeps for a reader who does not read. */
const LONG: BridgeReport['sources'] = Array.from({ length: 4_000 }, (_, n) => ({
  kind: 'serial',
  address: `/dev/serial/by-path/pci-0000:00:14.0-usb-0:${n}:1.0`,
  status: { kind: 'lost', reason: 'it is not plugged in', since: n },
  counts: NO_COUNTS,
  boxes: [],
}))

async function open(dir: string, report: () => BridgeReport = () => REPORT) {
  const door = await openStatusDoor(dir, report)
  onTestFinished(() => door.close())
  return door
}

describe('the door of a running bridge', () => {
  it('tells whoever comes what the bridge knows', async () => {
    const dir = await folder()
    await open(dir)
    expect(await readBridgeReport(dir)).toEqual(REPORT)
  })

  it('tells several at once', async () => {
    const dir = await folder()
    await open(dir)
    expect(await Promise.all([1, 2, 3].map(() => readBridgeReport(dir)))).toEqual([REPORT, REPORT, REPORT])
  })

  it('is open to its own user alone', async () => {
    const dir = await folder()
    await open(dir)
    expect((await stat(join(dir, 'status.sock'))).mode & 0o777).toBe(0o600)
  })

  it('reads nothing of what a visitor says', async () => {
    const dir = await folder()
    await open(dir)
    const visitor = connect(join(dir, 'status.sock'))
    visitor.write('x'.repeat(1_000_000))
    visitor.on('error', () => undefined)
    visitor.resume()
    await new Promise((resolve) => visitor.once('close', resolve))
    expect(await readBridgeReport(dir)).toEqual(REPORT)
  })

  it('takes the place of a file that a backup has brought back', async () => {
    const dir = await folder()
    await writeFile(join(dir, 'status.sock'), '')
    await open(dir)
    expect(await readBridgeReport(dir)).toEqual(REPORT)
  })

  it('shuts nobody out because another one does not read', async () => {
    const dir = await folder()
    await open(dir, () => ({ ...REPORT, sources: LONG }))
    const slow = connect(join(dir, 'status.sock')).pause()
    await once(slow, 'connect')
    expect((await readBridgeReport(dir)).sources).toHaveLength(LONG.length)
    slow.destroy()
  })

  it('closes at once, also when somebody is still standing in it', async () => {
    const dir = await folder()
    const door = await openStatusDoor(dir, () => ({ ...REPORT, sources: LONG }))
    const slow = connect(join(dir, 'status.sock')).pause()
    slow.on('error', () => undefined)
    await once(slow, 'connect')
    await readBridgeReport(dir)
    const closing = door.close()
    slow.resume()
    await Promise.all([closing, once(slow, 'close')])
    expect(slow.bytesRead).toBeLessThan(JSON.stringify(LONG).length)
  })

  it('stays open when a report cannot be made', async () => {
    const dir = await folder()
    let broken = true
    await open(dir, () => {
      if (broken) throw new Error('a source has a bug')
      return REPORT
    })
    await expect(readBridgeReport(dir)).rejects.toMatchObject({ code: 'bridge_silent' })
    broken = false
    expect(await readBridgeReport(dir)).toEqual(REPORT)
  })

  it('lies elsewhere where the path would be too long for a socket', async () => {
    const dir = join(await folder(), 'x'.repeat(60), 'y'.repeat(60))
    await mkdir(dir, { recursive: true })
    await open(dir)
    expect(await readBridgeReport(dir)).toEqual(REPORT)
  })
})

describe('a bridge that was killed with -9', () => {
  const bridge = childProgram('test/firmware-bridge/status-door.child.ts')

  it('is said not to run, and the next one opens the door again', async () => {
    const dir = await folder()
    const first = bridge(dir)
    await first.said((line) => line === 'open')
    expect(await readBridgeReport(join(dir, 'journal'))).toMatchObject({ pid: first.process.pid, pending: 0 })
    await first.kill('SIGKILL')
    await expect(readBridgeReport(join(dir, 'journal'))).rejects.toMatchObject({ code: 'no_bridge' })
    const second = bridge(dir)
    await second.said((line) => line === 'open')
    expect(await readBridgeReport(join(dir, 'journal'))).toMatchObject({ pid: second.process.pid })
    await second.kill()
  })

  it('is said not to answer while it is only stopped', async () => {
    const dir = await folder()
    const child = bridge(dir)
    await child.said((line) => line === 'open')
    child.process.kill('SIGSTOP')
    await expect(readBridgeReport(join(dir, 'journal'))).rejects.toMatchObject({ code: 'bridge_silent' })
    await child.kill()
  })
})

describe('who asks', () => {
  it.each(['a folder without a bridge', 'no folder'])('is told that none is running: %s', async (where) => {
    const dir = where === 'no folder' ? join(await folder(), 'nowhere') : await folder()
    await expect(readBridgeReport(dir)).rejects.toMatchObject({ code: 'no_bridge' })
  })

  it('is told so after a bridge has closed', async () => {
    const dir = await folder()
    const door = await openStatusDoor(dir, () => REPORT)
    await door.close()
    await expect(readBridgeReport(dir)).rejects.toMatchObject({ code: 'no_bridge' })
  })

  it('is told that the report cannot be read, when another version speaks', async () => {
    const dir = await folder()
    // @ts-expect-error: a version that does not exist yet.
    await open(dir, () => ({ ...REPORT, version: 2 }))
    await expect(readBridgeReport(dir)).rejects.toMatchObject({ code: 'bridge_silent' })
  })
})
