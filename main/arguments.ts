/** What the kiosk was started with. */
export type KioskArguments =
  | { readonly kind: 'ok'; readonly relay: URL; readonly language: string; readonly windowed: boolean }
  | { readonly kind: 'bad'; readonly reason: string }

const RELAY = '--relay='
const LANGUAGE = '--language='

/**
 * Reads `--relay=URL` (the page to show; http or https), `--language=TAG` (of the waiting page; default en) and
 * `--windowed` (an ordinary window, for trying things out). Anything else on the command line belongs to Electron and
 * Chromium and is left alone.
 */
export function parseArguments(argv: readonly string[]): KioskArguments {
  const text = last(argv, RELAY)
  if (text === undefined) return bad('--relay=URL is missing: the address of the screen to show')
  if (!URL.canParse(text)) return bad(`--relay=${text} is no address; one looks like http://127.0.0.1:8000/`)
  const relay = new URL(text)
  if (relay.protocol !== 'http:' && relay.protocol !== 'https:') {
    return bad(`--relay=${text}: only http and https addresses can be shown`)
  }
  return { kind: 'ok', relay, language: last(argv, LANGUAGE) ?? 'en', windowed: argv.includes('--windowed') }
}

function last(argv: readonly string[], name: string): string | undefined {
  return argv.findLast((arg) => arg.startsWith(name))?.slice(name.length)
}

function bad(reason: string): KioskArguments {
  return { kind: 'bad', reason }
}
