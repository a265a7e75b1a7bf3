/** What lets a window in at a relay with a secret. */
import type { Settings } from '../platform/settings-schema.ts'
import { issueToken } from '../relay/access/token.ts'

/** Where a relay is if nobody says so: on this machine. */
export const DEFAULT_RELAY = 'http://127.0.0.1:8000'

/** A screen is installed once; its token is made anew at each start. */
const TOKEN_HOLDS = 10 * 365 * 86_400

/** The token it was given, else one made with the relay's secret where this machine knows it. */
export async function windowToken(
  { token, secret, store }: Settings,
  role: 'screen' | 'buttons',
): Promise<string | undefined> {
  if (token !== undefined) return token
  return secret === undefined ? undefined : issueToken(secret, { role, store }, TOKEN_HOLDS)
}
