/** The table of verbs: each names its pages, and its schema takes nothing that is not meant. */
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { VERBS, type Verb } from '../../../main/ipc/verbs.ts'

const ROWS: readonly (readonly [string, Verb])[] = Object.entries(VERBS)

describe.each(ROWS)('%s', (_, { pages, schema }) => {
  test('belongs to some page, and none to the preview', () => {
    expect(pages.length).toBeGreaterThan(0)
    expect(pages).not.toContain('preview')
  })

  test('is for customers or for the set-up, never for both', () => {
    expect(pages.includes('setup') && pages.length > 1).toBe(false)
  })

  test('takes no object with one thing too many', () => {
    const known = {
      view: 'wait',
      offset: 0,
      name: 'a',
      problem: 'b',
      text: 'c',
      pin: '1',
      how: 'quit',
      draft: {},
      relay: 'http://a',
    }
    expect(v.is(schema, known)).toBe(false)
  })
})

describe('a beat', () => {
  const takes = (offset: unknown, view: unknown = 'wait') => v.is(VERBS.beat.schema, { view, offset })

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '1', null, 1n])('has no offset %s', (offset) => {
    expect(takes(offset)).toBe(false)
  })

  test('has one of three views', () => {
    expect(['wait', 'calling', 'offline'].every((view) => takes(0, view))).toBe(true)
    expect([0, '', 'WAIT', 'sleep', ['wait'], 'toString'].some((view) => takes(0, view))).toBe(false)
  })

  test('may have the first and the last offset there can be', () => {
    expect([takes(0), takes(Number.MAX_SAFE_INTEGER)]).toEqual([true, true])
  })
})

test('a PIN is short text', () => {
  const takes = (pin: unknown) => v.is(VERBS.unlock.schema, { pin })
  expect([takes(''), takes('123456789012')]).toEqual([true, true])
  expect(['1234567890123', 1234, ['1'], null, undefined].some(takes)).toBe(false)
})

test('staff leave in one of three ways', () => {
  const takes = (how: unknown) => v.is(VERBS.leave.schema, { how })
  expect(['quit', 'setup', 'reload'].every(takes)).toBe(true)
  expect(['QUIT', 'restart', '', undefined, '__proto__'].some(takes)).toBe(false)
})

test("a media's problem is no longer than a line", () => {
  const takes = (name: string) => v.is(VERBS['media-problem'].schema, { name, problem: 'x' })
  expect([takes('x'.repeat(300)), takes('x'.repeat(301))]).toEqual([true, false])
})

test("a page's own problem is no longer than a few lines", () => {
  const takes = (text: unknown) => v.is(VERBS['page-problem'].schema, { text })
  expect([takes('x'.repeat(500)), takes('x'.repeat(501)), takes(5), takes(null)]).toEqual([true, false, false, false])
})

describe('a draft', () => {
  const takes = (draft: unknown) => v.is(VERBS['setup-save'].schema, { draft })

  test('is an object of JSON', () => {
    expect(takes({ tills: [{ number: 1 }], pin: '4711' })).toBe(true)
    expect([null, [], 'x', 1, undefined].map(takes)).toEqual([false, false, false, false, false])
  })

  test('of a size that a settings file can have', () => {
    expect([takes({ a: 'x'.repeat(199_000) }), takes({ a: 'x'.repeat(200_000) })]).toEqual([true, false])
  })

  test('that JSON cannot write is refused, not thrown at', () => {
    const circle: { [name: string]: unknown } = {}
    circle['self'] = circle
    expect([takes(circle), takes({ big: 1n })]).toEqual([false, false])
  })
})
