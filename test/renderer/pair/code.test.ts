/** The code as staff type it, and what the page's address may have. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codeSigns, grouped, readFragment, tokenIn } from '../../../renderer/pair/code.ts'

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoic3RhZmYifQ.c2ln'

test.each([
  ['7KQ2-M4XR', '7KQ2M4XR'],
  ['7kq2m4xr', '7KQ2M4XR'],
  [' 7kq2 – m4xr ', '7KQ2M4XR'],
  ['7KQ2-M4XR and more', '7KQ2M4XR'],
  ['oil', '011'],
  ['ku', 'K'],
  ['', ''],
])('%j is read as %s', (text, signs) => {
  expect(codeSigns(text)).toBe(signs)
})

test('whatever is typed, only signs that a code can have are left, and what is shown reads as itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const signs = codeSigns(text)
      expect(signs).toMatch(/^[0-9A-HJKMNP-TV-Z]{0,8}$/u)
      expect(codeSigns(grouped(signs))).toBe(signs)
    }),
  )
})

test.each([
  ['', ''],
  ['7KQ2', '7KQ2'],
  ['7KQ2M', '7KQ2-M'],
  ['7KQ2M4XR', '7KQ2-M4XR'],
])('%s is shown as %s', (signs, shown) => {
  expect(grouped(signs)).toBe(shown)
})

describe('the page’s address', () => {
  test.each([
    ['', '', undefined],
    ['#', '', undefined],
    ['#7KQ2-M4XR', '7KQ2M4XR', undefined],
    [`#${JWT}`, '', JWT],
    [`#token=${JWT}`, '', JWT],
    [`#code=7kq2-m4xr&token=${JWT}`, '7KQ2M4XR', JWT],
    ['#code=7KQ2-M4XR', '7KQ2M4XR', undefined],
  ])('%s', (hash, code, token) => {
    expect(readFragment(hash)).toEqual({ code, token })
  })
})

test.each([
  [`  ${JWT}\n`, JWT],
  [`Bearer ${JWT}`, JWT],
  [`https://calls.example/pair#token=${JWT}`, JWT],
  [`https://calls.example/pair#${JWT}`, JWT],
  ['https://calls.example/pair#7KQ2-M4XR', ''],
  ['', ''],
])('%j is pasted for the token %j', (pasted, token) => {
  expect(tokenIn(pasted)).toBe(token)
})
