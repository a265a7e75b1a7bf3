/** Codes of screens that want in, where one relay alone serves its store: they need not outlive it. */
import type { Clock } from '../../protocol/clock.ts'
import { CODE_HOLDS, type Collected, type Decision, MOST_OFFERS, type Offer } from './vault.ts'

type Place = { readonly offer: Offer; readonly endsAt: number; decision: Decision | undefined }

export class MemoryPairings {
  readonly #clock: Clock
  /** In the order of their ends. */
  readonly #places = new Map<string, Place>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  offer(offer: Offer): 'offered' | 'taken' | 'full' {
    this.#forgetEnded()
    if (this.#places.has(offer.code)) return 'taken'
    if (this.#places.size >= MOST_OFFERS) return 'full'
    this.#places.set(offer.code, { offer, endsAt: this.#clock.now() + CODE_HOLDS, decision: undefined })
    return 'offered'
  }

  look(code: string): Offer | undefined {
    const place = this.#place(code)
    return place?.decision === undefined ? place?.offer : undefined
  }

  decide(code: string, decision: Decision): 'decided' | 'late' | 'unknown' {
    const place = this.#place(code)
    if (!place) return 'unknown'
    if (place.decision) return 'late'
    place.decision = decision
    return 'decided'
  }

  collect(code: string, proof: string): Collected {
    const place = this.#place(code)
    if (place?.offer.proof !== proof) return { kind: 'unknown' }
    const { decision, offer } = place
    if (decision === undefined) return { kind: 'pending', expiresAt: offer.expiresAt }
    if (decision.kind === 'approved') this.#places.delete(code)
    return decision
  }

  #place(code: string): Place | undefined {
    this.#forgetEnded()
    return this.#places.get(code)
  }

  #forgetEnded(): void {
    const now = this.#clock.now()
    for (const [code, { endsAt }] of this.#places) {
      if (endsAt > now) return
      this.#places.delete(code)
    }
  }
}
