/** The page's sign of life: from a frame that was drawn, or from a page that nobody can see. */
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type Report, startBeating } from '../../../renderer/page/beat.ts'
import type { Kiosk } from '../../../renderer/page/kiosk.ts'
import { drawnPage } from './drawn-page.ts'

let beats: { readonly view: string; readonly offset: number }[]
const page = drawnPage()
let now: Report

const kiosk: Kiosk = {
  beat: (report) => void beats.push(report),
  mediaProblem: () => undefined,
  pageProblem: () => undefined,
  keepToken: () => undefined,
  unlock: () => Promise.resolve(),
  leave: () => Promise.resolve(),
  onStaffAsked: () => undefined,
}

beforeEach(() => {
  beats = []
  now = { view: 'wait', offset: 1 }
})

const drawFrame = () => {
  for (const draw of page.frames.splice(0)) draw()
}

describe('a page that is seen', () => {
  test('beats once a second, at a frame', () => {
    startBeating(kiosk, () => now)
    for (let second = 0; second < 5; second++) {
      vi.advanceTimersByTime(1_000)
      drawFrame()
    }
    expect(beats).toHaveLength(5)
  })

  test('whose pictures stand still is silent, however well its timers run', () => {
    startBeating(kiosk, () => now)
    vi.advanceTimersByTime(60_000)
    expect(beats).toEqual([])
  })

  test('says what it shows when the frame is drawn, not when it was asked for', () => {
    startBeating(kiosk, () => now)
    vi.advanceTimersByTime(1_000)
    now = { view: 'calling', offset: 2 }
    drawFrame()
    expect(beats).toEqual([{ view: 'calling', offset: 2 }])
  })
})

describe('a page that nobody can see', () => {
  test('is drawn no frames, and beats all the same', () => {
    page.visibilityState = 'hidden'
    startBeating(kiosk, () => now)
    vi.advanceTimersByTime(3_000)
    expect([beats.length, page.frames.length]).toEqual([3, 0])
  })

  test('beats at frames again once it is seen', () => {
    page.visibilityState = 'hidden'
    startBeating(kiosk, () => now)
    vi.advanceTimersByTime(1_000)
    page.visibilityState = 'visible'
    vi.advanceTimersByTime(1_000)
    expect([beats.length, page.frames.length]).toEqual([1, 1])
  })
})

describe('a moment that the program waits for', () => {
  test('is told at the next frame, besides the beats of each second', () => {
    const beat = startBeating(kiosk, () => now)
    beat()
    expect(beats).toEqual([])
    drawFrame()
    expect(beats).toEqual([{ view: 'wait', offset: 1 }])
    vi.advanceTimersByTime(1_000)
    drawFrame()
    expect(beats).toHaveLength(2)
  })
})
