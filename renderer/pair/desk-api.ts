/** The relay as the staff's page asks it. Never rejects: what went wrong is an outcome. */
import * as v from 'valibot'
import { grouped } from './code.ts'
import type { Listed, Outcome, Problem, Request } from './desk.ts'

type Fetch = (address: string, init: RequestInit) => Promise<Response>
type Reply = { readonly status: number; readonly body: unknown }

const PATIENCE = 10_000

const Found = v.object({
  code: v.string(),
  name: v.nullish(v.string(), null),
  address: v.string(),
  createdAt: v.number(),
  /** How long ago the screen has asked, ms; an answer without it is measured by this machine's clock. */
  ageMs: v.exactOptional(v.number()),
})

const Tokens = v.object({
  store: v.string(),
  tokens: v.array(v.object({ id: v.string(), name: v.string(), issuedAt: v.number(), expiresAt: v.number() })),
})

const Coded = v.object({ code: v.string() })

export class DeskApi {
  readonly #fetch: Fetch
  readonly #now: () => number

  constructor(fetch: Fetch, now: () => number) {
    this.#fetch = fetch
    this.#now = now
  }

  async list(token: string): Promise<Outcome<Listed>> {
    const reply = await this.#request(token, 'GET', '/api/v1/tokens')
    return read(reply, Tokens, ({ store, tokens }) => ({ store, screens: tokens }))
  }

  async look(token: string, code: string): Promise<Outcome<Request>> {
    const reply = await this.#request(token, 'GET', pairing(code))
    return read(reply, Found, ({ createdAt, ageMs, ...found }) => ({
      ...found,
      askedAgo: ageMs ?? Math.max(0, this.#now() - createdAt),
    }))
  }

  async approve(token: string, code: string, name: string): Promise<Outcome<undefined>> {
    return done(await this.#request(token, 'POST', `${pairing(code)}/approve`, { name }))
  }

  async refuse(token: string, code: string): Promise<Outcome<undefined>> {
    return done(await this.#request(token, 'POST', `${pairing(code)}/refuse`, {}))
  }

  async revoke(token: string, id: string): Promise<Outcome<undefined>> {
    return done(await this.#request(token, 'POST', '/api/v1/tokens/revoke', { id }))
  }

  async #request(token: string, method: string, path: string, body?: object): Promise<Reply> {
    const headers = { Authorization: `Bearer ${token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) }
    const sent = body ? { body: JSON.stringify(body) } : {}
    try {
      const answer = await this.#fetch(path, {
        method,
        headers,
        ...sent,
        cache: 'no-store',
        signal: AbortSignal.timeout(PATIENCE),
      })
      return { status: answer.status, body: answer.status === 204 ? undefined : await answer.json() }
    } catch (error) {
      // No relay, no answer in time, no JSON; or a pasted text that no header can hold.
      if (error instanceof Error) return { status: 0, body: undefined }
      throw error
    }
  }
}

function pairing(code: string): string {
  return `/api/v1/pairings/${encodeURIComponent(grouped(code))}`
}

function read<Schema extends v.GenericSchema, Value>(
  reply: Reply,
  schema: Schema,
  make: (output: v.InferOutput<Schema>) => Value,
): Outcome<Value> {
  const result = v.safeParse(schema, reply.body)
  return reply.status === 200 && result.success ? { kind: 'ok', value: make(result.output) } : failed(reply)
}

function done(reply: Reply): Outcome<undefined> {
  return reply.status === 200 || reply.status === 204 ? { kind: 'ok', value: undefined } : failed(reply)
}

const PROBLEMS: { readonly [code: string]: Problem } = {
  unknown_code: 'unknown-code',
  already_decided: 'already-decided',
  too_fast: 'too-fast',
  pairing_off: 'off',
  unknown_token: 'unknown-screen',
}

function failed({ status, body }: Reply): Outcome<never> {
  if (status === 401) return { kind: 'not-staff' }
  const coded = v.safeParse(Coded, body)
  return { kind: 'failed', problem: (coded.success ? PROBLEMS[coded.output.code] : undefined) ?? 'away' }
}
