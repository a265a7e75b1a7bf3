import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_WAITING, STUCK_AFTER, WriteQueue } from '../../../firmware-bridge/sources/device/write-queue.ts'
import { until } from '../../helpers/bridge-kit.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'

/** A device that takes a chunk when the test lets it. */
function slowDevice() {
  const clock = new FakeTimersClock()
  const written: string[] = []
  const gone: string[] = []
  const under: { resolve: () => void; reject: (error: Error) => void }[] = []
  const write = (chunk: Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      written.push(Buffer.from(chunk).toString())
      under.push({ resolve, reject })
    })
  const queue = new WriteQueue({ device: { write }, clock, gone: (reason) => void gone.push(reason) })
  const put = (slot: string, text: string) => queue.put(slot, Buffer.from(text))
  /** Ends the write that is under way, and lets the next one begin. */
  const take = async () => {
    under.shift()?.resolve()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { clock, queue, put, written, take, gone, under }
}

describe('the queue of what is written to a device', () => {
  it('writes one chunk after another, in the order in which they were put', async () => {
    const { put, written, take, under } = slowDevice()
    for (const slot of ['a', 'b', 'c']) put(slot, slot)
    expect(written).toEqual(['a'])
    await take()
    expect(written).toEqual(['a', 'b'])
    expect(under).toHaveLength(1)
    await take()
    await take()
    put('d', 'd')
    expect(written).toEqual(['a', 'b', 'c', 'd'])
  })

  it('writes of what waits in one slot only the newest, at its turn; what is under way is not taken back', async () => {
    const { put, written, take } = slowDevice()
    put('lamps', 'L1')
    put('lamps', 'L2')
    put('ack 1', 'A1')
    put('ack 2', 'A2')
    put('lamps', 'L3')
    put('ack 1', 'A3')
    for (let turn = 0; turn < 4; turn++) await take()
    expect(written).toEqual(['L1', 'L3', 'A3', 'A2'])
  })

  it('writes the newest of every slot, never two at once, and nothing that a later one had replaced', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('put' as const), slot: fc.constantFrom('a', 'b', 'c', 'd') }),
      fc.record({ kind: fc.constant('take' as const), slot: fc.constant('') }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { put, written, take, under } = slowDevice()
        const newest = new Map<string, string>()
        for (const [index, { kind, slot }] of steps.entries()) {
          if (kind === 'take') await take()
          else {
            newest.set(slot, `${slot}${index}`)
            put(slot, `${slot}${index}`)
          }
          expect(under.length).toBeLessThanOrEqual(1)
        }
        while (under.length > 0) await take()
        const all = written
        for (const [slot, text] of newest) expect(all.findLast((one) => one.startsWith(slot))).toBe(text)
        for (const slot of newest.keys()) {
          const numbers = all.filter((one) => one.startsWith(slot)).map((one) => Number(one.slice(1)))
          expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other))
        }
      }),
      { numRuns: 100 },
    )
  })

  it('gives the device up when a write makes no progress', async () => {
    const { clock, put, gone, take } = slowDevice()
    put('a', 'a')
    clock.advance(STUCK_AFTER - 1)
    await take()
    put('b', 'b')
    clock.advance(STUCK_AFTER - 1)
    expect(gone).toEqual([])
    clock.advance(1)
    expect(gone).toEqual(['it has taken nothing for 3 s'])
    expect(clock.pending).toBe(0)
  })

  it('gives the device up when a write fails, and writes nothing more', async () => {
    const { put, gone, written, under } = slowDevice()
    put('a', 'a')
    put('b', 'b')
    under.shift()?.reject(new Error('input/output error'))
    await until(() => gone.length > 0)
    put('c', 'c')
    expect(gone).toEqual(['input/output error'])
    expect(written).toEqual(['a'])
  })

  it('is bounded', () => {
    const { put, gone } = slowDevice()
    for (let slot = 0; slot <= MOST_WAITING; slot++) put(`slot ${slot}`, 'x')
    expect(gone).toEqual([])
    put('one too many', 'x')
    expect(gone).toHaveLength(1)
  })

  it('ends without a word, with no timer left', async () => {
    const { clock, queue, put, gone, written, take } = slowDevice()
    put('a', 'a')
    put('b', 'b')
    queue.end()
    await take()
    expect(clock.pending).toBe(0)
    expect(gone).toEqual([])
    expect(written).toEqual(['a'])
  })
})
