/** The kiosk's program as its pages see it: `window.cashierqKiosk`, made by the preload. A browser has none. */
import type { StaffDoor } from '../staff/door.ts'

export type Kiosk = StaffDoor & {
  beat(report: { readonly view: string; readonly offset: number }): void
  mediaProblem(problem: { readonly name: string; readonly problem: string }): void
  pageProblem(text: string): void
  /** The page has been paired: the token is kept over restarts. */
  keepToken(paired: { readonly token: string; readonly store: string }): void
}

declare global {
  interface Window {
    readonly cashierqKiosk?: Kiosk
  }
}

/** Errors that nobody has caught are told to the program: a kiosk has nobody who looks into a console. */
export function tellProblems(kiosk: Kiosk): void {
  const tell = (error: unknown) => kiosk.pageProblem(textOf(error).slice(0, MOST))
  window.addEventListener('error', ({ error, message }) => tell(error ?? message))
  window.addEventListener('unhandledrejection', ({ reason }) => tell(reason))
}

const MOST = 500

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

export function kioskOf(window: Window): Kiosk | undefined {
  return window.cashierqKiosk
}
