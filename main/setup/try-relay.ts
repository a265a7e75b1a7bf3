/** Asks an address whether a relay of ours is there, and whether a press would reach a screen of it. */
import * as v from 'valibot'
import { reason } from '../../platform/failure.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { Tried } from '../../protocol/setup.ts'

export type Fetch = (
  url: string,
  init: { readonly signal: AbortSignal; readonly redirect: 'error' },
) => Promise<Response>
export type TryParts = { readonly fetch: Fetch; readonly clock: Clock }

/** Longer than the relay's own patience with its log (3 s), so that its reason is the one shown, ms. */
export const TRY_PATIENCE = 5_000

const Alive = v.object({ status: v.literal('alive') })
const Ready = v.object({ status: v.literal('ready'), roundTripMs: v.number() })
const NotReady = v.object({ code: v.literal('not_ready'), message: v.string() })

export async function tryRelay(address: unknown, { fetch, clock }: TryParts): Promise<Tried> {
  const base = baseOf(address)
  if (!base) return { kind: 'not', reason: 'this is no address: it must begin with http:// or https://' }
  const abort = new AbortController()
  const late = new Error(`no answer within ${TRY_PATIENCE / 1_000} s`)
  const cancel = clock.after(TRY_PATIENCE, () => abort.abort(late))
  const ask = async (path: string): Promise<unknown> => {
    // A log-in page of the network in between answers with a redirect; that is no relay.
    const response = await fetch(new URL(path, base).href, { signal: abort.signal, redirect: 'error' })
    return response.json()
  }
  try {
    if (!v.is(Alive, await ask('healthz'))) return NO_RELAY
    return readiness(await ask('readyz'))
  } catch (error) {
    return error instanceof SyntaxError
      ? NO_RELAY
      : { kind: 'not', reason: abort.signal.aborted ? late.message : cause(error) }
  } finally {
    cancel()
  }
}

const NO_RELAY: Tried = { kind: 'not', reason: 'something answers there, but it is no CashierQ relay' }

function readiness(answer: unknown): Tried {
  if (v.is(Ready, answer)) return { kind: 'reached', roundTripMs: answer.roundTripMs }
  return v.is(NotReady, answer) ? { kind: 'not-ready', reason: answer.message } : NO_RELAY
}

/** The relay may lie below a path of a proxy. */
function baseOf(address: unknown): URL | undefined {
  if (typeof address !== 'string' || !URL.canParse(address)) return undefined
  const url = new URL(address)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}

/** Node's fetch says "fetch failed" and hides why in the cause. */
function cause(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? error.cause.message : reason(error)
}
