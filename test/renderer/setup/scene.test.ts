/** What the preview would show: the screen's own picture of a made-up state. */
import { describe, expect, test } from 'vitest'
import { defaultTill } from '../../../protocol/settings.ts'
import { decodePreviewOrder, type PreviewOrder } from '../../../protocol/setup.ts'
import { scenePicture } from '../../../renderer/preview/scene.ts'

const NOW = 1_790_000_000_000
const order = (more: Partial<PreviewOrder> = {}): PreviewOrder => ({
  kind: 'cashierq-preview',
  scene: 'calling',
  cashier: 3,
  language: 'de',
  languages: ['en', 'ar'],
  tills: [1, 2, 3, 4, 5].map(defaultTill),
  theme: 'dark',
  ...more,
})
const shown = (more: Partial<PreviewOrder> = {}, now = NOW) => scenePicture(order(more), now)

describe('the preview', () => {
  test('calls the till in the language, and stands still', () => {
    const { picture, changesAt } = shown()
    expect(picture).toMatchObject({ kind: 'calling', also: [], call: { cashier: 3, word: 'Kasse' } })
    expect(changesAt).toBeNull()
  })

  test('calls it as the room has it', () => {
    const tills = [{ ...defaultTill(3), label: 'B2', arrow: 'left' as const, shape: 'star' as const }]
    expect(shown({ tills }).picture).toMatchObject({ call: { name: 'B2', arrow: 'left', shape: 'star' } })
  })

  test('shows others in the strip, never the one that is called', () => {
    const { picture } = shown({ scene: 'also' })
    expect(picture).toMatchObject({ kind: 'calling', call: { cashier: 3 } })
    expect(picture.also.map(({ cashier }) => cashier)).toEqual([4, 2, 1])
  })

  test('waits in each language in turn', () => {
    const first = shown({ scene: 'wait' })
    expect(first.changesAt).toBeGreaterThan(NOW)
    const next = shown({ scene: 'wait' }, first.changesAt ?? NOW)
    expect([first, next].map(({ picture }) => picture.catalogue.tag).sort()).toEqual(['ar', 'en'])
  })

  test('shows what comes without a connection', () => {
    expect(shown({ scene: 'offline' }).picture.kind).toBe('offline')
  })
})

describe('an order', () => {
  test('is read', () => expect(decodePreviewOrder(order())).toEqual(order()))
  test.each([
    [null],
    ['cashierq-preview'],
    [{ ...order(), kind: 'x' }],
    [{ ...order(), cashier: 0 }],
    [{ ...order(), tills: 3 }],
  ])('that is none is not (%#)', (data) => expect(decodePreviewOrder(data)).toBeUndefined())
})
