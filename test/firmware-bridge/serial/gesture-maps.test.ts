import { describe, expect, it } from 'vitest'
import { gestureMapOf } from '../../../firmware-bridge/models/gesture-maps.ts'
import { TILL_BOX } from '../../../protocol/box/gesture.ts'
import { boxRig } from './box-rig.ts'

describe('what the buttons of a model stand for', () => {
  it.each(['till-328p', 'till-32u4', 'somebody-elses', 'toString', ''])('%j is a till box', (model) => {
    expect(gestureMapOf(model)).toBe(TILL_BOX)
  })

  it('is to call at once where a model knows nothing else', async () => {
    const { ready, box, host, so } = boxRig({ box: { model: 'call-button', buttons: 1 } })
    await ready()
    box.down()
    await so(() => host.presses.length === 1)
    expect(host.presses).toMatchObject([{ action: 'call' }])
  })
})
