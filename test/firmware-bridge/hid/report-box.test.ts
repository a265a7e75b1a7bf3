import { describe, expect, it } from 'vitest'
import { decoderOf } from '../../../firmware-bridge/sources/hid/report-decoder.ts'
import { boxReport } from './hid-table.ts'

/** What each report amounts to: `0D` button 0 goes down, `?2` two reports were lost, `!1` the box had no room for one. */
function heard(...reports: readonly Uint8Array[]): string[] {
  const decoder = decoderOf({ kind: 'box' })
  return reports.map((report) => {
    const { kind, edges, missed, lost } = decoder.hear(report, 0)
    const words = edges.map(({ button, edge }) => `${button}${edge === 'down' ? 'D' : 'U'}`)
    if (missed > 0) words.push(`?${missed}`)
    if (lost > 0) words.push(`!${lost}`)
    return words.join(' ') || kind
  })
}

describe('the reports of our own box', () => {
  it('go on after the device was opened again, with what the box has kept meanwhile', () => {
    const decoder = decoderOf({ kind: 'box' })
    decoder.hear(boxReport(7, 0), 0)
    decoder.reopened()
    expect(decoder.hear(boxReport(8, 1), 0).edges).toEqual([{ button: 0, edge: 'down' }])
  })

  it('tell an edge by each bit that has changed', () => {
    expect(heard(boxReport(7, 0), boxReport(8, 1), boxReport(9, 0))).toEqual(['first', '0D', '0U'])
    expect(heard(boxReport(7, 0), boxReport(8, 3), boxReport(9, 2))).toEqual(['first', '0D 1D', '0U'])
  })

  it('begin with one that nothing is made of', () => {
    expect(heard(boxReport(7, 1), boxReport(8, 0), boxReport(9, 1))).toEqual(['first', 'change', '0D'])
  })

  it('may come again', () => {
    expect(heard(boxReport(7, 0), boxReport(7, 0), boxReport(8, 1), boxReport(8, 1))).toEqual([
      'first',
      'repeated',
      '0D',
      'repeated',
    ])
  })

  it('are numbered in a circle', () => {
    expect(heard(boxReport(0xffff, 0), boxReport(0, 1), boxReport(1, 0))).toEqual(['first', '0D', '0U'])
    expect(heard(boxReport(0xfffe, 0), boxReport(2, 0))).toEqual(['first', '?3'])
  })

  describe('of which some were lost', () => {
    it('are counted, and make no press of what is down now', () => {
      expect(heard(boxReport(1, 0), boxReport(4, 1), boxReport(5, 0))).toEqual(['first', '?2', 'change'])
    })

    it('release what was heard going down and is up now', () => {
      expect(heard(boxReport(1, 0), boxReport(2, 1), boxReport(5, 0))).toEqual(['first', '0D', '0U ?2'])
    })

    it('leave down what was heard going down and is still down', () => {
      expect(heard(boxReport(1, 0), boxReport(2, 1), boxReport(5, 3), boxReport(6, 0))).toEqual([
        'first',
        '0D',
        '?2',
        '0U',
      ])
    })
  })

  it('that count backwards are where it starts from anew', () => {
    expect(heard(boxReport(9, 0), boxReport(3, 1), boxReport(4, 0), boxReport(5, 1))).toEqual([
      'first',
      'change',
      'change',
      '0D',
    ])
  })

  it('of another boot are where it starts from, and release what was held', () => {
    expect(heard(boxReport(9, 0, 1), boxReport(10, 1, 1), boxReport(1, 1, 2), boxReport(2, 0, 2))).toEqual([
      'first',
      '0D',
      '0U',
      'change',
    ])
  })

  it('tell how many edges the box had no room for, in each boot anew', () => {
    expect(heard(boxReport(1, 0, 1, 2), boxReport(2, 1, 1, 2), boxReport(2, 1, 1, 5), boxReport(0, 0, 2, 1))).toEqual([
      '!2',
      '0D',
      '!3',
      '0U !1',
    ])
  })

  describe('that move the bitmap without a number', () => {
    it('press nothing: the box had no room for that edge', () => {
      expect(heard(boxReport(1, 0), boxReport(1, 2), boxReport(2, 3), boxReport(3, 2), boxReport(3, 0))).toEqual([
        'first',
        'change',
        '0D',
        '0U',
        'change',
      ])
    })

    it('are where the next edge is told from', () => {
      expect(heard(boxReport(1, 1), boxReport(1, 0), boxReport(2, 1))).toEqual(['first', 'change', '0D'])
    })

    it('release what was heard going down', () => {
      expect(heard(boxReport(1, 0), boxReport(2, 1), boxReport(2, 0), boxReport(3, 1))).toEqual([
        'first',
        '0D',
        '0U',
        '0D',
      ])
    })
  })

  it('of another length are noise', () => {
    expect(heard(boxReport(1, 0), Buffer.of(2, 0, 1, 0), Buffer.alloc(9), boxReport(2, 1))).toEqual([
      'first',
      'noise',
      'noise',
      '0D',
    ])
  })
})
