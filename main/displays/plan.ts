/**
 * Which windows should be open, from the displays that are connected and what the settings wish. Pure.
 *
 * - A wish names its display: `primary`, an id, or a label. Of displays with one name each wish takes the next, from left
 *   to right, so two wishes for "HALL TV" fill two TVs of that model. If one of the two is unplugged, the earlier wish
 *   keeps the other: nothing but the connector tells twins apart, and Electron does not know it.
 * - Two wishes for one display: the first counts. A wish whose display is missing waits for it.
 * - `all` takes every display that no other wish has taken.
 * - If no wish can be met, the first is shown on the primary display: a shop is never without a picture.
 */
import type { DisplayWish } from '../../platform/kiosk-settings.ts'
import { type Bounds, type Display, type Place, placesOf } from './display.ts'

export type PlannedWindow = {
  /** The same for as long as the window is for the same wish, wherever that is shown. */
  readonly key: string
  /** Place in the settings' list. */
  readonly wish: number
  readonly display: Display
  readonly bounds: Bounds
  readonly name: string | undefined
  /** Empty: all. */
  readonly tills: readonly number[]
  readonly store: string | undefined
  /** All windows of a machine share its loudspeaker: a call is said by one of them. */
  readonly sounds: boolean
}

export type UnmetWish = { readonly wish: number; readonly display: string; readonly why: 'missing' | 'taken' }
export type Plan = { readonly windows: readonly PlannedWindow[]; readonly unmet: readonly UnmetWish[] }

type Choice = { readonly wish: number; readonly place: Place; readonly key: string }

/** A wish that names the program's own store is of the same line of people as one that names none. */
export function ofOneLine(wishes: readonly DisplayWish[], own: string): DisplayWish[] {
  return wishes.map(({ store, ...wish }) => (store === undefined || store === own ? wish : { ...wish, store }))
}

export function planWindows(displays: readonly Display[], wishes: readonly DisplayWish[]): Plan {
  const places = placesOf(displays)
  const { chosen, unmet } = choose(places, wishes)
  const left = places.filter((place) => chosen.every((choice) => choice.place !== place))
  const all = wishes.findIndex(({ display }) => display === 'all')
  if (all !== -1) chosen.push(...forAll(left, all))
  if (chosen.length === 0) chosen.push(...instead(places))
  chosen.sort((a, b) => a.wish - b.wish)
  return { windows: withSound(chosen.flatMap((choice) => planned(choice, wishes))), unmet }
}

function choose(places: readonly Place[], wishes: readonly DisplayWish[]): { chosen: Choice[]; unmet: UnmetWish[] } {
  const chosen: Choice[] = []
  const unmet: UnmetWish[] = []
  for (const [wish, { display }] of wishes.entries()) {
    if (display === 'all') continue
    const named = namedBy(display, places)
    const free = named.filter((place) => chosen.every((choice) => choice.place !== place))
    const place = free.find((other) => !isExactlyNamed(other, wishes)) ?? free[0]
    if (place) chosen.push({ wish, place, key: String(wish) })
    else unmet.push({ wish, display, why: named.length > 0 ? 'taken' : 'missing' })
  }
  return { chosen, unmet }
}

function namedBy(name: string, places: readonly Place[]): Place[] {
  const exact = places.filter((place) => isExactly(place, name))
  return exact.length > 0 ? exact : places.filter(({ displays }) => displays.some(({ label }) => isSame(label, name)))
}

function isExactly({ displays }: Place, name: string): boolean {
  return displays.some(({ id, primary }) => (name === 'primary' ? primary : String(id) === name))
}

/** A wish for a label leaves the twin that another wish means by its id, or as the primary one, to that wish. */
function isExactlyNamed(place: Place, wishes: readonly DisplayWish[]): boolean {
  return wishes.some(({ display }) => isExactly(place, display))
}

/** People copy labels by hand. */
function isSame(label: string, name: string): boolean {
  return label.trim().toLowerCase() === name.trim().toLowerCase()
}

/** By label rather than by id, which changes where a TV comes back on another connector; the same line is on each. */
function forAll(places: readonly Place[], wish: number): Choice[] {
  const met = new Map<string, number>()
  return places.map((place) => {
    const [{ id, label }] = place.displays
    // Keys go into addresses, and a label is whatever a TV says of itself.
    const name = (label || String(id)).replace(/[^a-z0-9]+/giu, '-')
    const count = (met.get(name) ?? 0) + 1
    met.set(name, count)
    return { wish, place, key: `${wish}:${name}:${count}` }
  })
}

function instead(places: readonly Place[]): Choice[] {
  const place = places.find(({ displays }) => displays.some(({ primary }) => primary)) ?? places[0]
  return place ? [{ wish: 0, place, key: '0' }] : []
}

function planned({ wish, place, key }: Choice, wishes: readonly DisplayWish[]): Omit<PlannedWindow, 'sounds'>[] {
  const wished = wishes[wish]
  if (!wished) return []
  const { name, tills = [], store } = wished
  return [{ key, wish, display: place.displays[0], bounds: place.bounds, name, tills, store }]
}

type Silent = Omit<PlannedWindow, 'sounds'>

/** A window is silent if another one says all that it would say; of two that say the same, the first does. */
function withSound(windows: readonly Silent[]): PlannedWindow[] {
  const isSaidBy = (window: Silent, i: number, other: Silent, j: number) =>
    i !== j &&
    other.store === window.store &&
    covers(other.tills, window.tills) &&
    (j < i || !covers(window.tills, other.tills))
  return windows.map((window, i) => ({
    ...window,
    sounds: !windows.some((other, j) => isSaidBy(window, i, other, j)),
  }))
}

function covers(more: readonly number[], fewer: readonly number[]): boolean {
  return more.length === 0 || (fewer.length > 0 && fewer.every((till) => more.includes(till)))
}
