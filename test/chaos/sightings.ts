/** What screens have shown, held against the log. A screen may know an entry before the checker has read it. */
import type { Life } from './life.ts'
import type { Complain } from './violation.ts'

export type Sighting = { readonly board: number; readonly store: string; readonly epoch: string } & (
  | {
      readonly kind: 'view'
      /** Of the state that was shown. */
      readonly offset: number
      /** Of the entry that made the call. */
      readonly call: number
      readonly cashier: number
    }
  | { readonly kind: 'state'; readonly offset: number; readonly hash: string }
)

export class Sightings {
  readonly #complain: Complain
  #waiting: Sighting[] = []
  views = 0
  states = 0

  constructor(complain: Complain) {
    this.#complain = complain
  }

  saw(sighting: Sighting): void {
    this.#waiting.push(sighting)
  }

  /** Judges what the lives read so far can answer; `over`: they will not grow any more. */
  settle(lives: readonly Life[], when: 'reading' | 'over'): void {
    const open: Sighting[] = []
    for (const sighting of this.#waiting) {
      const life = lives.findLast(({ store, epoch }) => store === sighting.store && epoch === sighting.epoch)
      if (life && life.offset >= sighting.offset) this.#judge(sighting, life)
      else if (when === 'reading') open.push(sighting)
      else this.#phantom(sighting, `has a state at offset ${sighting.offset}, where the log never came`)
    }
    this.#waiting = open
  }

  #judge(sighting: Sighting, life: Life): void {
    if (sighting.kind === 'view') {
      this.views++
      if (sighting.call <= sighting.offset && life.calledAt(sighting.call) === sighting.cashier) return
      return this.#phantom(
        sighting,
        `showed till ${sighting.cashier} for entry ${sighting.call}, which is no such call`,
      )
    }
    this.states++
    if (life.hashAt(sighting.offset) === sighting.hash) return
    const where = `${sighting.store}, life ${life.number}, offset ${sighting.offset}`
    this.#complain({ kind: 'diverged', where, text: `board ${sighting.board} had another state there` })
  }

  #phantom({ board, store, epoch }: Sighting, text: string): void {
    this.#complain({ kind: 'phantom', where: `${store}, epoch ${epoch}`, text: `board ${board} ${text}` })
  }
}
