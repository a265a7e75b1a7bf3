/** Whether a client may stay: its token may be revoked, or end, while it is connected. */
import type { Granted } from '../access/access.ts'
import type { RelayContext } from '../http/context.ts'

/** What it takes to know that. */
export type LapseContext = {
  readonly revocations: Pick<RelayContext['revocations'], 'isRevoked'>
  readonly timeOfDay: Pick<RelayContext['timeOfDay'], 'now'>
}

/** Why the client may stay no longer; undefined: it may. */
export function lapsed({ id, expiresAt }: Granted, { revocations, timeOfDay }: LapseContext): string | undefined {
  if (id !== undefined && revocations.isRevoked(id)) return 'the token is revoked'
  if (expiresAt !== undefined && timeOfDay.now() >= expiresAt * 1_000) return 'the token has expired'
  return undefined
}
