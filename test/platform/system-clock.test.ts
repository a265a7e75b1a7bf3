import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { systemClock } from '../../platform/system-clock.ts'

const DAY = 24 * 60 * 60 * 1_000

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a time that is longer than setTimeout can wait is waited for, to its end and once', () => {
  const task = vi.fn()
  systemClock.after(60 * DAY, task)
  vi.advanceTimersByTime(60 * DAY - 1)
  expect(task).not.toHaveBeenCalled()
  vi.advanceTimersByTime(60 * DAY)
  expect(task).toHaveBeenCalledOnce()
})

test('and can be taken back in any part of it', () => {
  const task = vi.fn()
  const cancel = systemClock.after(60 * DAY, task)
  vi.advanceTimersByTime(30 * DAY)
  cancel()
  vi.advanceTimersByTime(60 * DAY)
  expect(task).not.toHaveBeenCalled()
  expect(vi.getTimerCount()).toBe(0)
})
