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

/** The first word of an error reply, which the protocol defines as its code; `undefined` if it is another error. */
export function replyWord(error: unknown): string | undefined {
  return error instanceof Error && error.name === 'ReplyError' ? /^[A-Z]+/u.exec(error.message)?.[0] : undefined
}

export function replyFailure(address: RedisAddress, error: unknown): Failure {
  const code = PASSING.has(replyWord(error) ?? '') ? 'log_unavailable' : 'log_protocol'
  return new Failure(code, `Redis at ${address.label} refuses: ${withoutSecrets(address, reason(error))}`)
}

/** No `cause`: ioredis hangs the arguments of the command on its errors, and those of AUTH are the password. */
export function unavailable(address: RedisAddress, trouble: string): Failure {
  return new Failure('log_unavailable', `cannot reach Redis at ${address.label}: ${withoutSecrets(address, trouble)}`)
}

function withoutSecrets({ password }: RedisAddress, text: string): string {
  return password === undefined ? text : text.replaceAll(password, '***')
}
