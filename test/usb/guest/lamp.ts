/** What a box has been told about its lamps, the newest last. A look at the lamp itself may come when it is over. */

export type LampMasks = { readonly on: number; readonly blink: number }

/** The till is open, and nothing is under way. Told twice: once may be the moment between a press and the log. */
export function isAtRest(told: readonly LampMasks[]): boolean {
  return told.length >= 2 && told.slice(-2).every(({ on, blink }) => on === 1 && blink === 0)
}

/** The till's call was on the screen. */
export function hasFlashedFast(told: readonly LampMasks[]): boolean {
  return told.some(({ on, blink }) => on === 1 && blink === 1)
}
