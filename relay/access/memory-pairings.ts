/** Codes of screens that want in, where one relay alone serves its store: they need not outlive it. */
import type { Clock } from '../../protocol/clock.ts'
import { CODE_HOLDS, type Collected, type Decision, type Issued, MOST_OFFERS, type Offer, TOLD_AGAIN } from './vault.ts'

type Place = { readonly offer: Offer; readonly endsAt: number; decision: Decision | undefined }

export class MemoryPairings {
  readonly #clock: Clock
  /** In the order of their ends. */
  readonly #places = new Map<string, Place>()
  /** What was collected, by proof; in the order of their ends. */
  readonly #told = new Map<string, { readonly issued: Issued; readonly endsAt: number }>()

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
    if (place?.offer.proof !== proof) return this.#toldBefore(proof)
    const { decision, offer } = place
    if (decision === undefined) return { kind: 'pending', expiresAt: offer.expiresAt }
    if (decision.kind === 'approved') {
      this.#places.delete(code)
      this.#told.set(proof, { issued: decision.issued, endsAt: this.#clock.now() + TOLD_AGAIN })
    }
    return decision
  }

  #toldBefore(proof: string): Collected {
    const told = this.#told.get(proof)
    return told === undefined ? { kind: 'unknown' } : { kind: 'approved', issued: told.issued }
  }

  #place(code: string): Place | undefined {
    this.#forgetEnded()
    return this.#places.get(code)
  }

  #forgetEnded(): void {
    const now = this.#clock.now()
    deleteEnded(this.#places, now)
    deleteEnded(this.#told, now)
  }
}

function deleteEnded(map: Map<string, { readonly endsAt: number }>, now: number): void {
  for (const [key, { endsAt }] of map) {
    if (endsAt > now) return
    map.delete(key)
  }
}
