/** Errors of Redis to failures with a code. No text of Redis goes out with the password in it. */
import { Failure, reason } from '../../platform/failure.ts'
import type { RedisAddress } from './redis-address.ts'

/** Replies that a later try may not get again: Redis starts, fails over, is full, or waits for its operator. */
const PASSING = new Set([
  'LOADING',
  'BUSY',
  'MASTERDOWN',
  'READONLY',
  'CLUSTERDOWN',
  'TRYAGAIN',
  'MISCONF',
  'OOM',
  'NOREPLICAS',
  'NOAUTH',
  'WRONGPASS',
  'NOPERM',
])

/** A node of a cluster says where the answer is: for good (`MOVED`), this once (`ASK`), or soon (`TRYAGAIN`). */
export type Redirect =
  | { readonly kind: 'moved' | 'ask'; readonly slot: number; readonly to: string }
  | { readonly kind: 'later' }

export class Redirected extends Failure {
  readonly redirect: Redirect

  constructor(message: string, redirect: Redirect) {
    super(redirect.kind === 'later' ? 'log_unavailable' : 'log_protocol', message)
    this.redirect = redirect
  }
}

/**
 * The first word of an error reply, which the protocol defines as its code; `undefined` if it is another error. What
 * an old Redis says in a script stands behind words of its own: `ERR Error running script (…): -READONLY You can't…`.
 */
export function replyWord(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return undefined
  const [, within] = /^ERR Error running script.*?: -([A-Z]+) /u.exec(error.message) ?? []
  return within ?? /^[A-Z]+/u.exec(error.message)?.[0]
}

export function replyFailure(address: RedisAddress, error: unknown): Failure {
  const message = `Redis at ${address.label} refuses: ${withoutSecrets(address, reason(error))}`
  const redirect = redirectOf(reason(error))
  if (redirect?.kind === 'later') return new Redirected(message, redirect)
  if (redirect) return new Redirected(`${message}; it is one of a cluster, which needs redis+cluster://`, redirect)
  return new Failure(PASSING.has(replyWord(error) ?? '') ? 'log_unavailable' : 'log_protocol', message)
}

/** No `cause`: ioredis hangs the arguments of the command on its errors, and those of AUTH are the password. */
export function unavailable(address: RedisAddress, trouble: string): Failure {
  return new Failure('log_unavailable', `cannot reach Redis at ${address.label}: ${withoutSecrets(address, trouble)}`)
}

function redirectOf(text: string): Redirect | undefined {
  const [, word, slot, to = ''] = /^(MOVED|ASK) (\d+) (\S+)/u.exec(text) ?? []
  if (word !== undefined) return { kind: word === 'ASK' ? 'ask' : 'moved', slot: Number(slot), to }
  return /^(TRYAGAIN|CLUSTERDOWN) /u.test(text) ? { kind: 'later' } : undefined
}

function withoutSecrets({ password }: RedisAddress, text: string): string {
  return password === undefined ? text : text.replaceAll(password, '***')
}
