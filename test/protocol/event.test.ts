/** Events as JSON: what is read is what was written, and nothing that is read can throw. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeEvent, encodeEvent, eventId, isPress, type LogEvent } from '../../protocol/event.ts'
import { anyLog, boardPatch } from '../helpers/logs.ts'

const PRESS = { type: 'call', cashier: 3, language: 'en', pressedAt: 1_790_000_000_000, source: 'box:A1' }

function kindOf(json: unknown): LogEvent['type'] | undefined {
  return decodeEvent(json)?.type
}

describe('a press', () => {
  it('is read as it was written', () => {
    expect(decodeEvent(PRESS)).toEqual(PRESS)
    expect(decodeEvent({ ...PRESS, id: 'k-1' })).toEqual({ ...PRESS, id: 'k-1' })
  })

  it.each([
    ['a till that is no number', { cashier: '3' }],
    ['a till out of range', { cashier: 100 }],
    ['half a till', { cashier: 1.5 }],
    ['a language that is no tag', { language: 'English please' }],
    ['a time before 1970', { pressedAt: -1 }],
    ['a time that is no number', { pressedAt: null }],
    ['no source', { source: '' }],
    ['an id with a blank', { id: 'a b' }],
  ])('with %s is kept, but means nothing', (_, wrong) => {
    const json = { ...PRESS, ...wrong }
    expect(decodeEvent(json)).toEqual({ type: 'foreign', raw: json })
  })
})

describe('settings', () => {
  it('that ask for a floor above the hold mean nothing', () => {
    expect(kindOf({ type: 'settings', source: 'admin', board: { hold: 3_000, floor: 4_000 } })).toBe('foreign')
    expect(kindOf({ type: 'settings', source: 'admin', board: { hold: 4_000, floor: 4_000 } })).toBe('settings')
  })

  it.each([
    { hold: 1_999 },
    { hold: 15_001 },
    { floor: 1_999 },
    { linger: -1 },
    { staleAfter: 0 },
    { slots: 9 },
    { hold: 2_500.5 },
  ])('out of range mean nothing: %j', (board) => {
    expect(kindOf({ type: 'settings', source: 'admin', board })).toBe('foreign')
  })
})

describe('an event of tomorrow', () => {
  it('is kept to the last key, and goes out as it came', () => {
    const json: unknown = JSON.parse('{"type":"fireworks","constructor":1,"__proto__":{"x":2},"deep":[{"y":null}]}')
    const event = decodeEvent(json)
    expect(event?.type).toBe('foreign')
    expect(event && JSON.stringify(encodeEvent(event))).toBe(JSON.stringify(json))
  })

  it('has no key and is no press, whatever it carries', () => {
    const event = decodeEvent({ type: 'fireworks', id: 'k-1', cashier: 3 })
    expect(event && eventId(event)).toBeUndefined()
    expect(event && isPress(event)).toBe(false)
  })
})

it.each([[null], [[]], ['call'], [3], [{}], [{ type: 3 }], [undefined]])('%j is no event', (json) => {
  expect(decodeEvent(json)).toBeUndefined()
})

describe('laws', () => {
  it('any event is read as it was written', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        for (const { event } of log) {
          expect(decodeEvent(JSON.parse(JSON.stringify(encodeEvent(event))))).toStrictEqual(event)
        }
      }),
    )
  })

  it('any board that is allowed is read as it was written', () => {
    fc.assert(
      fc.property(boardPatch, (board) => {
        const event = { type: 'settings', board, source: 'admin' }
        expect(decodeEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
      }),
    )
  })

  it('any JSON is an event, kept whole, or none; it never throws', () => {
    const typed = fc.tuple(fc.string(), fc.jsonValue()).map(([type, body]) => ({ ...Object(body), type }))
    const nearly = fc
      .tuple(fc.constantFrom('type', 'cashier', 'language', 'pressedAt', 'source', 'id'), fc.jsonValue())
      .map(([key, value]) => ({ ...PRESS, [key]: value }))
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), typed, nearly), (json) => {
        const text = JSON.stringify(json)
        const event = decodeEvent(JSON.parse(text))
        if (event?.type === 'foreign') expect(JSON.stringify(encodeEvent(event))).toBe(text)
      }),
      { numRuns: 2_000 },
    )
  })
})
