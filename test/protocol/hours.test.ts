import { describe, expect, it } from 'vitest'
import { MINUTES_OF_DAY, minuteOf, withinHours } from '../../protocol/hours.ts'
import { type Hours, WEEKDAYS, type Weekday } from '../../protocol/screen-setup.ts'

const at = (day: Weekday, time: string) => ({ day, minute: minuteOf(time) })
const week = WEEKDAYS.flatMap((day) => Array.from({ length: MINUTES_OF_DAY }, (_, minute) => ({ day, minute })))

describe('hours of the week', () => {
  it('are always, where there are none', () => {
    expect(week.every((instant) => withinHours([], instant))).toBe(true)
  })

  it('hold on their days alone, from the first minute to the one before the last', () => {
    const hours: Hours[] = [{ days: ['mon', 'tue'], from: '08:00', to: '12:30' }]
    expect(withinHours(hours, at('mon', '07:59'))).toBe(false)
    expect(withinHours(hours, at('mon', '08:00'))).toBe(true)
    expect(withinHours(hours, at('tue', '12:29'))).toBe(true)
    expect(withinHours(hours, at('tue', '12:30'))).toBe(false)
    expect(withinHours(hours, at('wed', '10:00'))).toBe(false)
  })

  it('that go on past midnight belong to the day on which they began', () => {
    const hours: Hours[] = [{ days: ['fri'], from: '22:00', to: '02:00' }]
    expect(withinHours(hours, at('fri', '21:59'))).toBe(false)
    expect(withinHours(hours, at('fri', '22:00'))).toBe(true)
    expect(withinHours(hours, at('sat', '01:59'))).toBe(true)
    expect(withinHours(hours, at('sat', '02:00'))).toBe(false)
    expect(withinHours(hours, at('fri', '01:00'))).toBe(false)
  })

  it('go from Sunday into Monday', () => {
    const hours: Hours[] = [{ days: ['sun'], from: '23:00', to: '01:00' }]
    expect(withinHours(hours, at('mon', '00:30'))).toBe(true)
    expect(withinHours(hours, at('sun', '00:30'))).toBe(false)
  })

  it('that end where they begin are a whole day from there', () => {
    const hours: Hours[] = [{ days: ['wed'], from: '06:00', to: '06:00' }]
    expect(week.filter((instant) => withinHours(hours, instant))).toHaveLength(MINUTES_OF_DAY)
    expect(withinHours(hours, at('thu', '05:59'))).toBe(true)
    expect(withinHours(hours, at('wed', '05:59'))).toBe(false)
  })

  it('of several rows add up', () => {
    const hours: Hours[] = [
      { days: ['mon'], from: '08:00', to: '09:00' },
      { days: ['mon'], from: '17:00', to: '18:00' },
    ]
    expect(['08:30', '12:00', '17:30'].map((time) => withinHours(hours, at('mon', time)))).toEqual([true, false, true])
  })
})
