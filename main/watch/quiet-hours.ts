/** The hours in which a page is started anew once: before the shop opens nobody sees it. */

/** Where the machine is: days since 1970 and minutes since midnight, both local. */
export type LocalTime = { readonly day: number; readonly minute: number }

/** Minutes since midnight. Where `to` is not after `from`, the hours go on past midnight. */
export type QuietHours = { readonly from: number; readonly to: number }

/** Reads the setting: `03:00-05:00`. The settings' schema has seen to its form. */
export function parseQuietHours(text: string): QuietHours {
  const [from, to] = text.split('-').map(minutes)
  return { from: from ?? 0, to: to ?? 0 }
}

/** The night's name: the day on which the quiet hours began. null: they are not now. */
export function nightOf({ from, to }: QuietHours, { day, minute }: LocalTime): number | null {
  if (from < to) return minute >= from && minute < to ? day : null
  if (minute >= from) return day
  return minute < to ? day - 1 : null
}

/** The local time of a `Date`. */
export function localTime(date: Date): LocalTime {
  const midnight = Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())
  return { day: midnight / 86_400_000, minute: date.getHours() * 60 + date.getMinutes() }
}

function minutes(time: string): number {
  const [hours, rest] = time.split(':').map(Number)
  return (hours ?? 0) * 60 + (rest ?? 0)
}
