/**
 * Pairing like a TV: a screen shows a code, one of the staff says whose it is, the screen gets its token. The token is
 * signed at the moment it is collected, by whichever relay the screen asks; until then only its id is known anywhere.
 */
import type { Clock } from '../../protocol/clock.ts'
import { newCode, newSecret, readSecret } from './pairing-code.ts'
import type { TokenCheck } from './token.ts'
import { newTokenId } from './token.ts'
import { CODE_HOLDS, type Issued, type Offer, type Vault } from './vault.ts'

/** A screen is installed once; revoking is how it ends before. Seconds. */
const TOKEN_HOLDS = 365 * 86_400
/** Two screens with one code are one in a hundred million. */
const TRIES = 3

export type Begun =
  | { readonly kind: 'begun'; readonly code: string; readonly secret: string; readonly expiresAt: number }
  | { readonly kind: 'full' }

export type Polled =
  | { readonly kind: 'pending'; readonly expiresAt: number }
  | { readonly kind: 'paired'; readonly token: string; readonly issued: Issued }
  | { readonly kind: 'refused' }
  | { readonly kind: 'expired' }

export type Approved =
  | { readonly kind: 'approved'; readonly issued: Issued }
  | { readonly kind: 'late' }
  | { readonly kind: 'unknown' }

type Parts = {
  readonly vault: Pick<Vault, 'offer' | 'look' | 'decide' | 'collect' | 'issued'>
  readonly tokens: Pick<Extract<TokenCheck, { kind: 'secret' }>, 'sign'>
  readonly clock: Clock
}

export class Pairing {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async begin(name: string | null, address: string): Promise<Begun> {
    const createdAt = this.#parts.clock.now()
    const expiresAt = createdAt + CODE_HOLDS
    for (let tries = 0; tries < TRIES; tries++) {
      const code = newCode()
      const secret = newSecret(code)
      const proof = readSecret(secret)?.proof ?? ''
      const offered = await this.#parts.vault.offer({ code, proof, name, address, createdAt, expiresAt })
      if (offered === 'offered') return { kind: 'begun', code, secret, expiresAt }
      if (offered === 'full') break
    }
    return { kind: 'full' }
  }

  async poll(secret: string): Promise<Polled> {
    const read = readSecret(secret)
    if (!read) return { kind: 'expired' }
    const collected = await this.#parts.vault.collect(read.code, read.proof)
    switch (collected.kind) {
      case 'approved':
        return this.#paired(collected.issued)
      case 'unknown':
        return { kind: 'expired' }
      case 'pending':
      case 'refused':
        return collected
    }
  }

  look(code: string): Promise<Offer | undefined> {
    return this.#parts.vault.look(code)
  }

  async approve(code: string, store: string, name: string): Promise<Approved> {
    const issuedAt = Math.floor(this.#parts.clock.now() / 1_000) * 1_000
    const expiresAt = issuedAt + TOKEN_HOLDS * 1_000
    const issued: Issued = { id: newTokenId(), store, name, role: 'screen', issuedAt, expiresAt }
    const decided = await this.#parts.vault.decide(code, { kind: 'approved', issued })
    return decided === 'decided' ? { kind: 'approved', issued } : { kind: decided }
  }

  refuse(code: string): Promise<'decided' | 'late' | 'unknown'> {
    return this.#parts.vault.decide(code, { kind: 'refused' })
  }

  async issued(store: string): Promise<Issued[]> {
    const issued = await this.#parts.vault.issued(store)
    return issued.sort((one, other) => other.issuedAt - one.issuedAt)
  }

  async #paired(issued: Issued): Promise<Polled> {
    const { id, role, store, name, expiresAt } = issued
    const seconds = Math.floor(expiresAt / 1_000) - Math.floor(this.#parts.clock.now() / 1_000)
    const { token } = await this.#parts.tokens.sign({ role, store, id, name }, seconds)
    return { kind: 'paired', token, issued }
  }
}
