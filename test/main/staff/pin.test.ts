import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { hashPin, verifyPin } from '../../../main/staff/pin.ts'
import { Pin } from '../../../platform/kiosk-settings.ts'

describe('a PIN', () => {
  it('written as digits is recognised', async () => {
    expect(await verifyPin('2580', '2580')).toBe(true)
    for (const wrong of ['2581', '258', '25800', '', ' 2580']) expect(await verifyPin('2580', wrong)).toBe(false)
  })

  it('is recognised by its hash', async () => {
    const hash = await hashPin('013579')
    expect(await verifyPin(hash, '013579')).toBe(true)
    for (const wrong of ['13579', '013570', '', hash]) expect(await verifyPin(hash, wrong)).toBe(false)
  })

  it('is hashed as the settings take it, and cannot be read off', async () => {
    const hash = await hashPin('4711')
    expect(v.is(Pin, hash)).toBe(true)
    expect(hash).not.toContain('4711')
  })

  it('is never hashed to the same text twice', async () => {
    expect(await hashPin('4711')).not.toBe(await hashPin('4711'))
  })
})
