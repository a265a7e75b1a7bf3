/**
 * The relay's pairing as this page asks for it: always at the page's own origin. In the kiosk its program passes it on.
 * Never rejects: no answer is an answer.
 */
import * as v from 'valibot'
import { StoreName } from '../../protocol/settings.ts'
import type { Answer, Offer } from './pairing.ts'

export type PairingApi = {
  ask(): Promise<Offer | undefined>
  look(secret: string): Promise<Answer>
}

const PATH = '/api/v1/pairings'
/** A relay that answers at all does so within this time, ms. */
const PATIENCE = 5_000

const Offered = v.object({
  code: v.pipe(v.string(), v.regex(/^[0-9A-Z-]{4,20}$/u)),
  secret: v.pipe(v.string(), v.minLength(8), v.maxLength(200)),
  url: v.pipe(v.string(), v.url(), v.maxLength(300)),
  /** How long it holds, ms: the relay's clock and this machine's may be years apart. */
  expiresIn: v.pipe(v.number(), v.minValue(0), v.maxValue(86_400_000)),
})

const Paired = v.object({ status: v.literal('paired'), token: v.string(), store: StoreName })

type Fetch = (address: string, init: RequestInit) => Promise<Response>

type Reply = { readonly status: number; readonly body: unknown }

/** `name` is what staff call this screen; `now` is the page's own clock, ms. */
export function pairingApi(fetch: Fetch, name: string, now: () => number): PairingApi {
  return {
    async ask() {
      const from = now()
      const headers = { 'Content-Type': 'application/json' }
      const { body } = await request(fetch, PATH, { method: 'POST', headers, body: JSON.stringify({ name }) })
      const read = v.safeParse(Offered, body)
      if (!read.success) return undefined
      const { expiresIn, ...offer } = read.output
      return { ...offer, endsAt: from + expiresIn }
    },
    async look(secret) {
      return answerOf(await request(fetch, `${PATH}/current`, { headers: { Authorization: `Bearer ${secret}` } }))
    },
  }
}

/** Status 0: no relay, no answer in time, or none that is JSON. All the same to a screen, which asks again. */
async function request(fetch: Fetch, path: string, init: RequestInit): Promise<Reply> {
  try {
    const answer = await fetch(path, { ...init, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) })
    return { status: answer.status, body: await answer.json() }
  } catch (error) {
    if (error instanceof Error) return { status: 0, body: undefined }
    throw error
  }
}

function answerOf({ status, body }: Reply): Answer {
  if (status === 202) return { kind: 'waiting' }
  if (status === 403) return { kind: 'refused' }
  if (status === 404) return { kind: 'gone' }
  const read = v.safeParse(Paired, body)
  if (status !== 200 || !read.success) return { kind: 'none' }
  const { token, store } = read.output
  return { kind: 'approved', token, store }
}
