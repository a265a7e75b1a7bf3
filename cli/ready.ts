/** Says on standard output that a press would reach a screen: other programs wait for this line. */
import { reason } from '../platform/failure.ts'
import { reachedHere } from '../platform/http-address.ts'
import type { LogLines } from '../platform/logger.ts'
import { systemClock } from '../platform/system-clock.ts'
import type { Relay } from '../relay/relay.ts'

const RETRY = 500

/** Prints the ready line as soon as a round trip has been seen; resolves then with the address for people. */
export async function announce(relay: Relay, lines: LogLines): Promise<string> {
  const address = reachedHere(relay.address)
  for (;;) {
    const ready = await relay.readiness.check()
    if (ready.kind === 'ready') break
    lines.warn({ reason: ready.reason }, 'not ready yet')
    await new Promise<void>((resolve) => systemClock.after(RETRY, resolve))
  }
  process.stdout.write(`cashierq ready ${address}\n`)
  return address
}

/** Logs whatever unexpected thing keeps the ready line away; the relay itself goes on. */
export function announceAside(relay: Relay, lines: LogLines): void {
  announce(relay, lines).catch((error: unknown) => lines.error({ reason: reason(error) }, 'readiness failed'))
}
