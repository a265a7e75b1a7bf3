/** How somebody is answered over HTTP who is not let in, or whose store is not there: the same by every handler. */
import type { NotAdmitted } from '../access/access.ts'
import type { Opened } from '../stores.ts'
import type { HttpError } from './reply.ts'

/** Seconds until most of an address's wrong tokens are forgiven, as the message says it. */
const AFTER_WRONG_TOKENS = 60

export function refusalOf({ code, message }: NotAdmitted): HttpError {
  if (code !== 'too_fast') return { status: 401, code, message }
  return { status: 429, code, message, retryAfter: AFTER_WRONG_TOKENS }
}

const STATUS = { unknown_store: 404, too_many_stores: 503, log_away: 503 } as const

/** For a store that the path names. */
export function notOpened({ code, message }: Extract<Opened, { kind: 'refused' }>): HttpError {
  return { status: STATUS[code], code, message }
}
