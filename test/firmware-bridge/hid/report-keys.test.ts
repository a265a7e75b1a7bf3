import { describe, expect, it } from 'vitest'
import { decoderOf, type ReportLayout } from '../../../firmware-bridge/sources/hid/report-decoder.ts'

function heard(layout: ReportLayout, ...reports: readonly (readonly number[])[]): string[] {
  const decoder = decoderOf(layout)
  return reports.map((report) => {
    const { kind, edges } = decoder.hear(Uint8Array.from(report), 0)
    return edges.map(({ button, edge }) => `${button}${edge === 'down' ? 'D' : 'U'}`).join(' ') || kind
  })
}

describe('a plain HID button with a bitmap', () => {
  const pedal: ReportLayout = { kind: 'bits', byte: 0, buttons: 3 }

  it('tells an edge by each of its bits that has changed, and by no other', () => {
    expect(heard(pedal, [0, 0], [2, 0], [0b1000_0010, 0], [5, 0], [0, 0])).toEqual([
      'first',
      '1D',
      'repeated',
      '1U 0D 2D',
      '0U 2U',
    ])
  })

  it('has its bits in several bytes, from the one that the model names on', () => {
    expect(heard({ kind: 'bits', byte: 1, buttons: 10 }, [9, 0, 0], [9, 0, 2], [9, 0x80, 2])).toEqual([
      'first',
      '9D',
      '7D',
    ])
  })

  it('starts from its first report: what is down in it was not pressed, and is not released', () => {
    expect(heard(pedal, [1, 0], [3, 0], [0, 0], [1, 0])).toEqual(['first', '1D', '1U', '0D'])
  })

  it('starts anew from the first report after it was opened again', () => {
    const decoder = decoderOf(pedal)
    for (const byte of [0, 1]) decoder.hear(Uint8Array.of(byte), 0)
    decoder.reopened()
    const edges = [0, 2].flatMap((byte) => decoder.hear(Uint8Array.of(byte), 0).edges)
    expect(edges).toEqual([{ button: 1, edge: 'down' }])
  })

  it('that says too little is noise', () => {
    expect(heard({ kind: 'bits', byte: 1, buttons: 3 }, [0, 0], [7], [], [0, 1])).toEqual([
      'first',
      'noise',
      'noise',
      '0D',
    ])
  })
})

describe('a plain HID button with a byte that is zero while it is up', () => {
  it('is down while it is anything else', () => {
    expect(heard({ kind: 'nonzero', byte: 0 }, [0], [4], [9], [0], [255])).toEqual([
      'first',
      '0D',
      'repeated',
      '0U',
      '0D',
    ])
  })
})
