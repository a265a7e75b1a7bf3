import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../platform/system-clock.ts'
import { isPress } from '../../protocol/event.ts'
import { openEmbeddedLog } from '../../relay/log/embedded.ts'
import { childProgram } from '../helpers/ts-child.ts'

const store = childProgram('test/firmware-bridge/kill.child.ts')

/** Lets a store press, and kills it as soon as it has said that so many presses are safe. Answers what it said. */
async function life(dir: string, from: number, killAfter: number): Promise<number[]> {
  const child = store(dir, String(from), '3000')
  let heard = 0
  if (killAfter > 0) await child.said(() => ++heard >= killAfter)
  await child.kill('SIGKILL')
  return child.lines.filter((line) => line !== 'done').map(Number)
}

async function inLog(dir: string): Promise<number[]> {
  const log = await openEmbeddedLog({ dir: join(dir, 'log'), store: 'main', clock: systemClock })
  const found: number[] = []
  for (;;) {
    const read = await log.read(found.length, 1_000)
    if (read.kind !== 'entries' || read.entries.length === 0) break
    for (const { event } of read.entries) found.push(isPress(event) ? Number(event.source.slice('n:'.length)) : -1)
  }
  await log.close()
  return found
}

// Some twenty processes, each of which writes to the disk at each press.
describe('a bridge that is killed with -9 again and again', { timeout: 180_000 }, () => {
  it('has brought each press that it called safe into the log, once and in order', async () => {
    const killPoints = fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 4, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(killPoints, async (points) => {
        const dir = await mkdtemp(join(tmpdir(), 'kill-'))
        const safe: number[] = []
        for (const [index, killAfter] of points.entries())
          safe.push(...(await life(dir, 1 + index * 10_000, killAfter)))
        const last = store(dir, '900001', '3')
        await last.said((line) => line === 'done')
        await last.kill()
        const found = await inLog(dir)
        await rm(dir, { recursive: true })
        expect(found).toEqual([...new Set(found)].sort((a, b) => a - b))
        expect(found).toEqual(expect.arrayContaining([...safe, 900_001, 900_002, 900_003]))
      }),
      { numRuns: 3 },
    )
  })
})
