/**
 * Tokens that were found good, so that ten thousand screens that come back at once are not ten thousand signatures.
 * A digest stands for each token: a heap dump holds none of them, and looking one up says nothing about another.
 */
import { createHash } from 'node:crypto'
import type { Clock } from '../../protocol/clock.ts'
import type { Grant } from './token.ts'

/** Two relays' worth of screens; about 6 MB. The oldest are forgotten, and merely verified again. */
const MOST = 20_000

export class VerifiedTokens {
  readonly #clock: Clock
  readonly #grants = new Map<string, Grant>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Never one whose time is over. */
  find(token: string): Grant | undefined {
    const key = digest(token)
    const grant = this.#grants.get(key)
    if (grant === undefined || this.#holds(grant)) return grant
    this.#grants.delete(key)
    return undefined
  }

  keep(token: string, grant: Grant): void {
    if (this.#grants.size >= MOST) {
      const oldest = this.#grants.keys().next()
      if (!oldest.done) this.#grants.delete(oldest.value)
    }
    this.#grants.set(digest(token), grant)
  }

  #holds({ expiresAt = 0 }: Grant): boolean {
    return this.#clock.now() < expiresAt * 1_000
  }
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64')
}
