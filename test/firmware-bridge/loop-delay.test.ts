import { describe, expect, it } from 'vitest'
import { LoopDelay } from '../../firmware-bridge/loop-delay.ts'
import { until } from '../helpers/bridge-kit.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'

/** Nothing else of this process gets its turn meanwhile. */
function block(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

describe('how late the process is', () => {
  it('is told while and a minute after something has blocked it', async () => {
    const clock = new FakeTimersClock()
    const delay = new LoopDelay(clock)
    await until(
      () => delay.longest() >= 150,
      () => block(300),
    )
    clock.advance(60_000)
    expect(delay.longest()).toBeGreaterThanOrEqual(150)
    delay.stop()
  })

  it('is measured no more after the end', () => {
    const clock = new FakeTimersClock()
    new LoopDelay(clock).stop()
    expect(clock.pending).toBe(0)
  })
})
