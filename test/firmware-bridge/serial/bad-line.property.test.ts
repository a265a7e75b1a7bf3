import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chanceOf } from '../../helpers/avr-box.ts'
import { FaultyLine } from '../../helpers/faulty-line.ts'
import { DISK_FULL, JOURNALED } from '../../helpers/hand-host.ts'
import { boxRig } from './box-rig.ts'

const PRESSES = 25

describe('a box on a bad line, at a bridge with a bad disk', () => {
  it('has every press journaled once and in order, and then an empty queue', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e9 }), async (seed) => {
        const chance = chanceOf(seed)
        const line = new FaultyLine(chance)
        const { cable, box, host, framed, ready, so } = boxRig()
        const journaled: number[] = []
        host.answer = ({ id }) => {
          if (chance() < 0.1) return DISK_FULL
          journaled.push(Number(id?.split('-')[2]))
          return JOURNALED
        }
        await ready()
        line.faults = { flips: 0.005, lostAcks: 0.3 }
        cable.change = (text) => line.toHost(Buffer.from(text, 'latin1')).toString('latin1')
        cable.onHeard = (bytes) => box.hear(line.toBox(bytes))
        for (let n = 0; n < PRESSES; n++) {
          box.press(chance() < 0.5 ? 0 : 1)
          await so(() => box.queued <= 10)
        }
        await so(() => box.queued === 0)
        await framed.stop()
        box.powerOff()
        expect(journaled).toEqual(Array.from({ length: PRESSES }, (_, n) => 2 * n + 1))
        expect(framed.report().counts).toMatchObject({ presses: PRESSES, missed: 0, lost: 0 })
      }),
      { numRuns: 40 },
    )
  })
})
