/**
 * The bells of a cluster: each channel is heard at the master that has its store, so that a master which hangs makes
 * no other's stores deaf. When a store moves, its channel moves after it.
 */
import type { Bell, BellLine, Ringer } from './redis-bell.ts'
import type { NodeName } from './redis-slots.ts'

type Parts = {
  /** The master of a channel, which has the hash tag of its store; `undefined`: not known yet. */
  readonly masterOf: (channel: string) => NodeName | undefined
  readonly open: (node: NodeName) => Bell
}
type Place = { readonly channel: string; readonly ringer: Ringer; at: NodeName | undefined; leave: () => void }

export class ClusterBell implements BellLine {
  readonly #parts: Parts
  readonly #bells = new Map<NodeName, Bell>()
  readonly #places = new Set<Place>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  listen(channel: string, ringer: Ringer): () => void {
    const place: Place = { channel, ringer, at: undefined, leave: () => {} }
    this.#places.add(place)
    this.#settle(place)
    return () => {
      this.#places.delete(place)
      place.leave()
    }
  }

  /** The map of the cluster is another. */
  rearrange(): void {
    for (const place of this.#places) this.#settle(place)
    const used = new Set([...this.#places].map(({ at }) => at))
    for (const [name, bell] of this.#bells) {
      if (used.has(name)) continue
      this.#bells.delete(name)
      bell.close()
    }
  }

  close(): void {
    for (const bell of this.#bells.values()) bell.close()
    this.#places.clear()
  }

  #settle(place: Place): void {
    const at = this.#parts.masterOf(place.channel)
    if (at === place.at || at === undefined) return
    place.leave()
    place.at = at
    place.leave = this.#bell(at).listen(place.channel, place.ringer)
  }

  #bell(name: NodeName): Bell {
    const bell = this.#bells.get(name) ?? this.#parts.open(name)
    this.#bells.set(name, bell)
    return bell
  }
}
