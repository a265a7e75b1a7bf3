/** How loud it is at this time of day. Pure. */
import type { Volume } from './screen-setup.ts'

/** The step that began last; before the day's first one, yesterday's last still holds. */
export function volumeAt(volume: Volume, minutesOfDay: number): number {
  const steps = volume.map(({ from, volume: level }) => ({ from: minutesOf(from), level }))
  const sorted = steps.sort((a, b) => a.from - b.from)
  const step = sorted.findLast(({ from }) => from <= minutesOfDay) ?? sorted.at(-1)
  return step?.level ?? 1
}

/** Minutes since midnight of a time such as "08:30". */
function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}
