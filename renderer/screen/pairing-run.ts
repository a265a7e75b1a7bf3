/** Carries out what the pairing machine wants: asks the relay, waits, tells what is to be shown and when it may enter. */
import type { Clock } from '../../protocol/clock.ts'
import type { Link } from '../client/link.ts'
import {
  type Entry,
  type Invitation,
  invitation,
  OFF,
  type Pairing,
  type PairingEffect,
  type PairingEvent,
  pairingWakeAt,
  stepPairing,
} from './pairing.ts'
import type { PairingApi } from './pairing-api.ts'

export type PairingParts = {
  readonly api: PairingApi
  readonly clock: Clock
  /** In [0, 1). */
  readonly random?: () => number
  /** What is shown, or whether anything may be, has changed. */
  readonly onChange: () => void
  readonly onEnter: (entry: Entry) => void
}

/** How a page stands to its relay, as far as pairing cares: a relay that cannot be reached has not refused anybody. */
export type Door = 'let-in' | 'not-allowed' | 'unknown'

export function doorOf(link: Link): Door {
  if (link.kind === 'live') return 'let-in'
  return link.kind === 'refused' && link.code === 'not_allowed' ? 'not-allowed' : 'unknown'
}

export class PairingRun {
  readonly #parts: PairingParts
  #pairing: Pairing = OFF
  #cancelWake: () => void = () => {}

  constructor(parts: PairingParts) {
    this.#parts = parts
  }

  /** Whether the relay wants another token: nothing that was known may be shown. */
  get isOn(): boolean {
    return this.#pairing.kind === 'on'
  }

  shown(): Invitation {
    return invitation(this.#pairing, this.#parts.clock.now())
  }

  /** May be told the same again. */
  door(door: Door): void {
    if (door !== 'unknown') this.#step({ kind: door })
  }

  #step(event: PairingEvent): void {
    const { clock, onChange, random = Math.random } = this.#parts
    const now = clock.now()
    const { pairing, effects } = stepPairing(this.#pairing, event, { now, random: random() })
    const changed = pairing !== this.#pairing
    this.#pairing = pairing
    if (changed) this.#arm(now)
    // The page enters before it is told that it may show again: until then it knows what it knew when it was sent away.
    for (const effect of effects) void this.#carryOut(effect)
    if (changed) onChange()
  }

  #arm(now: number): void {
    this.#cancelWake()
    const at = pairingWakeAt(this.#pairing)
    if (at === null || at === Infinity) return
    this.#cancelWake = this.#parts.clock.after(Math.max(0, Math.ceil(at - now)), () => this.#step({ kind: 'wake' }))
  }

  async #carryOut(effect: PairingEffect): Promise<void> {
    const { api, onEnter } = this.#parts
    switch (effect.kind) {
      case 'ask': {
        const offer = await api.ask()
        return this.#step(offer ? { kind: 'offered', offer } : { kind: 'not-offered' })
      }
      case 'look': {
        const answers = effect.secrets.map(async (secret) => ({ secret, answer: await api.look(secret) }))
        return this.#step({ kind: 'looked', answers: await Promise.all(answers) })
      }
      case 'enter':
        return onEnter(effect.entry)
    }
  }
}
