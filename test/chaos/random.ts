/** Chance that can be had again: the same seed gives the same numbers, on every machine. */

/** In [0, 1). */
export type Chance = () => number

/** Mulberry32 (T. Ettinger, 2017): 32 bits of state are plenty for a schedule of some thousand disasters. */
export function seeded(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A whole number, both ends included. */
export function between(chance: Chance, low: number, high: number): number {
  return low + Math.floor(chance() * (high - low + 1))
}

export function pick<T>(chance: Chance, [first, ...rest]: readonly [T, ...T[]]): T {
  return rest[Math.floor(chance() * (rest.length + 1)) - 1] ?? first
}

export function shuffled<T>(chance: Chance, list: readonly T[]): T[] {
  return list
    .map((item) => ({ item, place: chance() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}
