/** The way to the kiosk's program for staff, as the pad needs it: `window.cashierqKiosk` fits. */
import * as v from 'valibot'

export type LeaveHow = 'setup' | 'reload' | 'quit'

export type StaffDoor = {
  /** Answers an `UnlockAnswer`. An empty PIN is no try: it asks how things stand. */
  unlock(pin: string): Promise<unknown>
  /** Rejects where the last right PIN is too long ago. */
  leave(how: LeaveHow): Promise<unknown>
  /** The keyboard's gesture was made. */
  onStaffAsked(listener: () => void): void
}

const UnlockAnswer = v.variant('kind', [
  v.object({ kind: v.literal('ok') }),
  v.object({ kind: v.literal('wrong'), left: v.number() }),
  v.object({ kind: v.literal('locked'), forMs: v.number() }),
  v.object({ kind: v.literal('no-pin') }),
])

/** `failed`: the program gave no answer that can be read. */
export type UnlockAnswer = v.InferOutput<typeof UnlockAnswer> | { readonly kind: 'failed' }

/** Never rejects. */
export async function askUnlock(door: StaffDoor, pin: string): Promise<UnlockAnswer> {
  try {
    return v.parse(UnlockAnswer, await door.unlock(pin))
  } catch {
    return { kind: 'failed' }
  }
}
