import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decoderOf, type ReportLayout } from '../../../firmware-bridge/sources/hid/report-decoder.ts'
import { boxReport } from './hid-table.ts'

const LAYOUTS: readonly ReportLayout[] = [
  { kind: 'box' },
  { kind: 'bits', byte: 0, buttons: 32 },
  { kind: 'bits', byte: 3, buttons: 5 },
  { kind: 'nonzero', byte: 2 },
  { kind: 'number_pad' },
]

const noise = fc.uint8Array({ maxLength: 70 })
/** Reports that look right: of the right length, with few values. */
const likely = fc.uint8Array({ minLength: 8, maxLength: 8, max: 3 })
const reports = fc.array(fc.oneof(noise, likely, fc.uint8Array({ minLength: 8, maxLength: 8 })), { maxLength: 40 })

describe('any bytes', () => {
  it.each(LAYOUTS)('are read without harm as $kind, and their first report presses nothing', (layout) => {
    fc.assert(
      fc.property(reports, (all) => {
        const decoder = decoderOf(layout)
        let hadFirst = false
        for (const [index, report] of all.entries()) {
          const { kind, edges, typed, missed } = decoder.hear(report, index)
          if (!hadFirst) expect([edges, typed, missed]).toEqual([[], undefined, 0])
          hadFirst ||= kind !== 'noise'
          if (typed !== undefined) expect(typed >= 1 && typed <= 99).toBe(true)
        }
      }),
    )
  })

  it.each(LAYOUTS)('read as $kind, never lift a button that was not pressed nor press one that is held', (layout) => {
    fc.assert(
      fc.property(reports, (all) => {
        const decoder = decoderOf(layout)
        const held = new Set<number>()
        for (const [index, report] of all.entries()) {
          for (const { button, edge } of decoder.hear(report, index).edges) {
            expect(held.has(button)).toBe(edge === 'up')
            if (edge === 'down') held.add(button)
            else held.delete(button)
          }
        }
      }),
    )
  })
})

describe('a box whose reports are lost at random', () => {
  /** What somebody does: which button changes next, and whether the report of it arrives. */
  const doings = fc.array(fc.record({ button: fc.nat({ max: 2 }), arrives: fc.boolean() }), { maxLength: 60 })

  it('presses only what was pressed, and every press whose report and the one before arrived', () => {
    fc.assert(
      fc.property(doings, (all) => {
        const decoder = decoderOf({ kind: 'box' })
        decoder.hear(boxReport(0, 0), 0)
        let [bitmap, lastHeard] = [0, 0]
        for (const [index, { button, arrives }] of all.entries()) {
          const seq = index + 1
          bitmap ^= 1 << button
          if (!arrives) continue
          const isDown = ((bitmap >> button) & 1) === 1
          const { edges, missed } = decoder.hear(boxReport(seq, bitmap), seq)
          const downs = edges.filter(({ edge }) => edge === 'down')
          const isDense = lastHeard === seq - 1
          expect(downs).toEqual(isDense && isDown ? [{ button, edge: 'down' }] : [])
          expect(missed).toBe(seq - 1 - lastHeard)
          lastHeard = seq
        }
      }),
    )
  })
})
