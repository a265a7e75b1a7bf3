/** `cashierq kiosk`: the customers' screen of a relay, fullscreen. */
import { Failure } from '../platform/failure.ts'
import type { LogLines } from '../platform/logger.ts'
import type { Settings } from '../platform/settings-schema.ts'
import { issueToken } from '../relay/access/token.ts'
import { launchKiosk, type NoKiosk } from './kiosk/kiosk.ts'
import { FINISHED, type RunContext, type Running } from './run.ts'

/** A screen is installed once; its token is made anew at each start. */
const TOKEN_HOLDS = 10 * 365 * 86_400

export async function runKiosk({ settings, flags, passedOn, lines }: RunContext): Promise<Running> {
  const windowed = flags['windowed'] === true ? ['--windowed'] : []
  const screen = await open(String(flags['relay']), settings, [...passedOn, ...windowed], lines)
  if (screen.kind === 'none') throw new Failure('no_kiosk', `no window: ${screen.reason}; ${screen.mend}`)
  return screen.running
}

/** Opens the screen beside a relay of this process. Without a window, people are told where to look. */
export async function openScreen(
  address: string,
  settings: Settings,
  passedOn: readonly string[],
  lines: LogLines,
): Promise<Running> {
  const screen = await open(address, settings, passedOn, lines)
  if (screen.kind === 'open') return screen.running
  lines.warn({ reason: screen.reason }, 'no window for the screen')
  process.stdout.write(`cashierq screen ${address} (no window here: ${screen.reason}; ${screen.mend})\n`)
  return FINISHED
}

type Opened = { readonly kind: 'open'; readonly running: Running } | NoKiosk

async function open(
  relay: string,
  settings: Settings,
  electronArgs: readonly string[],
  lines: LogLines,
): Promise<Opened> {
  const url = await screenAddress(relay, settings)
  const kiosk = await launchKiosk({ url, electronArgs, language: settings.language, log: lines })
  if (kiosk.kind === 'none') return kiosk
  lines.info({ program: kiosk.program }, 'the screen is open')
  return { kind: 'open', running: { ended: kiosk.exited.then(() => 'done'), stop: () => kiosk.close() } }
}

/** The page reads store and token from its own address; the token in the fragment never reaches a server's log. */
async function screenAddress(relay: string, { secret, store }: Settings): Promise<string> {
  if (!URL.canParse(relay)) throw new Failure('bad_usage', `--relay: ${relay} is not an address`)
  const url = new URL(relay)
  if (store !== 'main') url.searchParams.set('store', store)
  if (secret !== undefined) url.hash = `token=${await issueToken(secret, { role: 'screen', store }, TOKEN_HOLDS)}`
  return url.href
}
