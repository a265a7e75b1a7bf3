/** A long press, as on the box: 1.5 s. The click that follows it is swallowed, so that it is not a short press too. */
import type { Clock } from '../../protocol/clock.ts'

const HOLD = 1_500

export type HoldListener = { readonly onHold: () => void; readonly onPress: () => void }

/** Calls `onPress` for a short press or the keyboard, `onHold` for a long one; `data-holding` is set while it lasts. */
export function listenToHold(button: HTMLButtonElement, clock: Clock, { onHold, onPress }: HoldListener): void {
  let cancel: () => void = () => {}
  let held = false
  const end = () => {
    cancel()
    delete button.dataset['holding']
  }
  button.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    // A second finger on the key holds it anew: the first one's time must not go on when both are lifted.
    end()
    held = false
    button.dataset['holding'] = ''
    cancel = clock.after(HOLD, () => {
      end()
      // The till was changed meanwhile, and another key stands here: nobody can be seen to lift a finger from this one.
      if (!button.isConnected) return
      held = true
      onHold()
    })
  })
  for (const type of ['pointerup', 'pointerleave', 'pointercancel'] as const) button.addEventListener(type, end)
  // A long touch opens the context menu in most browsers, and takes the pointer away.
  button.addEventListener('contextmenu', (event) => event.preventDefault())
  button.addEventListener('keydown', (event) => {
    // Held down, Enter clicks thirty times a second.
    if (event.key === 'Enter' && event.repeat) event.preventDefault()
  })
  button.addEventListener('click', (event) => {
    // `detail` is 0 for the keyboard and for assistive technology: no pointer, no hold.
    const swallowed = held && event.detail !== 0
    held = false
    if (!swallowed) onPress()
  })
}
