import { describe, expect, it } from 'vitest'
import { DEFAULT_SCREEN } from '../../protocol/screen-setup.ts'
import { volumeAt } from '../../protocol/volume.ts'

const at = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

describe('the volume by time of day', () => {
  it.each([
    ['08:00', 1],
    ['12:30', 1],
    ['19:59', 1],
    ['20:00', 0.6],
    ['23:59', 0.6],
    ['00:00', 0.6],
    ['07:59', 0.6],
  ])('%s: %d, as a screen has it that nobody has set up', (time, volume) => {
    expect(volumeAt(DEFAULT_SCREEN.volume, at(time))).toBe(volume)
  })

  it('is that of the only step all day', () => {
    expect([0, 720, 1_439].map((minute) => volumeAt([{ from: '12:00', volume: 0.3 }], minute))).toEqual([0.3, 0.3, 0.3])
  })

  it('does not mind the order in which the steps are written', () => {
    const steps = [
      { from: '22:00', volume: 0 },
      { from: '06:30', volume: 0.4 },
      { from: '09:00', volume: 0.9 },
    ]
    expect(['06:29', '06:30', '10:00', '22:00'].map((time) => volumeAt(steps, at(time)))).toEqual([0, 0.4, 0.9, 0])
    expect(steps[0]?.from).toBe('22:00')
  })
})
