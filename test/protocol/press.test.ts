/** A press as a program sends it: read, or refused with a code that names what is wrong. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACTIONS } from '../../protocol/event.ts'
import { parsePress } from '../../protocol/press.ts'

describe('a press', () => {
  it('needs a till and a language, and means a call', () => {
    expect(parsePress({ cashier: 3, language: 'en' })).toEqual({
      kind: 'press',
      press: { cashier: 3, language: 'en', action: 'call' },
    })
  })

  it('may come from a form, where a number is text', () => {
    expect(parsePress({ cashier: '3', language: 'fr' })).toMatchObject({ press: { cashier: 3 } })
  })

  it.each(ACTIONS)('may say "%s"', (action) => {
    expect(parsePress({ cashier: 3, language: 'en', action })).toMatchObject({ press: { action } })
  })

  it('may carry a key, so that a repetition is one press', () => {
    expect(parsePress({ cashier: 3, language: 'en', id: 'k-1' })).toMatchObject({ press: { id: 'k-1' } })
  })

  it('loses what it does not mean', () => {
    expect(parsePress({ cashier: 3, language: 'en', source: 'forged', pressedAt: 0 })).toEqual(
      parsePress({ cashier: 3, language: 'en' }),
    )
  })
})

describe('a refusal', () => {
  it.each([
    ['unknown_cashier', { cashier: 0, language: 'en' }],
    ['unknown_cashier', { cashier: 100, language: 'en' }],
    ['unknown_cashier', { cashier: '3x', language: 'en' }],
    ['unknown_cashier', { cashier: '', language: 'en' }],
    ['unknown_cashier', { cashier: 2.5, language: 'en' }],
    ['unknown_cashier', { cashier: null, language: 'en' }],
    ['unknown_cashier', { language: 'en' }],
    ['unknown_language', { cashier: 3, language: '' }],
    ['unknown_language', { cashier: 3, language: 'e' }],
    ['unknown_language', { cashier: 3, language: '<script>' }],
    ['unknown_language', { cashier: 3 }],
    ['unknown_action', { cashier: 3, language: 'en', action: 'shout' }],
    ['unknown_action', { cashier: 3, language: 'en', action: null }],
    ['bad_id', { cashier: 3, language: 'en', id: '' }],
    ['bad_id', { cashier: 3, language: 'en', id: 'a b' }],
    ['bad_id', { cashier: 3, language: 'en', id: 'x'.repeat(65) }],
    ['bad_press', null],
    ['bad_press', 'cashier=3'],
    ['bad_press', 3],
  ])('is %s for %j', (code, input) => {
    const refusal = parsePress(input)
    expect(refusal).toMatchObject({ kind: 'refused', code })
    expect(refusal.kind === 'refused' && refusal.message).toBeTruthy()
  })

  it('names the first thing that is wrong', () => {
    expect(parsePress({ cashier: 0, language: '' })).toMatchObject({ code: 'unknown_cashier' })
  })
})

it('anything at all is a press or a refusal, never an exception', () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.record({ cashier: fc.anything(), language: fc.anything() })), (input) => {
      expect(['press', 'refused']).toContain(parsePress(input).kind)
    }),
    { numRuns: 2_000 },
  )
})
