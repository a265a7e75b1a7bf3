/** `cashierq kiosk` and `cashierq buttons`: windows of a relay; and the screen beside the relay of `cashierq up`. */
import { Failure } from '../platform/failure.ts'
import { SETTINGS } from '../platform/settings.ts'
import type { Settings } from '../platform/settings-schema.ts'
import { SCREEN } from './commands.ts'
import { type KioskOptions, launchKiosk, type NoKiosk } from './kiosk/kiosk.ts'
import { FINISHED, type RunContext, type Running } from './run.ts'
import { DEFAULT_RELAY, windowToken } from './window-token.ts'

export function runKiosk(context: RunContext): Promise<Running> {
  const { flags } = context
  const own = ['windowed', 'setup'].filter((flag) => flags[flag] === true).map((flag) => `--${flag}`)
  return runWindow(context, ['kiosk', ...context.given, ...own], '/')
}

export function runButtons(context: RunContext): Promise<Running> {
  return runWindow(context, ['buttons', ...context.given], '/cashier_buttons')
}

async function runWindow(context: RunContext, command: readonly string[], path: string): Promise<Running> {
  const { settings, passedOn, lines } = context
  const url = await pageOf(settings, settings.relay ?? DEFAULT_RELAY, path)
  const opened = await open({ url, command, electronArgs: passedOn, log: lines })
  if (opened.kind === 'none') throw new Failure('no_kiosk', `no window: ${opened.reason}; ${opened.mend}`)
  return opened.running
}

/** Opens the screen beside a relay of this process. Without a window, people are told where to look. */
export async function openScreen(address: string, { settings, given, passedOn, lines }: RunContext): Promise<Running> {
  const url = await pageOf(settings, address, '/')
  const command = ['kiosk', `--relay=${address}`, ...screenFlags(given, settings)]
  const screen = await open({ url, command, electronArgs: passedOn, log: lines })
  if (screen.kind === 'open') return screen.running
  lines.warn({ reason: screen.reason }, 'no window for the screen')
  process.stdout.write(`cashierq screen ${address} (no window here: ${screen.reason}; ${screen.mend})\n`)
  return FINISHED
}

/** Of the flags given to `up`, those that the screen takes too. */
function screenFlags(given: readonly string[], { store, language }: Settings): string[] {
  const taken = new Set(['config', ...SCREEN.flatMap((name) => SETTINGS[name].flag ?? [])])
  const flags = given.filter((arg) => taken.has(arg.slice(2).split('=', 1)[0] ?? ''))
  return [`--store=${store}`, `--lang=${language}`, ...flags]
}

type Opened = { readonly kind: 'open'; readonly running: Running } | NoKiosk

async function open(options: KioskOptions): Promise<Opened> {
  const kiosk = await launchKiosk(options)
  if (kiosk.kind === 'none') return kiosk
  options.log.info({ program: kiosk.program }, 'the window is open')
  return { kind: 'open', running: { ended: kiosk.exited.then(() => 'done'), stop: () => kiosk.close() } }
}

/**
 * The relay's own page, for a browser. It reads store and token from its address; the token in the fragment never
 * reaches a server's log.
 */
async function pageOf(settings: Settings, relay: string, path: string): Promise<string> {
  const url = new URL(path, relay)
  if (settings.store !== 'main') url.searchParams.set('store', settings.store)
  const token = await windowToken(settings, path === '/' ? 'screen' : 'buttons')
  if (token !== undefined) url.hash = `token=${token}`
  return url.href
}
