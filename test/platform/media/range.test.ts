import { describe, expect, it } from 'vitest'
import { byteRange } from '../../../platform/media/range.ts'

const part = (start: number, end: number) => ({ kind: 'part', start, end })

describe('the Range header, for a file of 100 bytes', () => {
  it.each([
    ['bytes=0-', part(0, 99)],
    ['bytes=10-19', part(10, 19)],
    ['bytes=99-99', part(99, 99)],
    ['bytes=90-500', part(90, 99)],
    ['bytes=-10', part(90, 99)],
    ['bytes=-500', part(0, 99)],
    ['Bytes = 0 - 0', part(0, 0)],
    ['bytes=100-', { kind: 'outside' }],
    ['bytes=-0', { kind: 'outside' }],
    [`bytes=${'9'.repeat(400)}-`, { kind: 'outside' }],
    ['bytes=0-1,5-6', { kind: 'whole' }],
    ['bytes=20-10', { kind: 'whole' }],
    ['bytes=-', { kind: 'whole' }],
    ['lines=1-2', { kind: 'whole' }],
    ['', { kind: 'whole' }],
    [undefined, { kind: 'whole' }],
    [null, { kind: 'whole' }],
  ])('%s', (header, range) => {
    expect(byteRange(header, 100)).toEqual(range)
  })
})
