/** Which picture or video comes next, and when one may be shown. Pure. */
import { type WeekTime, withinHours } from '../../../protocol/hours.ts'
import { type MediaItem, WEEKDAYS } from '../../../protocol/screen-setup.ts'

/** A file that failed is tried again after this long, ms: it may have been mended or copied anew. */
export const REST = 60 * 60 * 1_000

/** Until when a file that failed rests, by its `src`, ms. */
export type Resting = ReadonlyMap<string, number>

/** Index of the next item behind `after` that may be shown, going round; the one at `after` comes last. */
export function nextIndex(
  items: readonly MediaItem[],
  after: number,
  mayShow: (item: MediaItem) => boolean,
): number | null {
  for (let step = 1; step <= items.length; step++) {
    const index = (after + step) % items.length
    const item = items[index]
    if (item && mayShow(item)) return index
  }
  return null
}

/** `now` is of the clock that `resting` is by; `today` is the time of day, which a person or NTP may set. */
export function mayShow(item: MediaItem, resting: Resting, now: number, today: Date): boolean {
  return (resting.get(item.src) ?? Number.NEGATIVE_INFINITY) <= now && withinHours(item.hours, weekTime(today))
}

/** In a new list: where the item shown is now, else the place before which its follower stood. */
export function placeIn(items: readonly MediaItem[], shown: MediaItem, before: number): number {
  const same = items[before]?.src === shown.src ? before : items.findIndex(({ src }) => src === shown.src)
  return same >= 0 ? same : Math.min(before, items.length) - 1
}

/** A `Date` counts its days from Sunday. */
function weekTime(date: Date): WeekTime {
  return { day: WEEKDAYS.at(date.getDay() - 1) ?? 'sun', minute: date.getHours() * 60 + date.getMinutes() }
}
