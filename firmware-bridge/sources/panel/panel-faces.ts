/** Keeps the keys of a panel true: each is told what it shows when that has changed, and after each opening. */
import type { Clock } from '../../../protocol/clock.ts'
import type { Till } from '../../../protocol/settings.ts'
import type { Desks } from '../../desks.ts'
import type { PanelKey, PanelKind } from './panel.ts'

export type PanelFacesOptions = {
  readonly clock: Clock
  readonly desks: Desks
  readonly view: PanelKind['view']
  readonly keys: readonly PanelKey[]
  readonly tillOf: (key: PanelKey) => Till | undefined
  /** What is put to a key replaces what still waits for it. */
  readonly put: (key: PanelKey, chunk: Uint8Array) => void
}

/** For one opening of the panel, whose keys are dark at first. */
export class PanelFaces {
  readonly #options: PanelFacesOptions
  readonly #shown = new Map<number, string>()
  #cancel: () => void = () => undefined
  #unlisten: () => void = () => undefined

  constructor(options: PanelFacesOptions) {
    this.#options = options
  }

  start(): void {
    this.#unlisten = this.#options.desks.onChange(() => this.#turn())
    this.#turn()
  }

  stop(): void {
    this.#unlisten()
    this.#cancel()
  }

  /** Shows what has changed, and waits for the instant at which time alone changes a key. */
  #turn(): void {
    const { clock, keys } = this.#options
    const now = clock.now()
    this.#cancel()
    const next = Math.min(...keys.map((key) => this.#show(key, now) ?? Number.POSITIVE_INFINITY))
    if (Number.isFinite(next)) this.#cancel = clock.after(Math.max(1, next - now), () => this.#turn())
  }

  /** Until when the key looks like that, ms. */
  #show(key: PanelKey, now: number): number | null {
    const { view, desks, tillOf, put } = this.#options
    const face = view(key, tillOf(key), desks, now)
    if (!face) return null
    if (this.#shown.get(key.index) !== face.sign) {
      this.#shown.set(key.index, face.sign)
      put(key, Buffer.concat([Buffer.of(key.index), face.draw()]))
    }
    return face.until
  }
}
