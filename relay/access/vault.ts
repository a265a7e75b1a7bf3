/**
 * The vault's port: what the relays of one Redis must know together, and what must outlive a restart. Codes of screens
 * that want in (short-lived), tokens that were given for them, and tokens that are revoked. No secret and no token lies in
 * it: whoever reads it can let nobody in. Two adapters (Redis, a folder) pass one contract test.
 */

/** A screen that asks to be let in. */
export type Offer = {
  /** Without hyphen, as `normalCode` has it. */
  readonly code: string
  /** Digest of the secret by which the screen asks what became of it. */
  readonly proof: string
  /** What the screen calls itself. */
  readonly name: string | null
  readonly address: string
  /** ms since 1970. */
  readonly createdAt: number
  readonly expiresAt: number
}

/** A token that was given by pairing; not the token itself. */
export type Issued = {
  readonly id: string
  readonly store: string
  readonly name: string
  readonly role: 'screen'
  /** ms since 1970. */
  readonly issuedAt: number
  readonly expiresAt: number
}

export type Decision = { readonly kind: 'approved'; readonly issued: Issued } | { readonly kind: 'refused' }

export type Collected =
  | { readonly kind: 'pending'; readonly expiresAt: number }
  | { readonly kind: 'refused' }
  /** The token stands in its store's list from now on. Said again for `TOLD_AGAIN`, unless it was revoked meanwhile. */
  | { readonly kind: 'approved'; readonly issued: Issued }
  /** Expired, collected a while ago, or never there; or the proof is another one. */
  | { readonly kind: 'unknown' }

export type Revocation = {
  readonly id: string
  /** ms since 1970: when the token would have ended; then it may be forgotten. */
  readonly expiresAt: number
}

export type RevocationList =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'changed'; readonly revision: string; readonly revocations: readonly Revocation[] }

/** How long a code holds, ms. */
export const CODE_HOLDS = 600_000
/** How long what was collected is said again to the same proof, ms: the first answer may be lost on its way. */
export const TOLD_AGAIN = 60_000
/** Codes at once: each is some hundred bytes, and each more makes guessing one easier. */
export const MOST_OFFERS = 5_000

/** Every method rejects with a `Failure` while the vault is away (`log_unavailable`, `storage_failed`). */
export interface Vault {
  /** Keeps the offer for `CODE_HOLDS`. `taken`: there is such a code, make another. */
  offer(offer: Offer): Promise<'offered' | 'taken' | 'full'>
  /** The offer, while nobody has decided on it. */
  look(code: string): Promise<Offer | undefined>
  /** Once for each offer, whoever is first. */
  decide(code: string, decision: Decision): Promise<'decided' | 'late' | 'unknown'>
  collect(code: string, proof: string): Promise<Collected>
  /** The tokens given by pairing in this store that are neither revoked nor over. */
  issued(store: string): Promise<Issued[]>
  /** Also takes the token off its store's list. Again is the same. */
  revoke(revocation: Revocation, store: string): Promise<void>
  /** All revocations that still count, unless nothing has changed since `known`. */
  revocations(known: string | undefined): Promise<RevocationList>
}
