/** Whether an instant of the week lies within a schedule. Pure: whoever asks brings the local time. */
import { type Hours, WEEKDAYS, type Weekday } from './screen-setup.ts'

/** Local time: the day and the minutes since its midnight. */
export type WeekTime = { readonly day: Weekday; readonly minute: number }

export const MINUTES_OF_DAY = 24 * 60

/** No hours at all is always. */
export function withinHours(hours: readonly Hours[], at: WeekTime): boolean {
  return hours.length === 0 || hours.some((row) => within(row, at))
}

export function minuteOf(dayTime: string): number {
  const [hour = 0, minute = 0] = dayTime.split(':').map(Number)
  return hour * 60 + minute
}

/** Hours that go on past midnight belong to the day on which they began: Friday 22:00 to 02:00 ends on Saturday. */
function within({ days, from, to }: Hours, { day, minute }: WeekTime): boolean {
  const [begin, end] = [minuteOf(from), minuteOf(to)]
  if (begin < end) return days.includes(day) && begin <= minute && minute < end
  return (days.includes(day) && minute >= begin) || (days.includes(dayBefore(day)) && minute < end)
}

function dayBefore(day: Weekday): Weekday {
  return WEEKDAYS.at(WEEKDAYS.indexOf(day) - 1) ?? day
}
