/** What can happen to a page, and in which words the log says it. */

/** How a page shows that it hangs: no beat, no answer to input (Electron's `unresponsive`), or no end of its loading. */
export type Hang = 'silent' | 'unresponsive' | 'loading'

export type Trouble =
  /** `reason` is Electron's: `crashed`, `oom`, `killed`, `launch-failed`, ... */
  | { readonly kind: 'gone'; readonly reason: string; readonly exitCode: number }
  | { readonly kind: 'hung'; readonly how: Hang }
  | { readonly kind: 'not-loaded'; readonly reason: string }

const HANGS: { readonly [how in Hang]: string } = {
  silent: 'the page has stopped beating',
  unresponsive: 'the page does not answer',
  loading: 'the page does not finish loading',
}

export function troubleText(trouble: Trouble): string {
  switch (trouble.kind) {
    case 'gone':
      return `the page is gone: ${trouble.reason}, exit code ${trouble.exitCode}`
    case 'hung':
      return HANGS[trouble.how]
    case 'not-loaded':
      return `the page could not be loaded: ${trouble.reason}`
  }
}

/**
 * A crash and a hang are answered at once, for a customer waits. A page that cannot be loaded, or for which the machine
 * can start no process, will be no better a moment later.
 */
export function comesBackAtOnce(trouble: Trouble): boolean {
  return trouble.kind === 'hung' || (trouble.kind === 'gone' && trouble.reason !== 'launch-failed')
}

/** The program's own files have changed under it (an update): only a new start reads the new ones. */
export function needsNewProgram(trouble: Trouble): boolean {
  return trouble.kind === 'gone' && trouble.reason === 'integrity-failure'
}
