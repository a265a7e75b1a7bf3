/** What the relay says about itself over HTTP. */

import * as v from 'valibot'
import { reason, systemCode } from '../../../platform/failure.ts'
import { httpAddress, reachedHere } from '../../../platform/http-address.ts'
import type { Settings } from '../../../platform/settings-schema.ts'
import { issueToken } from '../../../relay/access/token.ts'

export type RelayFacts = {
  readonly address: string
  readonly state:
    | { readonly kind: 'unreachable'; readonly reason: string }
    /** Something answers there, but it is not CashierQ. */
    | { readonly kind: 'foreign' }
    | { readonly kind: 'answers'; readonly ready: Ready; readonly clients: Clients; readonly board: BoardAnswer }
}

export type Ready =
  | { readonly kind: 'ready'; readonly roundTripMs: number }
  | { readonly kind: 'not_ready'; readonly reason: string }

export type Clients =
  | { readonly kind: 'counted'; readonly byRole: ReadonlyMap<string, number> }
  | { readonly kind: 'unknown'; readonly reason: string }

export type BoardAnswer =
  /** `offsetMs`: the relay's log time, less the time here; right to `withinMs`. */
  | { readonly kind: 'answered'; readonly offsetMs: number; readonly withinMs: number }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'unknown'; readonly reason: string }

/** The relay itself gives up on a round trip after 3 s, and then says why, ms. */
const PATIENCE = 4_000
/** Only for as long as the doctor asks, s. */
const TOKEN_HOLDS = 60

const Alive = v.object({ status: v.literal('alive') })
const ReadyAnswer = v.object({ status: v.literal('ready'), roundTripMs: v.number() })
const Refusal = v.object({ code: v.string(), message: v.string() })
const Board = v.object({ time: v.number() })

type Asked = Pick<Settings, 'host' | 'port' | 'store' | 'secret'>

export async function readRelay({ host, port, store, secret }: Asked): Promise<RelayFacts> {
  const address = reachedHere(httpAddress(host, port))
  const token = secret === undefined ? undefined : await issueToken(secret, { role: 'integration', store }, TOKEN_HOLDS)
  const ask = (path: string) => get(`${address}${path}`, token)
  const alive = await ask('/healthz')
  if (alive.kind === 'failed') return { address, state: { kind: 'unreachable', reason: alive.reason } }
  if (!v.is(Alive, alive.json)) return { address, state: { kind: 'foreign' } }
  const [ready, metrics, board] = await Promise.all([ask('/readyz'), ask('/metrics'), askBoard(ask, store)])
  return { address, state: { kind: 'answers', ready: readyOf(ready), clients: clientsOf(metrics), board } }
}

type Answer =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string; readonly json: unknown }
  | { readonly kind: 'failed'; readonly reason: string }

async function get(url: string, token: string | undefined): Promise<Answer> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(PATIENCE),
      redirect: 'error',
      ...(token !== undefined && { headers: { Authorization: `Bearer ${token}` } }),
    })
    const text = await response.text()
    return { kind: 'answered', status: response.status, text, json: parse(text) }
  } catch (error) {
    return { kind: 'failed', reason: networkReason(error) }
  }
}

/** What `fetch` throws says "fetch failed"; the reason hangs below it. */
function networkReason(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${PATIENCE} ms`
  const cause = error instanceof Error ? error.cause : undefined
  return systemCode(cause) ?? systemCode(error) ?? reason(cause ?? error)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function readyOf(answer: Answer): Ready {
  if (answer.kind === 'failed') return { kind: 'not_ready', reason: answer.reason }
  if (v.is(ReadyAnswer, answer.json)) return { kind: 'ready', roundTripMs: answer.json.roundTripMs }
  return { kind: 'not_ready', reason: refusalOf(answer).message }
}

function clientsOf(answer: Answer): Clients {
  if (answer.kind === 'failed') return { kind: 'unknown', reason: answer.reason }
  if (answer.status !== 200) return { kind: 'unknown', reason: refusalOf(answer).message }
  const gauges = answer.text.matchAll(/^cashierq_clients\{role="(\w+)"\} (\d+)$/gmu)
  return { kind: 'counted', byRole: new Map([...gauges].map(([, role = '', count]) => [role, Number(count)])) }
}

async function askBoard(ask: (path: string) => Promise<Answer>, store: string): Promise<BoardAnswer> {
  const before = Date.now()
  const answer = await ask(`/api/v1/stores/${store}/board`)
  const after = Date.now()
  if (answer.kind === 'failed') return { kind: 'unknown', reason: answer.reason }
  if (!v.is(Board, answer.json)) return { kind: 'refused', ...refusalOf(answer) }
  const half = (after - before) / 2
  return { kind: 'answered', offsetMs: Math.round(answer.json.time - before - half), withinMs: Math.ceil(half) + 1 }
}

function refusalOf({ status, json }: Extract<Answer, { kind: 'answered' }>): v.InferOutput<typeof Refusal> {
  return v.is(Refusal, json) ? json : { code: String(status), message: `it answers with status ${status}` }
}
