/**
 * What the buttons of each model of box stand for.
 *
 * How to add a model: one row, under the name that the box tells in its hello. A model without a row is read as
 * `TILL_BOX`, which fits any box with one or two buttons.
 */
import { type GestureMap, TILL_BOX } from '../../protocol/box/gesture.ts'

/** One button that does nothing but call: without another gesture to tell from, it calls as it goes down. */
const CALL_BUTTON: GestureMap = {
  rules: [{ gesture: 'short', button: 0, action: 'call' }],
  longAfter: TILL_BOX.longAfter,
}

const MAPS: ReadonlyMap<string, GestureMap> = new Map([
  ['till-328p', TILL_BOX],
  ['till-32u4', TILL_BOX],
  ['call-button', CALL_BUTTON],
])

export function gestureMapOf(model: string): GestureMap {
  return MAPS.get(model) ?? TILL_BOX
}
