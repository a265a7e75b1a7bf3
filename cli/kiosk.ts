/** `cashierq kiosk`: the customers' screen of a relay, fullscreen. */
import { Failure } from '../platform/failure.ts'
import type { LogLines } from '../platform/logger.ts'
import type { Settings } from '../platform/settings-schema.ts'
import { issueToken } from '../relay/access/token.ts'
import { launchKiosk } from './kiosk/kiosk.ts'
import { FINISHED, type RunContext, type Running } from './run.ts'

/** A screen is installed once; its token is made anew at each start. */
const TOKEN_HOLDS = 10 * 365 * 86_400

export async function runKiosk({ settings, flags, passedOn, lines }: RunContext): Promise<Running> {
  const windowed = flags['windowed'] === true ? ['--windowed'] : []
  const address = await screenAddress(String(flags['relay']), settings)
  const kiosk = await launchKiosk({
    url: address,
    electronArgs: [...passedOn, ...windowed],
    language: settings.language,
    log: lines,
  })
  if (kiosk.kind === 'none') throw new Failure('no_kiosk', `no window: ${kiosk.reason}; ${kiosk.mend}`)
  lines.info({ program: kiosk.program }, 'the screen is open')
  return { ended: kiosk.exited.then(() => 'done'), stop: () => kiosk.close() }
}

/** Opens the screen beside a relay of this process. Without a window, people are told where to look. */
export async function openScreen(address: string, settings: Settings, passedOn: readonly string[], lines: LogLines) {
  const url = await screenAddress(address, settings)
  const kiosk = await launchKiosk({ url, electronArgs: passedOn, language: settings.language, log: lines })
  if (kiosk.kind === 'none') {
    lines.warn({ reason: kiosk.reason }, 'no window for the screen')
    process.stdout.write(`cashierq screen ${address} (no window here: ${kiosk.reason}; ${kiosk.mend})\n`)
    return FINISHED
  }
  lines.info({ program: kiosk.program }, 'the screen is open')
  return { ended: kiosk.exited.then(() => 'done' as const), stop: () => kiosk.close() }
}

/** The page reads store and token from its own address; the token in the fragment never reaches a server's log. */
async function screenAddress(relay: string, { secret, store }: Settings): Promise<string> {
  if (!URL.canParse(relay)) throw new Failure('bad_usage', `--relay: ${relay} is not an address`)
  const url = new URL(relay)
  if (store !== 'main') url.searchParams.set('store', store)
  if (secret !== undefined) url.hash = `token=${await issueToken(secret, { role: 'screen', store }, TOKEN_HOLDS)}`
  return url.href
}
