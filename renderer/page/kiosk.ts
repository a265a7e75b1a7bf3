/** The kiosk's program as its pages see it: `window.cashierqKiosk`, made by the preload. A browser has none. */

export type Kiosk = {
  beat(report: { readonly view: string; readonly offset: number }): void
  mediaProblem(problem: { readonly name: string; readonly problem: string }): void
  unlock(pin: string): Promise<unknown>
  leave(how: 'quit' | 'setup' | 'reload'): Promise<unknown>
  onStaffAsked(listener: () => void): void
}

declare global {
  interface Window {
    readonly cashierqKiosk?: Kiosk
  }
}

export function kioskOf(window: Window): Kiosk | undefined {
  return window.cashierqKiosk
}
